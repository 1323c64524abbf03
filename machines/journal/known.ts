import type { Facts, HoleSource, NamedCause, Value } from "../contract/index.ts";
import { knownMtu, lastKnown } from "../confirm/proposal.ts";
import type { Known } from "../explain/hole.ts";

/** What this investigation read that a command about the cause needs. */
export function knownOf(facts: Facts, cause: NamedCause): Omit<Known, "host"> {
  const { host, key, also = [] } = cause.object;
  const elsewhere = host !== undefined && facts.brief.hosts.find((each) => each.key === host)?.netns !== undefined;
  const mtu = host === undefined || elsewhere ? null : knownMtu(facts, cause);
  return {
    key,
    apart: elsewhere || also.length > 0,
    // A shell on the host stands in another namespace than what was read.
    ...(host === undefined || elsewhere ? {} : { settings: settingsOn(facts, host) }),
    ...(mtu === null ? {} : { mtu }),
    told: toldOf(facts, cause, elsewhere || also.length > 0),
  };
}

/** What the runbook says fills holes, as far as it was read. Of rows that share the guilt, or are in another namespace, nothing stands in one command. */
function toldOf(facts: Facts, cause: NamedCause, apart: boolean): ReadonlyMap<string, string> {
  const holes = Object.entries(facts.runbook.hypotheses[cause.id]?.holes ?? {});
  return new Map(
    holes.flatMap(([name, source]) => {
      const value = "input" in source ? inputOf(facts, source.input) : apart ? null : asRead(facts, cause, source);
      const plain = value === null || value === NONE ? undefined : PLAIN.exec(String(value))?.[1];
      return plain === undefined ? [] : [[name, plain] as const];
    }),
  );
}

// "nextHop = none": that there is none is no name of one.
const NONE = "none";

// What a shell reads as one plain word; "layer2 (0)" is a word and its number.
const PLAIN = /^([A-Za-z0-9][A-Za-z0-9_.:/+-]*)(?: \(\d+\))?$/;

const inputOf = ({ brief, runbook }: Facts, name: string): string | null =>
  (Object.hasOwn(brief.inputs, name) ? brief.inputs[name] : undefined) ?? runbook.inputs[name]?.default ?? null;

function asRead(facts: Facts, { object }: NamedCause, source: Exclude<HoleSource, { readonly input: string }>): Value | null {
  if ("field" in source) {
    // A cause of no host in particular has only what is read of a role.
    const { role, test } = source.field;
    return object.host === undefined && role === undefined && test !== "reproduction"
      ? null
      : lastKnown(facts, source.field, object.host ?? "");
  }
  const { test, table, column } = source.row;
  const seen = facts.answers.flatMap(({ request, ...answer }) => {
    if (request.test !== test || request.host !== object.host || !("reading" in answer)) return [];
    return (answer.reading?.tables?.[table] ?? []).filter(({ key }) => key === object.key).flatMap((row) => row[column] ?? []);
  });
  // Of what somebody changed meanwhile nobody knows which value to go back to.
  const [first] = seen;
  return first !== undefined && seen.every((each) => each === first) ? first : null;
}

/** What every reading agrees on: of a setting that somebody changed meanwhile nobody knows which value to go back to. */
function settingsOn({ answers, catalogue }: Facts, host: string): ReadonlyMap<string, string> {
  const seen = answers.flatMap(({ request, ...answer }) => {
    const spec = Object.hasOwn(catalogue, request.collector) ? catalogue[request.collector] : undefined;
    if (request.host !== host || spec === undefined || !("reading" in answer) || answer.reading === undefined) return [];
    const { fields } = answer.reading;
    return Object.entries(spec.fields).flatMap(([field, { setting }]) => {
      const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
      const told = typeof value === "number" ? Number.isSafeInteger(value) && value >= 0 : typeof value === "string" && SET.test(value);
      return setting === undefined || !told ? [] : [{ setting, value: String(value) }];
    });
  });
  const values = Map.groupBy(seen, ({ setting }) => setting);
  return new Map(
    [...values].flatMap(([setting, all]) => {
      const [first] = all;
      return first !== undefined && all.every(({ value }) => value === first.value) ? [[setting, first.value] as const] : [];
    }),
  );
}

// A bitmap of CPUs, or the numbers of a setting that has several.
const SET = /^(?:[0-9a-f]+(?:,[0-9a-f]+)*|\d+(?: \d+)+)$/;
