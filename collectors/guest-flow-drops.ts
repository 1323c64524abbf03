import { isUnknown, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { numberIn, textIn } from "./guest-rows.ts";
import { rowsOf } from "./source-readings.ts";
import type { Switch } from "./guest-switch.ts";

/** What flows dropped in the window, by whose flows they are. */
export interface FlowDrops {
  /** Neither Neutron's security nor what is left over: somebody's own. */
  readonly others: readonly Row[];
  readonly spoof: readonly Row[];
  readonly group: readonly Row[];
}

/**
 * Tables of br-int by their use in Neutron's agent (constants.py, and the OpenFlow firewall's own): 24 and 25 check ARP and Ethernet senders; 71 does so
 * in the OpenFlow firewall, whose rules are in 72 to 82, and 92 to 94 count and drop what they refuse.
 */
const SPOOF: ReadonlySet<number> = new Set([24, 25, 71]);
const GROUP = (table: number): boolean => (table >= 72 && table <= 82) || (table >= 92 && table <= 94);

export function flowDrops({ flows, before }: Switch): FlowDrops | Unknown {
  if ("unknown" in before) return before;
  const earlier = new Map(rowsOf(before, "drops").map((row) => [row.key, row]));
  const moved = rowsOf(flows, "drops").flatMap((row): readonly Row[] => {
    const was = earlier.get(row.key);
    // A flow that was not there before, or counts less, was added anew: all it has counted is of this window.
    const change =
      was === undefined || numberIn(row, "packets") < numberIn(was, "packets")
        ? numberIn(row, "packets")
        : numberIn(row, "packets") - numberIn(was, "packets");
    return change > 0 ? [{ ...row, dropped: change }] : [];
  });
  const inFirewall = (row: Row): boolean => textIn(row, "bridge") === "br-int";
  const spoof = moved.filter((row) => inFirewall(row) && SPOOF.has(numberIn(row, "table")));
  const group = moved.filter((row) => inFirewall(row) && GROUP(numberIn(row, "table")));
  // What matches nothing else falls to a flow without conditions: it says that something before it is wrong, not that somebody drops it.
  const others = moved.filter((row) => !spoof.includes(row) && !group.includes(row) && textIn(row, "match") !== "");
  return { others, spoof, group };
}

export const most = (rows: readonly Row[]): number => Math.max(0, ...rows.map((row) => numberIn(row, "dropped")));

/** What a full queue for questions cost in the window. */
export function upcallsLost({ flows, before }: Switch): Value {
  if ("unknown" in before) return before;
  return changeOf(flows.fields["upcallsLost"], before.fields["upcallsLost"]);
}

/** Learnt addresses that a full table pushed out in the window. */
export function evicted({ flows, before }: Switch): Value {
  if ("unknown" in before) return before;
  return changeOf(flows.fields["evicted"], before.fields["evicted"]);
}

function changeOf(now: Value | undefined, was: Value | undefined): Value {
  if (isUnknown(now)) return now;
  if (isUnknown(was)) return was;
  if (typeof now !== "number" || typeof was !== "number") return unknown("it was not read");
  return now < was ? unknown("ovs-vswitchd was started anew in the window") : now - was;
}
