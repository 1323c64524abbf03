import { median } from "../statistics/median.ts";
import { proportion } from "../statistics/wilson.ts";
import type { Class } from "../score/score.ts";
import { CULPRIT, type Accuracy, type Row, type Scored } from "./accuracy.ts";

/** What is asked first: all runbooks together, on live hosts. */
export function overallOf({ tables, everything }: Accuracy): string {
  const rows = tables.filter(({ source }) => source === "live").flatMap((table) => table.rows);
  const own = (row: Row): Scored | undefined => row.answers[CULPRIT];
  const share = (of: readonly Row[], name: Class): string => {
    const k = of.filter((row) => own(row)?.class === name).length;
    const one = proportion(k, of.length);
    return one === null ? "none" : `${k} of ${of.length} (${one.lowPercent.toFixed(1)} to ${one.highPercent.toFixed(1)} %)`;
  };
  const inRunbook = rows.filter(({ group }) => group === "one" || group === "several");
  const shown = inRunbook.filter((row) => own(row)?.class !== "deniedSymptom");
  const others = inRunbook.length - shown.length;
  const known = shown.filter(({ group }) => group === "one");
  const pairs = shown.filter(({ group }) => group === "several");
  const told = pairs.filter((row) => TOLD.has(own(row)?.class ?? "noVerdict")).length;
  const hidden = pairs.filter((row) => own(row)?.class === "saidHidden").length;
  const silent = rows.filter(({ group }) => group !== "one" && group !== "several");
  const costs = rows.flatMap((row) => {
    const cost = own(row)?.cost;
    if (cost === null || cost === undefined) return [];
    const { commands, readings = commands } = cost;
    return [{ commands, readings, share: readings / (everything * row.hosts) }];
  });
  const commands = median(costs.map((one) => one.commands));
  const readings = median(costs.map((one) => one.readings));
  const part = median(costs.map((one) => one.share * 100));
  if (rows.length === 0 || commands === null || readings === null || part === null) return "";
  return `## All runbooks on live hosts

- Of single faults that are in the runbook, exact: ${share(known, "exact")}; a false verdict: ${share(known, "falseVerdict")}.${others === 0 ? "" : ` ${others} more runs were pointed at a fault of another incident, and their symptom did not show.`}
${sayPairs({ told, hidden, of: pairs.length }, share(pairs, "falseVerdict"))}- Of everything else (healthy, decoys, blinded, not in the runbook), a false verdict: ${share(silent, "falseVerdict")}.
- Commands of an investigation, in the median: ${commands.median.toFixed(0)}. They take ${readings.median.toFixed(0)} readings, which is ${part.median.toFixed(0)} % of what it takes to collect everything from the
  hosts that it was pointed at (${everything} readings a host: what is passive and needs no address, and counters twice).`;
}

/** Both were named, or it was said that more than one remains, or is wrong besides. */
const TOLD: ReadonlySet<Class> = new Set(["exact", "causeRight", "suspectedRight", "rightDontKnow"]);

const sayPairs = ({ told, hidden, of }: Readonly<Record<"told" | "hidden" | "of", number>>, wrong: string): string =>
  of === 0
    ? ""
    : `- Of two faults at once, both named or more than one said to remain: ${told} of ${of}${hidden === 0 ? "" : `; one named, and the other said to be hidden behind it: ${hidden}`}; a false verdict: ${wrong}.\n`;
