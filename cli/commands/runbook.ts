import { parseArgs } from "node:util";
import { catalogue } from "#collectors";
import { interventions } from "#interventions";
import { check } from "#machines/check.ts";
import type { Runbook } from "#machines/contract/index.ts";
import { runbookById, runbooks } from "#runbooks";
import { EXIT, Usage } from "../exit.ts";
import { runbookPage } from "./runbook-page.ts";

/** `culprit runbook list|show|check [id]`: the incident types, what one takes, and the model checks of their reasoning. */
export function runbook(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: { json: { type: "boolean" } }, allowPositionals: true });
  const [what = "list", id] = positionals;
  if (what === "list") return Promise.resolve(list(values.json === true));
  if (what === "check") return Promise.resolve(checkAll(id, values.json === true));
  if (what === "show" && id !== undefined) return Promise.resolve(show(id, values.json === true));
  throw new Usage(what === "show" ? "culprit runbook show <id>: name one runbook." : `culprit runbook ${what}: write list, show or check.`);
}

function list(json: boolean): number {
  const rows = runbooks.map(({ id, version, title, symptoms, hypotheses }) => ({
    id,
    version,
    title,
    symptoms,
    causes: Object.keys(hypotheses),
  }));
  process.stdout.write(
    json
      ? `${JSON.stringify(rows)}\n`
      : rows.map((row) => `${row.id} v${row.version}  ${row.title} (${row.causes.length} causes)\n`).join(""),
  );
  return EXIT.found;
}

/** @throws Usage */
function known(id: string): Runbook {
  const found = runbookById(id);
  if (found === undefined) throw new Usage(`There is no runbook ${id}. Known: ${runbooks.map((one) => one.id).join(", ")}.`);
  return found;
}

function show(id: string, json: boolean): number {
  const one = known(id);
  const { version, title, symptoms, roles, inputs } = one;
  const causes = Object.keys(one.hypotheses);
  process.stdout.write(json ? `${JSON.stringify({ id, version, title, symptoms, roles, inputs, causes })}\n` : `${runbookPage(one)}\n`);
  return EXIT.found;
}

function checkAll(id: string | undefined, json: boolean): number {
  const chosen = id === undefined ? runbooks : [known(id)];
  const rows = chosen.map((one) => ({ runbook: one.id, ...check(one, catalogue, { changes: interventions }) }));
  if (json) process.stdout.write(`${JSON.stringify(rows)}\n`);
  else for (const row of rows) process.stdout.write(`${row.runbook}: ${row.how}\n${row.findings.map(({ say }) => `  ${say}\n`).join("")}`);
  return rows.every(({ findings }) => findings.length === 0) ? EXIT.found : EXIT.open;
}
