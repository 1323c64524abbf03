import type { Catalogue, Runbook, Verdict } from "../contract/index.ts";
import { conclude } from "../conclude.ts";
import { board } from "../journal/board.ts";
import type { InvestigationEvent } from "../journal/event.ts";
import { factsOf } from "../journal/facts.ts";
import type { CauseView, CitedLine, RivalView, VerdictView } from "../journal/message.ts";
import { picturesIn, removedPictures } from "../journal/noted-pictures.ts";
import { verdictView } from "../journal/verdict-view.ts";
import { judge } from "../judge.ts";
import type { AdvicePart } from "./advice.ts";
import { alertRule } from "./alert-rule.ts";
import { sayBegunFrom } from "./begun-from.ts";
import { countOf } from "./number.ts";
import { peopleSaid } from "./people.ts";
import { utcWords } from "./time.ts";
import { TRIGGERS, triggersWhy } from "./trigger.ts";

const KIND: Readonly<Record<Verdict["kind"], string>> = {
  cause: "Cause",
  several: "Several causes fit",
  noneOfThese: "None of the known causes",
  undetermined: "Undetermined",
  symptomAbsent: "Symptom absent",
};
const DO = "What to do";
/** More rivals than this are folded. */
const FEW = 5;

/** The verdict of a log as Markdown that reads well in a ticket; of one that has not ended, what it would be now. `number` as in INV-12. */
export function verdictMarkdown(events: readonly InvestigationEvent[], catalogue: Catalogue, number?: number): string {
  const [started] = events;
  if (started?.type !== "started") return "This log does not begin an investigation.\n";
  const facts = factsOf(events, catalogue);
  const concluded = events.findLast((event) => event.type === "concluded")?.verdict;
  const verdict = concluded ?? conclude(facts);
  const { runbook } = started;
  const view = verdictView(events, verdict, { runbook, catalogue });
  return `${[
    headOf(events, { catalogue, number, commands: view.commands }),
    started.alert === undefined ? "" : escape(sayBegunFrom(started.alert)),
    concluded === undefined ? "Not ended yet; with what is known so far:" : "",
    ...verdictParts(view, { runbook, remains: (verdict.remains ?? []).map(({ say }) => say) }),
    list(
      "What people said",
      peopleSaid(events).map(([at, who, said]) => `${escape(at)}, **${escape(who)}**: ${escape(said)}`),
    ),
    ...closing(events),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

/** When, who, how long, which hosts, how much was run. */
function headOf(
  events: readonly InvestigationEvent[],
  { catalogue, number, commands }: { readonly catalogue: Catalogue; readonly number: number | undefined; readonly commands: number },
): string {
  const [started] = events;
  if (started?.type !== "started") return "";
  const seen = board(events, { catalogue, judgement: judge(factsOf(events, catalogue)) });
  const minutes =
    seen === null || seen.endedAt === null
      ? null
      : Math.max(1, Math.round((Date.parse(seen.endedAt) - Date.parse(seen.startedAt)) / 60_000));
  const { runbook } = started;
  const hosts = (seen?.hosts ?? []).map(({ name, role }) => `${name} (${runbook.roles[role]?.title.toLowerCase() ?? role})`);
  const took = minutes === null ? "not ended" : `took ${countOf(minutes, "minute")}`;
  return [
    `## ${number === undefined ? "" : `INV-${number}: `}${escape(seen?.title ?? started.title)}`,
    "",
    escape(
      `${utcWords(started.at)}, by ${started.actor.name}, ${took}. Runbook ${runbook.id}, version ${runbook.version}. Hosts: ${hosts.join(", ")}. ${countOf(commands, "command")} run.`,
    ),
  ].join("\n");
}

function verdictParts(
  view: VerdictView,
  { runbook, remains }: { readonly runbook: Runbook; readonly remains: readonly string[] },
): readonly string[] {
  const certainty = view.certainty === null || view.kind !== "cause" ? "" : `, ${view.certainty}`;
  const plain = (items: readonly string[]): readonly string[] => items.map(escape);
  const because = [...new Set(view.causes.map((cause) => cause.because))].map(escape).join(" ");
  return [
    `**${KIND[view.kind]}${certainty}.** ${escape(view.say)}`,
    [...plain(view.symptom), because].filter((part) => part !== "").join("  \n"),
    list("Contributing", plain(view.contributing.map(({ claim }) => claim))),
    list(`${TRIGGERS}. ${triggersWhy(view.triggers)}`, plain(view.triggers)),
    list("What they leave over", plain(remains)),
    ...view.causes.map((cause) => whatToDo(cause, { runbook, title: view.causes.length === 1 ? DO : `${DO}: ${cause.claim}` })),
    ...view.contributing.map((cause) => whatToDo(cause, { runbook, title: `${DO} about what contributes` })),
    list("Evidence", view.evidence.map(sayCited)),
    list("What they hide", plain(view.hides)),
    rivals("Refuted", view.refuted),
    rivals("Explained away: what is missing is accounted for", view.explainedAway),
    rivals("Not seen: hidden behind what was named", view.hidden),
    rivals("Still open", view.open),
    list("Stayed unknown", plain(view.missing.map(({ test, hostName, reason }) => `${test} on ${hostName}: ${reason}`))),
    list("What would decide", plain(view.wouldDecide)),
  ];
}

function sayCited({ sight, hostName, object, during, seqs }: CitedLine): string {
  const where = `on ${hostName}${object === undefined ? "" : `, ${object}`}${during === undefined ? "" : `, ${during}`}`;
  return escape(`${sight}, ${where}${seqs.length === 0 ? "" : ` (${seqs.map((seq) => `e${seq}`).join(", ")})`}.`);
}

function whatToDo({ id, steps, alert }: CauseView, { runbook, title }: { readonly runbook: Runbook; readonly title: string }): string {
  if (steps === null) return "";
  const told =
    alert === null
      ? ""
      : "none" in alert
        ? `**Alert:** ${escape(alert.none)}`
        : `**Alert:**\n\n${fenced("yaml", alertRule(alert, { runbook: runbook.id, cause: id }))}`;
  return [`### ${escape(title)}`, advised("Do now", steps.now), advised("For good", steps.permanent), advised("Undo", steps.undo), told]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** A command alone stands in a fence of its own, to be copied; within a sentence, as code. Nothing is escaped in either. */
function advised(title: string, parts: readonly AdvicePart[]): string {
  const [only] = parts;
  if (parts.length === 1 && only?.code === true) return `**${title}:**\n\n${fenced("sh", only.text)}`;
  return `**${title}:** ${parts.map(({ text, code }) => (code ? inCode(text) : escapeInside(text))).join("")}`;
}

const fenced = (language: string, text: string): string => {
  const fence = "`".repeat(Math.max(3, 1 + Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length))));
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
};

const inCode = (text: string): string => (text.includes("`") ? escapeInside(text) : `\`${text}\``);

function rivals(title: string, all: readonly RivalView[]): string {
  const items = all.map(({ claim, by, hostNames }) => {
    const unnamed = hostNames.filter((name) => !claim.includes(name));
    return escape(`${claim}${by === null ? "" : ` ${by.sight}${unnamed.length === 0 ? "" : `, on ${unnamed.join(", ")}`}.`}`);
  });
  if (items.length <= FEW) return list(title, items);
  const lines = items.map((item) => `- ${item}`).join("\n");
  return `<details>\n<summary>${escape(title)}: ${items.length}</summary>\n\n${lines}\n\n</details>`;
}

/** What the text cannot show, or shows otherwise. */
function closing(events: readonly InvestigationEvent[]): readonly string[] {
  const removals = events.filter((event) => event.type === "outputsRemoved");
  const removed = removals.findLast(({ pseudonyms, outputs }) => pseudonyms !== true && outputs > 0);
  const others = removals.some(({ pseudonyms }) => pseudonyms === true);
  return [
    removed === undefined
      ? ""
      : `The raw outputs were removed on ${removed.at.slice(0, 10)}, ${removed.olderThanDays} days or more after the end.`,
    others ? "Addresses in it are pseudonyms: the same one for the same address, in networks that are as they were." : "",
    sayPictures(events, others).trim(),
  ];
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

/** `items` are Markdown already. */
const list = (title: string, items: readonly string[]): string =>
  items.length === 0 ? "" : `### ${escape(title)}\n\n${items.map((item) => `- ${item}`).join("\n")}`;

/** What a host printed may stand in a sentence: it stays text, in one line, whatever it contains. */
const escape = (text: string): string => escapeInside(text).replace(/^(?:(\d+)(?=[.)](?:\s|$))|(?=[#+-]))/, "$1\\");

/** The same in the middle of a line. */
const escapeInside = (text: string): string => text.replaceAll(/\s+/g, " ").replaceAll(/([\\`*_[\]<>|])/g, "\\$1");
