import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { catalogue } from "#collectors";
import { runbookById, runbooks } from "#runbooks";
import type { Runbook } from "#machines/contract/index.ts";
import { SWEEP_LIMITS } from "#machines/sweep/limits.ts";
import { signatureOf } from "#machines/sweep/signature.ts";
import { openField } from "#server/compose/field.ts";
import { EXIT, Usage } from "../exit.ts";
import { parseAddress } from "../host-option.ts";
import { askPassphrase } from "../investigate/passphrase.ts";
import { sweepHere } from "../sweep/here.ts";
import { sweepOnServer } from "../sweep/on-server.ts";
import { teller } from "../sweep/tell.ts";

const OPTIONS = {
  cause: { type: "string" },
  hosts: { type: "string", multiple: true },
  group: { type: "string" },
  input: { type: "string", multiple: true },
  "at-once": { type: "string" },
  identity: { type: "string", multiple: true },
  "known-hosts": { type: "string", multiple: true },
  jump: { type: "string" },
  approve: { type: "string" },
  data: { type: "string" },
  json: { type: "boolean" },
} as const;

/** `culprit sweep`: one cause's signature over many hosts; of the inventory by a running server, or named ones without a server. */
export async function sweep(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [id, ...extra] = positionals;
  const runbook = id === undefined ? undefined : runbookById(id);
  if (runbook === undefined || extra.length > 0)
    throw new Usage(`culprit sweep <runbook> --cause ID: name one runbook. Known: ${runbooks.map((one) => one.id).join(", ")}.`);
  if (values.cause === undefined) return list(runbook, values.json === true);
  const asked = {
    runbook: runbook.id,
    cause: values.cause,
    inputs: Object.fromEntries((values.input ?? []).map(parseInput)),
    atOnce: atOnceOf(values["at-once"]),
  };
  const named = (values.hosts ?? []).flatMap((one) => one.split(",")).filter((one) => one !== "");
  if ((values.group === undefined) === (named.length === 0))
    throw new Usage("Name hosts with --hosts a,b, or a group of the inventory with --group NAME.");
  const tell = teller(values.json === true);
  if (values.group !== undefined) return sweepOnServer({ ...asked, group: values.group, data: values.data }, tell);
  const jump = values.jump === undefined ? undefined : parseAddress(values.jump);
  const folder = resolve(values.data ?? process.env["CULPRIT_DATA"] ?? "data");
  const field = openField({
    identityFiles: values.identity ?? [],
    knownHostsFiles: values["known-hosts"] ?? [],
    ...(jump === undefined ? {} : { jump }),
    pinsFile: join(folder, "known_hosts"),
    askPassphrase: askPassphrase(),
    record: false,
  });
  try {
    return await sweepHere(
      field,
      { ...asked, hosts: named.map((name) => ({ name, ...parseAddress(name) })), approve: approveOf(values.approve) },
      tell,
    );
  } finally {
    await field.close();
  }
}

/** What of this runbook can be swept, and why the rest cannot. */
function list(runbook: Runbook, json: boolean): number {
  const causes = Object.keys(runbook.hypotheses).map((cause) => ({ cause, signature: signatureOf(runbook, cause, catalogue) }));
  const can = causes.flatMap(({ cause, signature }) =>
    "cannot" in signature ? [] : [{ cause, sweepable: true, inputs: Object.keys(signature.runbook.inputs), ...signature.cost }],
  );
  const cannot = causes.flatMap(({ cause, signature }) =>
    "cannot" in signature ? [{ cause, sweepable: false, why: signature.cannot }] : [],
  );
  const lines = [
    "Name a cause with --cause.",
    ...can.map(({ cause, readings, seconds, risk, inputs }) => {
      const told = inputs.length === 0 ? "" : `; inputs ${inputs.join(", ")}`;
      return `  ${cause}: ${readings} ${readings === 1 ? "reading" : "readings"} a host, about ${seconds} s, ${risk}${told}`;
    }),
    ...cannot.map(({ cause, why }) => `  ${cause}: cannot be swept. ${why}`),
  ];
  process.stdout.write(`${json ? JSON.stringify([...can, ...cannot]) : lines.join("\n")}\n`);
  return EXIT.found;
}

function parseInput(text: string): [string, string] {
  const equals = text.indexOf("=");
  if (equals < 1) throw new Usage(`--input ${text}: write name=value.`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function atOnceOf(text: string | undefined): number {
  const number = text === undefined ? SWEEP_LIMITS.usualAtOnce : Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= SWEEP_LIMITS.atOnce) return number;
  throw new Usage(`--at-once ${text ?? ""}: a number from 1 to ${SWEEP_LIMITS.atOnce}.`);
}

function approveOf(given: string | undefined): "none" | "all" {
  if (given === undefined || given === "none" || given === "all") return given ?? "none";
  throw new Usage(`--approve ${given}: write none or all. Keys of many hosts are not asked about one by one.`);
}
