import { parseArgs } from "node:util";
import { utcWords } from "#machines/explain/time.ts";
import type { AlertItem } from "#server/read/alerts.ts";
import { EXIT, Usage } from "../exit.ts";
import { plain } from "../plain.ts";
import { callServer } from "../server-call.ts";

const MOST = 100;

interface Waiting {
  readonly items: readonly AlertItem[];
  readonly more: boolean;
}

/** `culprit alerts [list]`: what fires and waits on the running server, as its start page lists it. Investigating one is done there. */
export async function alerts(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: "boolean", default: false }, data: { type: "string" } },
    allowPositionals: true,
  });
  const [what = "list", ...extra] = positionals;
  if (what !== "list" || extra.length > 0)
    throw new Usage("culprit alerts list: it lists what waits; the page investigates and dismisses.");
  const waiting = await callServer<Waiting>(`/api/v1/alerts?limit=${MOST}`, { data: values.data });
  process.stdout.write(values.json ? `${JSON.stringify(waiting)}\n` : plain(`${listed(waiting)}\n`));
  return EXIT.found;
}

function listed({ items, more }: Waiting): string {
  if (items.length === 0) return "No alerts waiting.";
  return [...items.map(sayAlert), ...(more ? [`There are more than these ${items.length}.`] : [])].join("\n");
}

function sayAlert({
  name,
  severity,
  since,
  same,
  hosts,
  strangers,
  moreHosts,
  moreStrangers,
  type,
  summary,
  investigation,
}: AlertItem): string {
  const where = [
    ...hosts,
    ...strangers.map((one) => `${one} (not in the inventory)`),
    ...(moreHosts || moreStrangers ? ["and others"] : []),
  ];
  const who = investigation === null ? `${type.id}: ${type.because}` : `${investigation.by} investigates: INV-${investigation.number}`;
  return [
    `${name}${severity === null ? "" : `, ${severity}`}, since ${utcWords(since)}${same > 1 ? `, ${same} of this name` : ""}`,
    ...[summary ?? "", where.join(", "), who].filter((line) => line !== "").map((line) => `  ${line}`),
  ].join("\n");
}
