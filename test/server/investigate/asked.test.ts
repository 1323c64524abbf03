import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newKeyPair } from "#lab/replay/key-pair.ts";
import { startReplay } from "#lab/replay/server.ts";
import { catalogue } from "#collectors";
import type { Recording, Runbook } from "#machines/contract/index.ts";
import { openAsks } from "#machines/journal/ask.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { lastTest } from "#machines/journal/last-test.ts";
import { rejudge } from "#server/bundle/rejudge.ts";
import { eventSchema } from "#server/bundle/schema.ts";
import { openField, type Field } from "#server/compose/field.ts";
import { CULPRIT } from "#server/investigate/bench.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import { hostName } from "#server/ssh/known-hosts.ts";

const CASE = join(import.meta.dirname, "..", "..", "..", "runbooks", "virtual-ip-flaps", "cases", "blind-daemon.json");
const ada = { ...localActor("page"), id: "ada", name: "Ada" };
const ben = { ...localActor("page"), id: "ben", name: "Ben" };

const recording = JSON.parse(readFileSync(CASE, "utf8")) as Recording;
let folder: string;
let replay: Awaited<ReturnType<typeof startReplay>>;

beforeAll(async () => {
  const { privateKey, publicKey } = newKeyPair();
  folder = await mkdtemp(join(tmpdir(), "culprit-asked-"));
  const hosts = recording.hosts.map((host, n) => ({ ...host, key: `h${n}` }));
  replay = await startReplay({ recordings: { recorded: { ...recording, hosts } }, authorizedKey: publicKey, speed: 500 });
  const { host, port, algorithm, key } = replay.pin;
  await writeFile(join(folder, "identity"), privateKey, { mode: 0o600 });
  await writeFile(join(folder, "known_hosts"), `${hostName(host, port)} ${algorithm} ${key.toString("base64")}\n`);
});

afterAll(async () => {
  await replay.close();
  await rm(folder, { recursive: true, force: true });
});

interface Running {
  readonly field: Field;
  readonly id: string;
  readonly events: () => Promise<readonly InvestigationEvent[]>;
  readonly drive: () => Promise<string>;
}

async function begun(attended: boolean): Promise<Running> {
  const field = openField({
    ...{ identityFiles: [join(folder, "identity")], knownHostsFiles: [join(folder, "known_hosts")], configFile: "/dev/null" },
    ...{ pinsFile: join(folder, randomUUID()), record: false, attended },
  });
  const { host: address, port } = replay.pin;
  const hosts = recording.hosts.map(({ role, name }, n) => ({ role, name, address, port, user: `recorded--h${n}` }));
  const started = await perform(field.office, ada, { do: "start", runbook: recording.runbook, brief: { hosts, inputs: recording.inputs } });
  if (!started.ok || started.id === undefined) throw new Error(JSON.stringify(started));
  const { id } = started;
  return { field, id, events: () => field.bench.journal.read(id), drive: () => field.drive(id, AbortSignal.timeout(30_000)) };
}

const verdictIn = (events: readonly InvestigationEvent[]) => events.findLast((event) => event.type === "concluded")?.verdict;

describe("an investigation that asks a person", () => {
  test("waits, goes on after a restart without asking twice, and takes the first of two answers", async () => {
    const run = await begun(true);
    expect(await run.drive()).toBe("waiting");
    const [asked, ...more] = openAsks(await run.events());
    expect(more).toEqual([]);
    expect(asked?.question).toContain("the VRRP daemon of lb1");
    // Another worker takes it up: nothing is asked or collected again.
    const before = await run.events();
    expect(await run.drive()).toBe("waiting");
    expect(await run.events()).toEqual(before);

    const say = (who: typeof ada, answer: object) =>
      perform(run.field.office, who, { do: "answer", id: run.id, request: asked?.request ?? "", ...answer });
    expect(await say(ada, { choice: "perhaps" })).toMatchObject({
      ok: false,
      status: 409,
      message: expect.stringContaining("is no answer"),
    });
    expect(await say(ada, { choice: "perhaps" })).toMatchObject({
      ok: false,
      message: expect.stringContaining("perhaps is no answer to this"),
    });
    expect(await say(ada, {})).toMatchObject({ ok: false, status: 400 });
    expect(await say(ada, { choice: "stopped", unknown: true })).toMatchObject({ ok: false, status: 400 });
    const both = await Promise.all([say(ada, { choice: "stopped" }), say(ben, { choice: "frozen" })]);
    expect(both.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    expect(both.find(({ ok }) => !ok)).toMatchObject({ status: 409, message: expect.stringMatching(/^(Ada|Ben) answered this already: /) });

    expect(await run.drive()).toBe("concluded");
    const events = await run.events();
    expect(events.filter(({ type }) => type === "asked" || type === "answered")).toHaveLength(2);
    const said = events.find((event) => event.type === "answered")?.actor.name ?? "";
    expect(verdictIn(events)?.standings.flatMap(({ evidence }) => evidence.flatMap((one) => one.said ?? []))).toContain(said);
    expect(await say(ada, { unknown: true })).toMatchObject({ ok: false, message: expect.stringContaining("answered this already") });
    await run.field.close();

    // Judged again, what was said counts as it was said; to another question it says nothing.
    expect(events.map((event) => eventSchema.safeParse(event).error)).toEqual(events.map(() => undefined));
    const [first] = events;
    if (first?.type !== "started") throw new Error("no start");
    const judgedBy = (runbook: Runbook) => {
      const again = rejudge({ log: events, raw: new Map(), runbook, catalogue });
      return "refused" in again ? again.refused : [again.verdict.kind, again.verdict.causes.map(({ id }) => id), again.wanting];
    };
    const told = verdictIn(events);
    expect(judgedBy(first.runbook)).toEqual([told?.kind, told?.causes.map(({ id }) => id), []]);
    const reworded = first.runbook.tests.map((one) =>
      one.ask === undefined ? one : { ...one, ask: { ...one.ask, question: "And now?" } },
    );
    expect(judgedBy({ ...first.runbook, tests: reworded })).toEqual(["undetermined", [], [{ test: "daemonState", host: "master" }]]);
  }, 30_000);

  test("goes on when the question is skipped, and nobody is asked any more when it is stopped", async () => {
    const [skipped, stopped] = [await begun(true), await begun(true)];
    expect(await Promise.all([skipped.drive(), stopped.drive()])).toEqual(["waiting", "waiting"]);
    const request = openAsks(await skipped.events())[0]?.request ?? "";
    const act = (what: "skip" | "unskip") => perform(skipped.field.office, ada, { do: what, id: skipped.id, test: "daemonState" });
    expect(await act("unskip")).toMatchObject({ ok: false, message: "daemonState is not skipped." });
    await act("skip");
    expect(openAsks(await skipped.events())).toEqual([]);
    expect(await act("skip")).toMatchObject({ ok: false, message: "daemonState is skipped already." });
    // Taken back before anything else happened, the question is put anew, and the old one stays closed.
    await act("unskip");
    expect(await skipped.drive()).toBe("waiting");
    // Nothing else is left to ask: a page says so before somebody skips it.
    const log = await skipped.events();
    expect(lastTest(log, catalogue)).toBe("daemonState");
    const after = (type: "paused" | "skipped"): readonly InvestigationEvent[] => [
      ...log,
      {
        ...(type === "paused" ? { type } : { type, test: "daemonState" }),
        seq: log.length + 1,
        at: "2026-11-22T12:00:00.000Z",
        actor: CULPRIT,
      },
    ];
    // What was skipped already, or is paused, ends by no skip.
    expect([lastTest(after("paused"), catalogue), lastTest(after("skipped"), catalogue)]).toEqual([null, null]);
    const again = openAsks(await skipped.events());
    expect(again.map((one) => one.request === request)).toEqual([false]);
    await act("skip");
    expect(await skipped.drive()).toBe("concluded");
    expect(verdictIn(await skipped.events())?.kind).toBe("undetermined");
    await perform(stopped.field.office, ada, { do: "stop", id: stopped.id });
    const late = await perform(stopped.field.office, ada, { do: "answer", id: stopped.id, request, unknown: true });
    expect(late).toMatchObject({ ok: false, message: "It is stopped; nobody is asked any more." });
    expect(await stopped.drive()).toBe("stopped");
    await Promise.all([skipped.field.close(), stopped.field.close()]);
  }, 30_000);

  test("hears at once that nobody knows where nobody sits, and the log says so", async () => {
    const run = await begun(false);
    expect(await run.drive()).toBe("concluded");
    const events = await run.events();
    expect(events.find((event) => event.type === "answered")).toMatchObject({ answer: null, actor: { name: "Culprit" } });
    expect(verdictIn(events)?.wouldDecide.join(" ")).toContain("Find out: What does the VRRP daemon");
    await run.field.close();
  }, 30_000);
});
