import { isUnknown, type Catalogue, type Value } from "../contract/index.ts";
import { conclude } from "../conclude.ts";
import { board } from "../journal/board.ts";
import type { InvestigationEvent } from "../journal/event.ts";
import { factsOf } from "../journal/facts.ts";
import { citedOutputs, type CitedOutput } from "../journal/cited-outputs.ts";
import { isDrawn, pathOf } from "../journal/path.ts";
import { verdictView } from "../journal/verdict-view.ts";
import { hostRows } from "../journal/host-rows.ts";
import { judge } from "../judge.ts";
import { peopleSaid } from "./people.ts";
import { utcSecondsWords, utcWords } from "./time.ts";
import { sayAlert } from "./alert-needs.ts";
import { sayBegunFrom } from "./begun-from.ts";
import { HASHES, HASHES_WHY } from "./hashes.ts";
import { formatValue } from "./number.ts";
import { sayItem, seqsOf, toldVerdict, type ToldItem, type ToldPart } from "./told.ts";

/** An investigation as one page to print or to send: it needs nothing but itself, and runs nothing. */
export function investigationDocument(events: readonly InvestigationEvent[], catalogue: Catalogue, number: number): string {
  const [started] = events;
  if (started?.type !== "started") return "<!doctype html><title>Not an investigation</title>";
  const facts = factsOf(events, catalogue);
  const seen = board(events, { catalogue, judgement: judge(facts) });
  const concluded = events.findLast((event) => event.type === "concluded")?.verdict;
  const { runbook } = started;
  const verdict = toldVerdict(verdictView(events, concluded ?? conclude(facts), { runbook, catalogue }));
  const title = seen?.title ?? started.title;
  const body = [
    `<header><h1>${text(title)}</h1><p>INV-${number} · ${text(runbook.id)} v${runbook.version} · begun ${utcWords(started.at)} by ${text(started.actor.name)}${endedWords(seen?.endedAt ?? null)}</p></header>`,
    `<p class="say">${concluded === undefined ? "Not ended yet; with what is known so far: " : ""}${text(verdict.say)}</p>`,
    `<p><b>${verdict.head}.</b> ${verdict.lines.map(text).join(" ")}</p>`,
    started.alert === undefined ? "" : `<p>${text(sayBegunFrom(started.alert))}</p>`,
    ...verdict.parts.map(partOf),
    table("Path", PATH_HEADS, pathCells(events, catalogue)),
    table("Hosts", ["host", "role", "kernel", "commands", "changed"], hostCells(events, seen)),
    table("Notes", ["when", "who", "note"], peopleSaid(events)),
    hashes(citedOutputs(events, catalogue, seqsOf(verdict))),
  ];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(title)} · INV-${number}</title><style>${STYLE}</style></head><body>${body.join("\n")}</body></html>\n`;
}

const STYLE = `@page{margin:16mm;@bottom-right{content:counter(page) " of " counter(pages);font:8pt sans-serif;color:gray}}body{font:13px/20px system-ui,sans-serif;color:#16181d;background:#fff;max-width:760px;margin:32px auto;padding:0 16px}
h1{font-size:20px;line-height:28px;margin:0}h2{font-size:14px;margin:24px 0 4px}header p{color:#626773;margin:0}.say{font-size:16px;line-height:24px;font-weight:600}
ul,ol{margin:0;padding-left:20px}code{font:12px/18px ui-monospace,monospace;overflow-wrap:anywhere}.hashes code{font-size:10px}table{border-collapse:collapse;width:100%}th{text-align:left;color:#626773;font-weight:400}
th,td{padding:4px 12px 4px 0;border-bottom:1px solid #e2e3e7;vertical-align:top;overflow-wrap:break-word}td:last-child{overflow-wrap:anywhere}h2,tr,li{break-inside:avoid}h2{break-after:avoid}@media print{body{margin:0;max-width:none}}`;

/** What a host printed, or a person wrote, stays text. */
const text = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const endedWords = (at: string | null): string => (at === null ? ", not ended" : `, ended ${utcWords(at)}`);

function partOf({ title, kind, items }: ToldPart): string {
  const tag = kind === "proofs" ? "ol" : "ul";
  return `<h2>${text(title)}</h2><${tag}>${items.map((item) => `<li>${itemOf(item)}</li>`).join("")}</${tag}>`;
}

function itemOf(item: ToldItem): string {
  const { lead, parts, rule } = item;
  const head = lead === undefined ? "" : `<b>${lead}:</b> `;
  if (rule !== undefined) return `${head}${text(sayAlert(rule.alert))}`;
  return (
    head +
    (lead === undefined
      ? text(sayItem(item))
      : parts.map((each) => (each.code ? `<code>${text(each.text)}</code>` : text(each.text))).join(""))
  );
}

/** Paper can be held against an export. */
function hashes(outputs: readonly CitedOutput[]): string {
  if (outputs.length === 0) return "";
  const rows = outputs.map(
    (one) =>
      `<li><b>e${one.seq}</b> ${text(one.hostName)}, ${text(one.title)}, ${utcSecondsWords(one.startedAt)}${one.removed ? ", no longer kept" : ""}<br><code>${one.sha256}</code></li>`,
  );
  return `<h2>${HASHES}</h2><p>${HASHES_WHY}</p><ul class="hashes">${rows.join("")}</ul>`;
}

function table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const cells = (row: readonly string[]): string => `<tr>${row.map((cell) => `<td>${text(cell)}</td>`).join("")}</tr>`;
  return `<h2>${title}</h2><table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead><tbody>${rows.map(cells).join("")}</tbody></table>`;
}

const PATH_HEADS = ["host", "place", "kind", "MTU", "seen there"] as const;

/** Only where something was read: hosts in the order in which they were named are no path. */
function pathCells(events: readonly InvestigationEvent[], catalogue: Catalogue): readonly (readonly string[])[] {
  const path = pathOf(events, catalogue);
  if (path === null || !isDrawn(path)) return [];
  return path.hops.map(({ host, namespace, link, kind, mtu }, column) => [
    host,
    namespace === null ? link : `${namespace}/${link}`,
    kind,
    typeof mtu === "number" ? String(mtu) : "",
    path.legs
      .flatMap(({ title, points }) => points.filter((point) => point.column === column).map(({ seen }) => sayLeg(title, seen)))
      .join("; "),
  ]);
}

const sayLeg = (title: string, seen: Value): string => `${title}: ${isUnknown(seen) ? "unknown" : formatValue(seen)}`;

function hostCells(events: readonly InvestigationEvent[], seen: ReturnType<typeof board>): readonly (readonly string[])[] {
  return hostRows(events, seen?.hosts ?? []).map(({ name, role, facts, commands, ledger }) => [
    name,
    role,
    facts?.kernel ?? "not reached",
    String(commands.all),
    ledger === null
      ? "not compared"
      : ledger.some(({ same }) => same === false)
        ? "differs"
        : ledger.some(({ same }) => same === null)
          ? "not all proven"
          : "nothing, proven",
  ]);
}
