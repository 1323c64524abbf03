import { type Row, unknown, type Unknown } from "#machines/contract/value.ts";
import { decimal } from "./number.ts";

/** Frames that the switch gave up on while it worked out what to do with them, and frames that the userspace datapath could not handle. */
export const GAVE_UP = /^drop_action_/;
export const FAILED = /^datapath_drop_/;
/** Names that say what was ordered, not what went wrong: a flow's drop, a meter's. */
export const ORDERED: ReadonlySet<string> = new Set(["drop_action_of_pipeline", "datapath_drop_meter", "drop_action_forwarding_disabled"]);

/** What coverage/show lists. Only events that happened are, and how many never did stands below: what is not listed is 0. */
export function eventsOf(lines: readonly string[] | Unknown): ReadonlyMap<string, number | Unknown> | Unknown {
  if ("unknown" in lines) return lines;
  if (!lines.some((line) => /^Event coverage,/.test(line)))
    return unknown("ovs-vswitchd does not show its events, or only how often they happen");
  return new Map(
    lines.flatMap((line) => {
      const [, name, count] = /^(\w+)\s.*\btotal: (\d+)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, decimal(count, name)] as const];
    }),
  );
}

export const eventRows = (events: ReadonlyMap<string, number | Unknown>): readonly Row[] =>
  [...events]
    .filter(([name]) => (GAVE_UP.test(name) || FAILED.test(name)) && !ORDERED.has(name))
    .map(([key, count]) => ({ key, packets: count, gaveUp: GAVE_UP.test(key) }));
