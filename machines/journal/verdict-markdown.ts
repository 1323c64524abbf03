import type { CauseView, RivalView, VerdictView } from "./verdict-view.ts";
import type { EvidenceLine } from "./message.ts";

const KIND: Readonly<Record<VerdictView["kind"], string>> = {
  cause: "Cause", several: "Several causes", noneOfThese: "None of the known causes", undetermined: "Undetermined", symptomAbsent: "Symptom absent",
};

/** The verdict as a person pastes it into a ticket. */
export function verdictMarkdown(view: VerdictView, about: { readonly title: string; readonly url: string }): string {
  const head = view.certainty === null ? KIND[view.kind] : `${KIND[view.kind]}, ${view.certainty}`;
  return [
    `## ${about.title}`,
    `**${head}.** ${view.say}`,
    list("Symptom", view.symptom),
    ...view.causes.map(causeText),
    list("Contributing", view.contributing.map(({ claim }) => claim)),
    list("Evidence", view.evidence.filter(({ decisive }) => decisive).map(lineText), true),
    list("Rivals and what refuted each", view.refuted.map(rivalText)),
    list("Explained away: what is missing is accounted for", view.explainedAway.map(rivalText)),
    list("Still open", view.open.map(rivalText)),
    list("Stayed unknown", view.missing.map(({ test, hostName, reason }) => `${test} on ${hostName}: ${reason}`)),
    list("What would decide", view.wouldDecide, true),
    about.url,
  ].filter((part) => part !== "").join("\n\n") + "\n";
}

function causeText({ where, because, advice, alert }: CauseView): string {
  const rows = [
    where === null ? "" : `- Where: ${where}`,
    `- Why this certainty: ${because}`,
    ...(advice === null ? [] : [`- Fix now: ${advice.now}`, `- Permanent: ${advice.permanent}`, `- Undo: ${advice.undo}`]),
    alert === null ? "" : "none" in alert ? `- Alert: ${alert.none}` : `- Alert rule: \`${alert.expr}\` for ${alert.for}`,
  ];
  return rows.filter((row) => row !== "").join("\n");
}

const lineText = (line: EvidenceLine): string => `${line.hypothesis} on ${line.hostName}: predicted \`${line.predicted}\`, saw ${line.saw} (${line.effect})`;

const rivalText = ({ hypothesis, hostName, by }: RivalView): string =>
  `${hypothesis}${hostName === null ? "" : ` on ${hostName}`}${by === null ? "" : `: predicted \`${by.predicted}\`, saw ${by.saw}`}`;

function list(title: string, items: readonly string[], numbered = false): string {
  return items.length === 0 ? "" : `### ${title}\n\n${items.map((item, index) => `${numbered ? `${index + 1}.` : "-"} ${item}`).join("\n")}`;
}
