import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalogue } from "#collectors";
import { runbookById } from "#runbooks";
import { newKeyPair } from "#lab/replay/key-pair.ts";
import { startReplay, type Replay } from "#lab/replay/server.ts";
import type { Recording, Verdict } from "#machines/contract/index.ts";
import { board } from "#machines/journal/board.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import { conversation } from "#machines/journal/conversation.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { noticeOf } from "#machines/journal/notice.ts";
import { judge } from "#machines/judge.ts";
import { bundleOf } from "#server/bundle/bundle.ts";
import { recheck } from "#server/bundle/recheck.ts";
import { rejudge } from "#server/bundle/rejudge.ts";
import { openField, type Field } from "#server/compose/field.ts";
import { localActor } from "#server/door/session.ts";
import { perform } from "#server/door/perform.ts";
import { drive } from "#server/investigate/drive.ts";
import { fold } from "#server/investigate/fold.ts";
import type { Journal } from "#server/journal.ts";
import type { Session, Transport } from "#server/ssh/transport.ts";

/** Recorded hosts over real SSH; the one that has the fault is not named at the start. */
const CASE = new URL("../../../runbooks/small-packet-loss/cases/gateway-firewall-drop.json", import.meta.url);
const recording = JSON.parse(readFileSync(CASE, "utf8")) as Recording;
const ada = { ...localActor("cli"), name: "Ada" };

let folder: string;
let replay: Replay;
/** A server of its own, so that its key is one that nobody knows. */
let farReplay: Replay;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "culprit-added-"));
  const { privateKey, publicKey } = newKeyPair();
  writeFileSync(join(folder, "identity"), privateKey, { mode: 0o600 });
  const hosts = recording.hosts.map((host, n) => ({ ...host, key: `h${n}` }));
  const recordings = { recorded: { ...recording, hosts } };
  replay = await startReplay({ recordings, authorizedKey: publicKey, speed: 50 });
  farReplay = await startReplay({ recordings, authorizedKey: publicKey, speed: 50 });
});
afterAll(async () => {
  await replay.close();
  await farReplay.close();
  await rm(folder, { recursive: true, force: true });
});

const typed = recording.hosts.map(({ role, name }, n) => ({ role, name, address: "127.0.0.1", user: `recorded--h${n}` }));

/** Does something once, as soon as such an entry is written; before the worker goes on. */
function when(journal: Journal, is: (event: InvestigationEvent) => boolean, act: () => Promise<unknown>): Journal {
  let done = false;
  return {
    ...journal,
    append: async (id, what) => {
      const appended = await journal.append(id, what);
      if (!done && appended.ok && appended.events.some(is)) {
        done = true;
        await act();
      }
      return appended;
    },
  };
}

/** Counts what is held of it. */
function counted(transport: Transport, held: Set<Session>, all: Set<Session>): Transport {
  return {
    ...transport,
    connect: async (destination, options) => {
      const session = await transport.connect(destination, options);
      if ("kind" in session) return session;
      const watched = { ...session, close: () => (held.delete(watched), session.close()) };
      held.add(watched);
      all.add(watched);
      return watched;
    },
  };
}

interface Ran {
  /** Connections that are still held, of those that were made. */
  readonly held: ReadonlySet<Session>;
  readonly made: ReadonlySet<Session>;
  readonly events: readonly InvestigationEvent[];
  readonly verdict: Verdict | undefined;
  readonly field: Field;
  readonly id: string;
}

async function investigate(
  meanwhile: {
    readonly at: (event: InvestigationEvent) => boolean;
    readonly act: (run: Pick<Ran, "field" | "id">) => Promise<unknown>;
    /** Ends the first worker; another one goes on. */
    readonly signal?: AbortSignal;
  } | null,
): Promise<Ran> {
  const field = openField({
    ...{ identityFiles: [join(folder, "identity")], knownHostsFiles: [], configFile: "/dev/null", record: false },
    pinsFile: join(folder, randomUUID()),
  });
  const hosts = typed.filter(({ role }) => role !== "gateway").map((host) => ({ ...host, port: replay.port }));
  const started = await perform(field.office, ada, { do: "start", runbook: recording.runbook, brief: { hosts, inputs: recording.inputs } });
  if (!started.ok || started.id === undefined) throw new Error(JSON.stringify(started));
  const { id } = started;
  const { journal } = field.bench;
  const [held, made] = [new Set<Session>(), new Set<Session>()];
  const counting = { ...field.bench, transport: counted(field.bench.transport, held, made) };
  const bench = meanwhile === null ? counting : { ...counting, journal: when(journal, meanwhile.at, () => meanwhile.act({ field, id })) };
  for (let turn = 0; turn < 6; turn += 1) {
    await journal.lease(id, "w", 60_000);
    const first = turn === 0 && meanwhile?.signal !== undefined ? [meanwhile.signal] : [];
    const status = await drive(bench, id, { lease: "w", signal: AbortSignal.any([AbortSignal.timeout(60_000), ...first]) });
    if (status !== "waiting" && status !== "running") break;
    await answerKeys(field, id);
  }
  const events = await journal.read(id);
  return { events, verdict: events.findLast((event) => event.type === "concluded")?.verdict, field, id, held, made };
}

async function answerKeys(field: Field, id: string): Promise<void> {
  const events = await field.bench.journal.read(id);
  for (const event of events) {
    const isOpen = event.type === "hostKeyAsked" && !events.some((one) => one.type === "hostKeyAnswered" && one.host === event.host);
    if (event.type !== "hostKeyAsked" || !isOpen) continue;
    await perform(field.office, ada, { do: "answerHostKey", id, host: event.host, fingerprint: event.fingerprint, approve: true });
  }
}

const gateway = () => ({ do: "joinHost", ...typed.find(({ role }) => role === "gateway"), port: farReplay.port });
const bring = ({ field, id }: Pick<Ran, "field" | "id">): Promise<unknown> => perform(field.office, ada, { ...gateway(), id });
const isFirstAnswer = ({ type }: InvestigationEvent): boolean => type === "observed";

describe("a host that is added while others are investigated", () => {
  let alone: Ran;
  let added: Ran;
  beforeAll(async () => {
    alone = await investigate(null);
    added = await investigate({ at: isFirstAnswer, act: bring });
  }, 60_000);
  afterAll(() => Promise.all([alone.field.close(), added.field.close()]));

  test("leaves no connection held when it is over", () => {
    expect(added.made.size).toBeGreaterThan(2);
    expect([alone.held.size, added.held.size]).toEqual([0, 0]);
  });

  test("decides what ended undetermined without it", () => {
    expect(alone.verdict?.kind).toBe("undetermined");
    expect(added.verdict?.causes.map(({ id, certainty, object }) => [id, certainty, object.hostName])).toEqual([
      ["firewallDrop", "established", recording.hosts.find(({ role }) => role === "gateway")?.name],
    ]);
  });

  test("is looked at before it is asked, and told like the hosts of the start", () => {
    const { events } = added;
    const at = (is: (event: InvestigationEvent) => boolean): number => events.find(is)?.seq ?? 0;
    const asked = at((event) => event.type === "hostKeyAsked" && event.host === "gateway");
    const reached = at((event) => event.type === "hostReached" && event.facts.host === "gateway");
    const joined = added.events.find(({ type }) => type === "hostAdded");
    const planned = added.events.filter(
      (event) => event.type === "roundPlanned" && event.round.requests.some(({ host }) => host === "gateway"),
    );
    expect(joined?.actor.name).toBe("Ada");
    expect(asked).toBeGreaterThan(joined?.seq ?? Infinity);
    expect(reached).toBeGreaterThan(asked);
    expect(planned[0]?.seq).toBeGreaterThan(reached);
    expect(added.events.filter(({ type }) => type === "roundRestarted")).toEqual([]);
    const judgement = judge(factsOf(added.events, catalogue));
    const messages = conversation(added.events, { catalogue, judgement });
    expect(messages.filter(({ kind }) => kind === "preflight")).toHaveLength(2);
    const notices = messages.flatMap((one) => (one.kind === "notice" ? [noticeOf(one.event, one.runbook, one.hosts)?.say] : []));
    expect(notices).toContainEqual(expect.stringContaining("takes part as gateway, added by Ada"));
    expect(board(added.events, { catalogue, judgement })?.hosts.map(({ key, ledger }) => [key, ledger !== null])).toEqual([
      ["sender", true],
      ["receiver", true],
      ["gateway", true],
    ]);
  });

  test("asks nothing twice that is read once", () => {
    const once = added.events
      .flatMap((event) => (event.type === "roundPlanned" ? event.round.requests : []))
      .filter(({ moment }) => moment === "once");
    const places = once.filter(({ collector }) => catalogue[collector]?.from === undefined).map(({ test, host }) => `${test} ${host}`);
    expect(new Set(places).size).toBe(places.length);
    expect(places.some((place) => place.endsWith(" gateway"))).toBe(true);
  });

  test("the fold of the log at any moment is how it stood then", () => {
    const joined = added.events.findIndex(({ type }) => type === "hostAdded");
    for (let end = 1; end <= added.events.length; end += 9) {
      const { hosts } = fold(added.events.slice(0, end), catalogue).brief;
      expect(hosts.map(({ key }) => key)).toEqual(end <= joined ? ["sender", "receiver"] : ["sender", "receiver", "gateway"]);
      expect(hostsOf(added.events.slice(0, end))).toEqual(hosts);
    }
    const instances = (end: number): number =>
      judge(factsOf(added.events.slice(0, end), catalogue)).standings.filter(({ host }) => host === "gateway").length;
    expect(instances(joined)).toBe(0);
    expect(instances(joined + 1)).toBeGreaterThan(5);
    expect(fold(added.events, catalogue).verdict).toEqual(added.verdict);
  });

  test("exported and read again, or judged again, it gives the same", () => {
    const { id, field, events } = added;
    const observations = field.observations(id);
    const bundle = bundleOf({ id, number: 1, events, observations, now: new Date() });
    expect(recheck(bundle)).toMatchObject({ differences: [], verdict: { kind: "cause" } });
    const raw = new Map(observations.map((each) => [each.id, each]));
    const runbook = runbookById(recording.runbook);
    if (runbook === undefined) throw new Error("no such runbook");
    expect(rejudge({ log: events, raw, runbook, catalogue })).toMatchObject({ differences: [], readings: [], wanting: [] });
  });
});

describe("a host that is added and", () => {
  const close: Field[] = [];
  afterAll(() => Promise.all(close.map((field) => field.close())));

  test("cannot be reached is left out; tried again, it counts", async () => {
    const nowhere = { ...gateway(), address: "127.0.0.2", port: 1 };
    const join = (action: object) => (run: Pick<Ran, "field" | "id">) => perform(run.field.office, ada, { ...action, id: run.id });
    const left = await investigate({ at: isFirstAnswer, act: join(nowhere) });
    close.push(left.field);
    expect(left.events.find((event) => event.type === "hostFailed")).toMatchObject({ host: "gateway", failure: { kind: "unreachable" } });
    expect(left.verdict).toMatchObject({ kind: "undetermined" });
    expect(left.verdict?.missing.some(({ host }) => host === "gateway")).toBe(true);
    const kept = (await left.field.bench.journal.read(left.id)).length;
    expect(await join(nowhere)(left)).toMatchObject({ ok: false, message: expect.stringContaining("its verdict") as unknown });
    expect((await left.field.bench.journal.read(left.id)).length).toBe(kept);
  });

  test("is looked at after a restart, also when the server was killed before it could be", async () => {
    const stopping = new AbortController();
    const run = await investigate({
      at: isFirstAnswer,
      act: async (at) => {
        await bring(at);
        stopping.abort(new Error("killed"));
      },
      signal: stopping.signal,
    });
    close.push(run.field);
    expect(run.events.filter(({ type }) => type === "hostAdded")).toHaveLength(1);
    expect(run.verdict?.causes[0]).toMatchObject({ id: "firewallDrop", object: { host: "gateway" } });
  });

  test("may be withdrawn while somebody is asked about its key", async () => {
    let told: unknown = null;
    const run = await investigate({
      at: isFirstAnswer,
      act: async ({ field, id }) => {
        await bring({ field, id });
        told = await perform(field.office, ada, { do: "withdrawHost", id, host: "gateway" });
      },
    });
    close.push(run.field);
    expect(told).toMatchObject({ ok: true });
    expect(run.verdict).toMatchObject({ kind: "undetermined" });
    expect(run.verdict?.standings.some(({ host }) => host === "gateway")).toBe(false);
  });
});
