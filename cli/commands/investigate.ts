import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { localActor } from "#server/door/session.ts";
import { perform } from "#server/door/perform.ts";
import { KeysProblem, openKeyring, type Keyring } from "#server/secrets/keyring.ts";
import { memoryOfBundle } from "#server/bundle/memory.ts";
import { isDatabaseProblem } from "#server/database/problem.ts";
import { takeKeptKeys } from "#server/compose/kept-keys.ts";
import type { KeyFor } from "#server/ssh/kept-key.ts";
import { openField, type Field } from "#server/compose/field.ts";
import { Usage } from "../exit.ts";
import { parseAddress, parseHostOption } from "../host-option.ts";
import type { Approve } from "../investigate/approve.ts";
import { runEach, type Told } from "../investigate/each.ts";
import { exitCodeFor } from "../investigate/exit-code.ts";
import { parseWatch } from "../investigate/duration.ts";
import { fillFromLab } from "../investigate/lab-brief.ts";
import { askPassphrase } from "../investigate/passphrase.ts";
import { report } from "../investigate/report.ts";
import { nextOf, sayNext } from "../investigate/next.ts";
import { narrate } from "../investigate/narrate.ts";
import { plain } from "../plain.ts";
import { readBundle, writeBundle } from "../investigate/bundle.ts";
import { run } from "../investigate/run.ts";
import { recordingOf, writeRecording } from "../investigate/recording.ts";

const OPTIONS = {
  host: { type: "string", multiple: true },
  input: { type: "string", multiple: true },
  identity: { type: "string", multiple: true },
  "known-hosts": { type: "string", multiple: true },
  jump: { type: "string" },
  since: { type: "string" },
  changed: { type: "string" },
  watch: { type: "string" },
  each: { type: "boolean" },
  title: { type: "string" },
  approve: { type: "string" },
  record: { type: "string" },
  export: { type: "string" },
  from: { type: "string" },
  "kept-keys": { type: "boolean" },
  lab: { type: "boolean" },
  data: { type: "string" },
  json: { type: "boolean" },
} as const;

/** @throws Usage */
const keyring = (folder: string): Promise<Keyring> =>
  openKeyring(folder).catch((error: unknown) => {
    throw error instanceof KeysProblem ? new Usage(error.message) : error;
  });

/** @throws Usage */
const keptKeys = (folder: string): Promise<KeyFor> =>
  takeKeptKeys(folder, process.env["DATABASE_URL"]).catch((error: unknown) => {
    throw isDatabaseProblem(error) ? new Usage(error.message) : error;
  });

/** `culprit investigate`: one investigation without a server, from start to verdict. Progress goes to stderr. */
export async function investigate(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [runbook, ...extra] = positionals;
  if (runbook === undefined || extra.length > 0)
    throw new Usage("culprit investigate <runbook>: name one runbook. culprit runbook list shows them.");
  const typed = {
    hosts: (values.host ?? []).map(parseHostOption),
    inputs: Object.fromEntries((values.input ?? []).map(parseInput)),
  };
  const { hosts, inputs } = values.lab === true ? await fillFromLab(runbook, typed) : typed;
  if (hosts.length === 0) throw new Usage(`--host role=[user@]address is missing. culprit investigate ${runbook} --help names the roles.`);
  if (values.each === true) requireEach(values);
  const jump = values.jump === undefined ? undefined : parseAddress(values.jump);
  const before = values.from === undefined ? null : await readBundle(values.from);
  const folder = resolve(values.data ?? process.env["CULPRIT_DATA"] ?? "data");
  const field = openField({
    ...(before === null ? {} : { memory: memoryOfBundle(before) }),
    identityFiles: values.identity ?? [],
    knownHostsFiles: values["known-hosts"] ?? [],
    ...(jump === undefined ? {} : { jump }),
    pinsFile: join(folder, "known_hosts"),
    // Only what is kept has to agree with what is kept elsewhere.
    ...(values.export === undefined ? {} : { keyring: await keyring(folder) }),
    ...(values["kept-keys"] === true ? { keyFor: await keptKeys(folder) } : {}),
    askPassphrase: askPassphrase(),
    // A program cannot look at a switch; it hears that nobody knew.
    attended: values.json !== true && process.stdin.isTTY && process.stderr.isTTY,
    record: values.record !== undefined,
  });
  const brief = {
    hosts,
    inputs,
    ...(values.since === undefined ? {} : { since: values.since }),
    ...(values.changed === undefined ? {} : { changed: values.changed }),
    ...(values.watch === undefined ? {} : { watchSeconds: parseWatch(values.watch) }),
    ...(values.each === true ? { watchEach: true as const } : {}),
  };
  try {
    const actor = localActor("cli");
    const started = await perform(field.office, actor, {
      do: "start",
      runbook,
      brief,
      ...(before === null ? {} : { from: before.investigation.id }),
      ...(values.title === undefined ? {} : { title: values.title }),
    });
    if (!started.ok) {
      const details = Object.entries(started.fields ?? {}).map(([name, why]) => `\n  ${name}: ${why}`);
      throw new Usage(`${started.message}${details.join("")}\nculprit runbook show ${runbook} tells all hosts and inputs.`);
    }
    const id = started.id ?? "";
    const how = { approve: approveMode(values.approve), quiet: values.json === true };
    const telling = { field, json: values.json === true, record: values.record };
    if (values.each === true) return await runEach(field, id, { ...how, export: values.export, tell: (...told) => tell(telling, ...told) });
    const events = await run(field, id, how);
    await tell(telling, id, { events, file: values.export });
    return exitCodeFor(events);
  } finally {
    await field.close();
  }
}

/** @throws Usage */
function requireEach({ watch, record }: { readonly watch?: string | undefined; readonly record?: string | undefined }): void {
  if (watch === undefined) throw new Usage("--each: say with --watch for how long, for example --watch 2h.");
  if (record !== undefined) throw new Usage("--record keeps one investigation; a watch with --each is several.");
}

interface Telling {
  readonly field: Field;
  readonly json: boolean;
  readonly record: string | undefined;
}

/** Prints the verdict of one, and writes the files that were asked for. */
async function tell({ field, json, record }: Telling, id: string, { events, file }: Told): Promise<void> {
  if (record !== undefined) await writeRecording(record, recordingOf(field, events));
  if (file !== undefined) await writeBundle(file, field, id);
  const next = nextOf(events, file);
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...report(events, field.bench.catalogue), ...(next.length === 0 ? {} : { next }) })}\n`
      : `${plain(narrate.verdict(events))}\n${plain(sayNext(next))}`,
  );
}

function parseInput(text: string): [string, string] {
  const equals = text.indexOf("=");
  if (equals < 1) throw new Usage(`--input ${text}: write name=value.`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function approveMode(given: string | undefined): Approve {
  if (given === undefined) return process.stdin.isTTY ? "ask" : "none";
  if (given === "none" || given === "ask" || given === "all") return given;
  throw new Usage(`--approve ${given}: write none, ask or all.`);
}
