import type { Given } from "#machines/contract/collector.ts";
import { type Row, unknown } from "#machines/contract/value.ts";
import { numberIn } from "../guest-rows.ts";
import { readingOf } from "../source-readings.ts";
import { flowDrops } from "../guest-flow-drops.ts";
import { chainFor, ruleDrops } from "../guest-rule-drops.ts";
import { switchOf } from "../guest-switch.ts";

/** What counted about as many drops in the window as requests are missing: the rule, chain or flow to look at. Else the place alone. */
export function droppedBy(given: Given, missing: number, place: "filter" | "switch"): readonly Row[] {
  const about = (row: Row): boolean => Math.abs(numberIn(row, "dropped") - missing) <= Math.max(2, missing / 2);
  const rules = ruleDrops(given);
  const own = switchOf(given, given.host.key);
  const flows = "unknown" in own ? unknown("not read") : flowDrops(own);
  const inFilter =
    "unknown" in rules ? [] : [...rules.group, ...rules.spoof, ...rules.others].map((row) => ({ ...row, key: nameOf(given, row) }));
  const inSwitch = "unknown" in flows ? [] : [...flows.group, ...flows.spoof, ...flows.others];
  const found = (place === "filter" ? inFilter : inSwitch)
    .filter(about)
    .map((row): Row => ({ key: row.key, dropped: numberIn(row, "dropped") }));
  if (found.length > 0) return found;
  return [{ key: place === "filter" ? `the filter of ${portIn(given)}` : "the virtual switch", dropped: 0 }];
}

const portIn = (given: Given): string => {
  const tap = given.args["tap"] ?? "";
  return "unknown" in readingOf(given, "ovsPorts", { host: given.host.key }) ? "its port" : tap;
};

const nameOf = (given: Given, row: Row): string => chainFor(row, { port: given.args["tap"] ?? "", losing: undefined });
