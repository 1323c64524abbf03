import type { Given } from "#machines/contract/collector.ts";
import { unknown, type Value } from "#machines/contract/value.ts";
import { large } from "./overhead-facts.ts";
import { changeOf, fieldOf, isNumber, nameOf, readingOf } from "./source-readings.ts";

/**
 * Whether what vanished cannot have been dropped by a rule of either end: by size alone a rule that asks for the length is a link that is too small. Rules
 * that do not count leave it open, and so do those that dropped as many in the window as vanished in one direction.
 */
export function lostBetween(given: Given): Value {
  const ways = [large(given, "lostThere"), large(given, "lostBack")].filter(isNumber).filter((lost) => lost > 0);
  if (ways.length === 0) return false;
  const fewest = Math.min(...ways);
  const ends = given.hosts.filter(({ role }) => role === "sender" || role === "receiver");
  const open = ends.map(({ key }) => mayHaveDropped(given, key, fewest)).find((why) => why !== null);
  if (open !== undefined) return unknown(open);
  return ends.some(({ role }) => role === "receiver") ? true : unknown("rules of the other end were not read");
}

/** Why this host's rules may have dropped them; null where they have not. */
function mayHaveDropped(given: Given, host: string, lost: number): string | null {
  const dropped = changeOf(given, "firewall", { host, field: "dropPackets" });
  if (!isNumber(dropped)) return dropped.unknown;
  const uncounted = fieldOf(readingOf(given, "firewall", { host, moment: "after" }), "uncountedDropRules");
  if (!isNumber(uncounted)) return typeof uncounted === "object" ? uncounted.unknown : "rules that do not count were not read";
  const name = nameOf(given, host);
  if (uncounted > 0) return `rules on ${name} drop without counting what they drop`;
  return dropped >= lost ? `rules on ${name} dropped ${dropped} packets meanwhile, and ${lost} vanished` : null;
}
