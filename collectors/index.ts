import type { Catalogue, Collector, CollectorSpec, CommandOutput, Derivation, Given } from "#machines/contract/collector.ts";
import type { Failure } from "#machines/contract/failure.ts";
import type { Reading } from "#machines/contract/value.ts";
import { changed } from "./changed/derivation.ts";
import { conntrack } from "./conntrack/collector.ts";
import { conntrackTable } from "./conntrackTable/collector.ts";
import { difference } from "./difference/derivation.ts";
import { dropReasons } from "./dropReasons/collector.ts";
import { isParseFailure } from "./failure.ts";
import { firewall } from "./firewall/collector.ts";
import { cannotRun } from "./judge.ts";
import { layout } from "./layout/collector.ts";
import { ledger } from "./ledger/collector.ts";
import { links } from "./links/collector.ts";
import { namespaces } from "./namespaces/collector.ts";
import { passage } from "./passage/derivation.ts";
import { pathCapture } from "./pathCapture/collector.ts";
import { ping } from "./ping/collector.ts";
import { preflight } from "./preflight/collector.ts";
import { protocolCounters } from "./protocolCounters/collector.ts";
import { qdisc } from "./qdisc/collector.ts";
import { snapshot } from "./snapshot/collector.ts";
import { sockets } from "./sockets/collector.ts";
import { softirqs } from "./softirqs/collector.ts";
import { softnet } from "./softnet/collector.ts";
import { sysctls } from "./sysctls/collector.ts";
import { waiting } from "./waiting/collector.ts";

/** Everything that may run on a host; one line each. Its argvs are listed in test/commands.txt. */
export const collectors = {
  conntrack,
  conntrackTable,
  dropReasons,
  firewall,
  layout,
  ledger,
  links,
  namespaces,
  pathCapture,
  ping,
  preflight,
  protocolCounters,
  qdisc,
  snapshot,
  sockets,
  softirqs,
  softnet,
  sysctls,
  waiting,
} as const satisfies Readonly<Record<string, Collector>>;

/** Readings that are worked out from those of collectors, on Culprit's own side; one line each. */
export const derivations = {
  changed,
  difference,
  passage,
} as const satisfies Readonly<Record<string, Derivation>>;

export type Collectors = typeof collectors;
export type CollectorId = keyof Collectors;
export type FieldOf<Id extends CollectorId> = keyof Collectors[Id]["fields"] & string;
export type TableOf<Id extends CollectorId> = Collectors[Id] extends { readonly tables: infer Tables } ? keyof Tables & string : never;
export type ColumnOf<Id extends CollectorId, Table extends string> = Collectors[Id] extends {
  readonly tables: infer Tables;
}
  ? Table extends keyof Tables
    ? keyof Tables[Table] & string
    : never
  : never;

/** The registry as data: no parsers and no commands. */
export const catalogue: Catalogue = Object.fromEntries([
  ...Object.entries<Collector>(collectors).map(([id, collector]) => [id, specOf(collector)] as const),
  ...Object.entries<Derivation>(derivations).map(([id, derivation]) => [id, specOfDerivation(derivation)] as const),
]);

/** What a derivation makes of the readings it was given. @throws RangeError for an id that does not exist */
export function derive(id: string, given: Given): Reading {
  const derivation = Object.entries<Derivation>(derivations).find(([known]) => known === id)?.[1];
  if (derivation === undefined) throw new RangeError(`there is no derivation "${id}"`);
  return derivation.derive(given);
}

/**
 * What one command's output says: a reading, or why there is none. Truncated and timed-out answers never come here.
 * Throws only for bugs: an id or way that does not exist, a parser that failed to foresee a text.
 */
export function parse(id: string, way: number, output: CommandOutput): Reading | Failure {
  const chosen = isCollectorId(id) ? collectors[id].ways[way] : undefined;
  if (chosen === undefined) throw new RangeError(`there is no collector "${id}" with a way ${way}`);
  try {
    return chosen.parse(output);
  } catch (error) {
    if (!isParseFailure(error)) throw error;
    // The parser comes first: a probe that lost everything exits 1, and what it met on the way looks like refusals.
    return (output.exitCode === 0 ? null : cannotRun(output, toolOf(chosen.argv))) ?? error.failure;
  }
}

const isCollectorId = (id: string): id is CollectorId => Object.hasOwn(collectors, id);

const toolOf = (argv: readonly unknown[]): string => String(argv[0]);

function specOfDerivation({ derive: _derive, ...spec }: Derivation): CollectorSpec {
  return spec;
}

function specOf({ ways: _ways, ...spec }: Collector): CollectorSpec {
  return spec;
}
