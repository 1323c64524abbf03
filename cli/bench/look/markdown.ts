import { proportion } from "../statistics/wilson.ts";
import { placeOf, rankedWords, type Look, type Looks } from "./looks.ts";

/** One section a runbook that leads to others. */
export function looksSection({ runbook, version, planned, rows, notCounted }: Looks): readonly string[] {
  const missing = planned - rows.length - notCounted.length;
  const wrong = rows.filter(({ right }) => right.length > 0);
  const well = rows.filter(({ right }) => right.length === 0);
  const within = (place: number): string => share(wrong.filter((row) => (placeOf(row) ?? Infinity) <= place).length, wrong.length);
  return [
    `## ${runbook}, version ${version}: which runbook it ranked first`,
    `${rows.length} live runs${missing === 0 ? "" : `, ${missing} more were not made`}. While it looks, the lab goes on doing what people complain about, and nothing else. A runbook is right that a colleague who knows
what is wrong would open; of equal points the worse place counts.`,
    [
      `- A right one ranked first: ${within(1)}; among the first three: ${within(3)}; not ranked at all: ${share(wrong.filter((row) => placeOf(row) === null).length, wrong.length)}.`,
      `- Where nothing was wrong, nothing ranked: ${share(well.filter(({ ranked }) => ranked.length === 0).length, well.length)}.`,
    ].join("\n"),
    table(rows),
    notCounted.length === 0
      ? "Nothing was left uncounted."
      : `### Not counted\n\n${notCounted.map(({ fault, why }) => `- ${code(fault)}: ${code(why)}`).join("\n")}`,
  ];
}

const table = (rows: readonly Look[]): string =>
  [
    "| What was there | right | its place | ranked, with points | could not be read |",
    "| --- | --- | --: | --- | --- |",
    ...rows.map((row) => {
      const place =
        row.right.length === 0
          ? row.ranked.length === 0
            ? "nothing, rightly"
            : "nothing was to be ranked"
          : (placeOf(row) ?? "not ranked");
      return `| ${code(row.fault)} | ${row.right.join(", ") || "none"} | ${place} | ${rankedWords(row)} | ${row.unread.join(", ")} |`;
    }),
  ].join("\n");

function share(k: number, n: number): string {
  const one = proportion(k, n);
  return one === null ? "none" : `${k} of ${n} (${one.lowPercent.toFixed(0)} to ${one.highPercent.toFixed(0)} %)`;
}

const code = (text: string): string => `\`${text.replaceAll("`", "'").replaceAll(/\s+/gu, " ").replaceAll("|", "/").trim() || "-"}\``;
