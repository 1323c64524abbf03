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
import { statusOf } from "#server/investigate/status.ts";
import { openChanges } from "#machines/confirm/state.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { Usage } from "../exit.ts";
import { parseAddress, parseHostOption } from "../host-option.ts";
import { answerKeys, type Approve } from "../investigate/approve.ts";
import { answerAsks } from "../investigate/answer-asks.ts";
import { decideChanges } from "../investigate/changes.ts";
import { exitCodeFor } from "../investigate/exit-code.ts";
import { parseWatch } from "../investigate/duration.ts";
import { fillFromLab } from "../investigate/lab-brief.ts";
import { askPassphrase } from "../investigate/passphrase.ts";
import { report } from "../investigate/report.ts";
import { nextOf, sayNext } from "../investigate/next.ts";
import { narrate } from "../investigate/narrate.ts";
import { plain } from "../plain.ts";
import { readBundle, writeBundle } from "../investigate/bundle.ts";
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

/** How long an undoing may take that somebody waits for. */
const UNDO_MS = 60_000;

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
    const events = await run(field, started.id ?? "", { approve: approveMode(values.approve), quiet: values.json === true });
    if (values.record !== undefined) await writeRecording(values.record, recordingOf(field, events));
    if (values.export !== undefined) await writeBundle(values.export, field, started.id ?? "");
    const next = nextOf(events, values.export);
    process.stdout.write(
      values.json === true
        ? `${JSON.stringify({ ...report(events, field.bench.catalogue), ...(next.length === 0 ? {} : { next }) })}\n`
        : `${plain(narrate.verdict(events))}\n${plain(sayNext(next))}`,
    );
    return exitCodeFor(events);
  } finally {
    await field.close();
  }
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

/** What was begun is undone before anything else: a change is never left behind because somebody is in a hurry. */
async function undoNow(field: Field, id: string): Promise<readonly InvestigationEvent[]> {
  process.stderr.write("A change is on a host. It is undone first; the host undoes it by itself if this is ended, too.\n");
  await field.drive(id, AbortSignal.timeout(UNDO_MS));
  return field.bench.journal.read(id);
}

/** Drives to the end, answering questions as told. Ctrl-C stops the commands on the hosts, then prints what is known. */
async function run(
  field: Field,
  id: string,
  { approve, quiet }: { approve: Approve; quiet: boolean },
): Promise<readonly InvestigationEvent[]> {
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort(new Error("interrupted"));
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const asked = new Set<string>();
  const stopTelling = narrate.follow(field, id, quiet ? () => undefined : (line) => process.stderr.write(`${plain(line)}\n`));
  try {
    for (;;) {
      await field.drive(id, interrupt.signal);
      const events = await field.bench.journal.read(id);
      const status = statusOf(events);
      if (interrupt.signal.aborted && openChanges(events).length > 0) return await undoNow(field, id);
      if (interrupt.signal.aborted && status !== "concluded") {
        await perform(field.office, localActor("cli"), { do: "stop", id, reason: "Interrupted on the command line." });
        await field.drive(id, new AbortController().signal);
        return await field.bench.journal.read(id);
      }
      if (status === "waiting") {
        await answerKeys(field, id, { events, approve });
        if (!(await answerAsks(field, id, events))) onSignal();
      }
      if (status !== "waiting" && (quiet || approve === "none" || !(await decideChanges(field, id, { events, asked })))) return events;
    }
  } finally {
    stopTelling();
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}
