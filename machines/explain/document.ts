import type { Catalogue } from "../contract/index.ts";
import { conclude } from "../conclude.ts";
import { board } from "../journal/board.ts";
import type { InvestigationEvent } from "../journal/event.ts";
import { factsOf } from "../journal/facts.ts";
import { hostRows } from "../journal/host-rows.ts";
import { judge } from "../judge.ts";
import { peopleSaid } from "./people.ts";
import { utcWords } from "./time.ts";
import { sayAlert } from "./alert-needs.ts";
import { sayBegunFrom } from "./begun-from.ts";
import { TRIGGERS, triggersWhy } from "./trigger.ts";
import { explainVerdict, type ExplainedCause } from "./verdict.ts";

/** An investigation as one page to print or to send: it needs nothing but itself, and runs nothing. */
export function investigationDocument(events: readonly InvestigationEvent[], catalogue: Catalogue, number: number): string {
  const [started] = events;
  if (started?.type !== "started") return "<!doctype html><title>Not an investigation</title>";
  const facts = factsOf(events, catalogue);
  const seen = board(events, { catalogue, judgement: judge(facts) });
  const concluded = events.findLast((event) => event.type === "concluded")?.verdict;
  const { sentence, symptom, causes, contributing, triggers, rivals, remains, hides, unknown, wouldDecide } = explainVerdict(
    concluded ?? conclude(facts),
    started.runbook,
    facts.brief,
  );
  const title = seen?.title ?? started.title;
  const body = [
    `<header><h1>${text(title)}</h1><p>INV-${number} · ${text(started.runbook.id)} v${started.runbook.version} · begun ${utcWords(started.at)} by ${text(started.actor.name)}${endedWords(seen?.endedAt ?? null)}</p></header>`,
    `<p class="say">${concluded === undefined ? "Not ended yet; with what is known so far: " : ""}${text(sentence)}</p>`,
    started.alert === undefined ? "" : `<p>${text(sayBegunFrom(started.alert))}</p>`,
    list("Symptom", symptom),
    ...causes.map((cause) => causeOf(`Cause, ${cause.certainty}`, cause)),
    ...contributing.map((cause) => causeOf("Contributing", cause)),
    list(`${TRIGGERS}. ${triggersWhy(triggers)}`, triggers),
    list("What they leave over", remains),
    list("What they hide", hides),
    table(
      "Rivals",
      ["hypothesis", "stands", "why"],
      rivals.map(({ claim, standing, why }) => [claim, standing, why]),
    ),
    list("Stayed unknown", unknown),
    list("What would decide", wouldDecide),
    table("Hosts", ["host", "role", "kernel", "commands", "changed"], hostCells(events, seen)),
    table("Notes", ["when", "who", "note"], peopleSaid(events)),
  ];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(title)} · INV-${number}</title><style>${STYLE}</style></head><body>${body.join("\n")}</body></html>\n`;
}

const STYLE = `@page{margin:16mm}body{font:13px/20px system-ui,sans-serif;color:#16181d;background:#fff;max-width:760px;margin:32px auto;padding:0 16px}
h1{font-size:20px;line-height:28px;margin:0}h2{font-size:14px;margin:24px 0 4px}header p{color:#626773;margin:0}.say{font-size:16px;line-height:24px;font-weight:600}
ul{margin:0;padding-left:20px}table{border-collapse:collapse;width:100%}th{text-align:left;color:#626773;font-weight:400}
th,td{padding:4px 12px 4px 0;border-bottom:1px solid #e2e3e7;vertical-align:top;overflow-wrap:anywhere}dl{display:grid;grid-template-columns:120px 1fr;gap:4px 12px;margin:8px 0 0}
dt{color:#626773}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}h2,tr,li{break-inside:avoid}h2{break-after:avoid}@media print{body{margin:0;max-width:none}}`;

/** What a host printed, or a person wrote, stays text. */
const text = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const endedWords = (at: string | null): string => (at === null ? ", not ended" : `, ended ${utcWords(at)}`);

const list = (title: string, items: readonly string[]): string =>
  items.length === 0 ? "" : `<h2>${title}</h2><ul>${items.map((item) => `<li>${text(item)}</li>`).join("")}</ul>`;

function table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const cells = (row: readonly string[]): string => `<tr>${row.map((cell) => `<td>${text(cell)}</td>`).join("")}</tr>`;
  return `<h2>${title}</h2><table><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead><tbody>${rows.map(cells).join("")}</tbody></table>`;
}

function causeOf(head: string, { claim, where, because, evidence, advice, alert }: ExplainedCause): string {
  const rows: readonly (readonly [string, string])[] = [
    ...(where === null ? [] : [["Where", where] as const]),
    ["Why this certainty", because],
    ...(advice === null
      ? []
      : ([
          ["Fix now", advice.now],
          ["Permanent", advice.permanent],
          ["Undo", advice.undo],
        ] as const)),
    ...(alert === null ? [] : [["Alert rule", sayAlert(alert)] as const]),
  ];
  return `<h2>${head}: ${text(claim)}</h2><ul>${evidence.map((each) => `<li>${text(each)}</li>`).join("")}</ul><dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd>${text(value)}</dd>`).join("")}</dl>`;
}

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
