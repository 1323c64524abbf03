import type { Catalogue } from "../contract/index.ts";
import { conclude } from "../conclude.ts";
import { board } from "../journal/board.ts";
import type { InvestigationEvent } from "../journal/event.ts";
import { factsOf } from "../journal/facts.ts";
import { picturesIn, removedPictures } from "../journal/noted-pictures.ts";
import { verdictView } from "../journal/verdict-view.ts";
import { judge } from "../judge.ts";
import { alertRule } from "./alert-rule.ts";
import { sayBegunFrom } from "./begun-from.ts";
import { countOf } from "./number.ts";
import { peopleSaid } from "./people.ts";
import { sayPart } from "../journal/watch-part.ts";
import { utcWords } from "./time.ts";
import { sayItem, toldVerdict, type ToldItem, type ToldPart, type ToldVerdict } from "./told.ts";

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
    started.watch === undefined ? "" : escape(sayPart(started.watch)),
    concluded === undefined ? "Not ended yet; with what is known so far:" : "",
    ...verdictParts(toldVerdict(view), runbook.id),
    list(
      "What people said",
      peopleSaid(events).map(([at, who, said]) => `${escape(at)}, **${escape(who)}**: ${escape(said)}`),
    ),
    ...closing(events),
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

/** "13 seconds", "5 minutes": thirteen seconds are not a minute. Whole seconds, as the clock of the pages counts them. */
const spanOf = (seconds: number): string =>
  seconds < 90 ? countOf(Math.max(1, Math.floor(seconds)), "second") : countOf(Math.round(seconds / 60), "minute");

/** When, who, how long, which hosts, how much was run. */
function headOf(
  events: readonly InvestigationEvent[],
  { catalogue, number, commands }: { readonly catalogue: Catalogue; readonly number: number | undefined; readonly commands: number },
): string {
  const [started] = events;
  if (started?.type !== "started") return "";
  const seen = board(events, { catalogue, judgement: judge(factsOf(events, catalogue)) });
  const seconds = seen === null || seen.endedAt === null ? null : (Date.parse(seen.endedAt) - Date.parse(seen.startedAt)) / 1_000;
  const { runbook } = started;
  const hosts = (seen?.hosts ?? []).map(({ name, role }) => `${name} (${runbook.roles[role]?.title.toLowerCase() ?? role})`);
  const took = seconds === null ? "not ended" : `took ${spanOf(seconds)}`;
  return [
    `## ${number === undefined ? "" : `INV-${number}: `}${escape(seen?.title ?? started.title)}`,
    "",
    escape(
      `${utcWords(started.at)}, by ${started.actor.name}, ${took}. Runbook ${runbook.id}, version ${runbook.version}. Hosts: ${hosts.join(", ")}. ${countOf(commands, "command")} run.`,
    ),
  ].join("\n");
}

function verdictParts({ head, say, lines, parts }: ToldVerdict, runbook: string): readonly string[] {
  return [
    `**${head}.** ${escape(say)}`,
    lines.map(escape).join("  \n"),
    ...parts.map((part) => (part.kind === "steps" ? whatToDo(part, runbook) : part.kind === "rivals" ? rivals(part) : listOf(part))),
  ];
}

const listOf = ({ title, items }: ToldPart): string =>
  list(
    title,
    items.map((item) => escape(sayItem(item))),
  );

const whatToDo = ({ title, items }: ToldPart, runbook: string): string =>
  [`### ${escape(title)}`, ...items.map((item) => advised(item, runbook))].join("\n\n");

/** A command alone stands in a fence of its own, to be copied; within a sentence, as code. Nothing is escaped in either. */
function advised({ lead = "", parts, rule }: ToldItem, runbook: string): string {
  if (rule !== undefined) return `**${lead}:**\n\n${fenced("yaml", alertRule(rule.alert, { runbook, cause: rule.cause }))}`;
  const [only] = parts;
  if (parts.length === 1 && only?.code === true) return `**${lead}:**\n\n${fenced("sh", only.text)}`;
  return `**${lead}:** ${parts.map(({ text, code }) => (code ? inCode(text) : escapeInside(text))).join("")}`;
}

const fenced = (language: string, text: string): string => {
  const fence = "`".repeat(Math.max(3, 1 + Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length))));
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
};

const inCode = (text: string): string => (text.includes("`") ? escapeInside(text) : `\`${text}\``);

function rivals(part: ToldPart): string {
  const { title, items } = part;
  if (items.length <= FEW) return listOf(part);
  return `<details>\n<summary>${escape(title)}: ${items.length}</summary>\n\n${items.map((item) => `- ${escape(sayItem(item))}`).join("\n")}\n\n</details>`;
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
