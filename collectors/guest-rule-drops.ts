import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, type Row, type Unknown } from "#machines/contract/value.ts";
import { numberIn } from "./guest-rows.ts";
import { readingOf, rowsOf } from "./source-readings.ts";
import type { Segment } from "./guest-legs.ts";

/** What rules of the packet filter dropped in the window, by whose they are. */
export interface RuleDrops {
  readonly group: readonly Row[];
  readonly spoof: readonly Row[];
  readonly others: readonly Row[];
  /** Rules may drop that count nothing; while that is so, no count proves that no rule dropped anything. */
  readonly uncounted: boolean | Unknown;
}

/** Chains of Neutron's agent: i<port> for what goes to it, o<port> for what it sends, s<port> for senders it may not have, sg-fallback for the rest. */
const CHAIN = /\b((?:neutron-openvswi|neutron-linuxbri)-(sg-fallback|i|o|s)[0-9a-f-]*)/;
const PORT = /^(?:tap|qvo|qvb|qbr)([0-9a-f]{8}-[0-9a-f])/;

export function ruleDrops(given: Given): RuleDrops | Unknown {
  const now = readingOf(given, "firewall", { host: given.host.key, moment: "after" });
  const before = readingOf(given, "firewall", { host: given.host.key, moment: "before" });
  if ("unknown" in now) return now;
  if ("unknown" in before) return before;
  const earlier = new Map(rowsOf(before, "dropRules").map((row) => [row.key, row]));
  const moved = rowsOf(now, "dropRules").flatMap((row): readonly Row[] => {
    const was = earlier.get(row.key);
    const change = numberIn(row, "packets") - (was === undefined ? 0 : numberIn(was, "packets"));
    const dropped = change < 0 ? numberIn(row, "packets") : change;
    return dropped > 0 ? [{ ...row, dropped }] : [];
  });
  const uncounted = now.fields["uncountedDropRules"];
  const kind = (row: Row): string => CHAIN.exec(row.key)?.[2] ?? "";
  return {
    group: moved.filter((row) => ["i", "o", "sg-fallback"].includes(kind(row))),
    spoof: moved.filter((row) => kind(row) === "s"),
    others: moved.filter((row) => kind(row) === ""),
    uncounted: isUnknown(uncounted) ? uncounted : uncounted !== 0,
  };
}

/**
 * The chain that stands for a port and a direction: the rule that dropped may be in the chain that all ports share, so the chain is named by where
 * frames vanished. Ten characters of the port's id are all that a chain's name has room for.
 */
export function chainFor(row: Row, { port, losing }: { readonly port: string; readonly losing: Segment | undefined }): string {
  const [, chain = row.key, kind] = CHAIN.exec(row.key) ?? [];
  const id = PORT.exec(port)?.[1];
  if (kind !== "sg-fallback" || id === undefined || losing === undefined) return chain;
  return `neutron-openvswi-${losing.direction === "toGuest" ? "i" : "o"}${id}`;
}
