import type { Brief, Catalogue, NamedCause, Runbook, Verdict } from "../contract/index.ts";
import { conclude } from "../conclude.ts";
import { briefOf } from "../journal/brief.ts";
import type { InvestigationEvent } from "../journal/event.ts";
import { factsOf } from "../journal/facts.ts";
import { picturesIn, removedPictures } from "../journal/noted-pictures.ts";
import { sayAlert } from "./alert-needs.ts";
import { sayBegunFrom } from "./begun-from.ts";
import { TRIGGERS, triggersWhy } from "./trigger.ts";
import { explainVerdict, type ExplainedCause } from "./verdict.ts";

const KIND: Readonly<Record<Verdict["kind"], string>> = {
  cause: "Cause",
  several: "Several causes fit",
  noneOfThese: "None of the known causes",
  undetermined: "Undetermined",
  symptomAbsent: "Symptom absent",
};
const CERTAINTIES: readonly NamedCause["certainty"][] = ["suspected", "established", "confirmed"];

/** The verdict of a log as Markdown that reads well in a ticket. With the catalogue also of one that has not ended: what it would be now. */
export function verdictMarkdown(events: readonly InvestigationEvent[], catalogue?: Catalogue): string {
  const started = events.find((event) => event.type === "started");
  if (started === undefined) return "This log does not begin an investigation.\n";
  const concluded = events.findLast((event) => event.type === "concluded")?.verdict;
  const verdict = concluded ?? (catalogue === undefined ? undefined : conclude(factsOf(events, catalogue)));
  const title = events.findLast((event) => event.type === "titled")?.title ?? started.title;
  if (verdict === undefined) return `## ${escape(title)}\n\nThere is no verdict yet.\n`;
  const text = markdownOf(verdict, started.runbook, briefOf(events));
  const removals = events.filter((event) => event.type === "outputsRemoved");
  const removed = removals.findLast(({ pseudonyms, outputs }) => pseudonyms !== true && outputs > 0);
  const others = removals.some(({ pseudonyms }) => pseudonyms === true)
    ? "\nAddresses in it are pseudonyms: the same one for the same address, in networks that are as they were.\n"
    : "";
  const told =
    removed === undefined
      ? ""
      : `\nThe raw outputs were removed on ${removed.at.slice(0, 10)}, ${removed.olderThanDays} days or more after the end.\n`;
  const seen = sayPictures(events, others !== "");
  const begun = started.alert === undefined ? "" : `${escape(sayBegunFrom(started.alert))}\n\n`;
  return `## ${escape(title)}\n\n${begun}${concluded === undefined ? "Not ended yet; with what is known so far:\n\n" : ""}${text}${told}${others}${seen}`;
}

/** A ticket takes words: where the pictures are, if they still are anywhere. */
function sayPictures(events: readonly InvestigationEvent[], copy: boolean): string {
  const all = [...picturesIn(events).keys()];
  const gone = removedPictures(events);
  const kept = all.filter((sha256) => !gone.has(sha256)).length;
  const count = (n: number): string => (n === 1 ? "a picture" : `${n} pictures`);
  if (all.length === 0) return "";
  if (kept > 0) return `\nThe notes show ${count(kept)}, which this text cannot carry: see the investigation, or its JSON export.\n`;
  return `\nThe notes showed ${count(all.length)}, ${copy ? "left out of this copy" : "no longer kept"}.\n`;
}

export function markdownOf(verdict: Verdict, runbook: Runbook, brief: Brief): string {
  const { sentence, symptom, causes, contributing, triggers, rivals, remains, hides, unknown, wouldDecide } = explainVerdict(
    verdict,
    runbook,
    brief,
  );
  const certainty = CERTAINTIES.find((each) => verdict.causes.some((cause) => cause.certainty === each));
  const head = verdict.kind === "cause" && certainty !== undefined ? `${KIND.cause}, ${certainty}` : KIND[verdict.kind];
  const hosts = brief.hosts.map(({ name, key }) => `${name} (${key})`).join(", ");
  return `${[
    `**${head}.** ${escape(sentence)}`,
    list("Symptom", symptom),
    ...causes.map((cause) => causeText("Cause", cause)),
    ...contributing.map((cause) => causeText("Contributing", cause)),
    list(`${TRIGGERS}. ${triggersWhy(triggers)}`, triggers),
    list("What they leave over", remains),
    list("What they hide", hides),
    list(
      "Rivals",
      rivals.map(({ claim, standing, why }) => `${claim} (${standing}): ${why}`),
    ),
    list("Stayed unknown", unknown),
    list("What would decide", wouldDecide),
    escape(`Runbook ${runbook.id}, version ${runbook.version}. Hosts: ${hosts}.`),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

function causeText(head: string, { claim, where, because, evidence, advice, alert }: ExplainedCause): string {
  const rows = [
    ...(where === null ? [] : [`Where: ${where}`]),
    `Why this certainty: ${because}`,
    ...evidence,
    ...(advice === null ? [] : [`Fix now: ${advice.now}`, `Permanent: ${advice.permanent}`, `Undo: ${advice.undo}`]),
    ...(alert === null ? [] : [`Alert: ${sayAlert(alert)}`]),
  ];
  return list(`${head}: ${claim}`, rows);
}

const list = (title: string, items: readonly string[]): string =>
  items.length === 0 ? "" : `### ${escape(title)}\n\n${items.map((item) => `- ${escape(item)}`).join("\n")}`;

/** What a host printed may stand in a sentence: it stays text, in one line, whatever it contains. */
const escape = (text: string): string =>
  text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/([\\`*_[\]<>|])/g, "\\$1")
    .replace(/^(?:(\d+)(?=[.)](?:\s|$))|(?=[#+-]))/, "$1\\");
