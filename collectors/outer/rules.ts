import type { Given } from "#machines/contract/collector.ts";
import type { Row } from "#machines/contract/value.ts";
import { isNumber, readingOf, rowsOf } from "../source-readings.ts";

/** Rules of a host that dropped something in the window; one that was there before and after only. */
export function rulesThatDropped(given: Given, host: string): readonly Row[] {
  const at = (moment: "before" | "after"): readonly Row[] => rowsOf(readingOf(given, "firewall", { host, moment }), "dropRules");
  const before = new Map(at("before").map((row) => [row.key, row["packets"]]));
  return at("after").flatMap((row) => {
    const [first, last] = [before.get(row.key), row["packets"]];
    return isNumber(first) && isNumber(last) && last > first ? [{ key: row.key, packets: last - first }] : [];
  });
}
