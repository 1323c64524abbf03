import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalogue, collectors } from "#collectors";
import { newKeyPair } from "#lab/replay/key-pair.ts";
import { startReplay, type Replay } from "#lab/replay/server.ts";
import type { Recording } from "#machines/contract/index.ts";
import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import type { Grant, Ground } from "#server/access/groups.ts";
import { localActor } from "#server/door/session.ts";
import { perform } from "#server/door/perform.ts";
import { openField, type Field } from "#server/compose/field.ts";
import { permitsOf } from "#server/compose/permits.ts";
import { drive } from "#server/investigate/drive.ts";
import { reach } from "#server/investigate/reach.ts";
import { answerPreflights } from "#server/preflight/answer.ts";
import type { PreflightLine } from "#machines/journal/preflight.ts";
import type { Store } from "#server/store/store.ts";
import { resolveDestination } from "#server/ssh/destination.ts";
import type { HostKeyDecision, Transport } from "#server/ssh/transport.ts";

/** Recorded hosts over real SSH, investigated for somebody to whom not everything is granted there. */

const CASE = new URL("../../../runbooks/small-packet-loss/cases/backlog-overflow.json", import.meta.url);
const recording = JSON.parse(readFileSync(CASE, "utf8")) as Recording;
const mara: Actor = { kind: "person", id: "mara", name: "Mara", via: "page" };

let folder: string;
let replay: Replay;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "culprit-permits-"));
  const { privateKey, publicKey } = newKeyPair();
  writeFileSync(join(folder, "identity"), privateKey, { mode: 0o600 });
  const hosts = recording.hosts.map((host, n) => ({ ...host, key: `h${n}` }));
  replay = await startReplay({ recordings: { recorded: { ...recording, hosts } }, authorizedKey: publicKey, speed: 50 });
  writeFileSync(join(folder, "config"), `Host harmless\n  HostName 127.0.0.1\n`);
});
afterAll(async () => {
  await replay.close();
  await rm(folder, { recursive: true, force: true });
});

/** Where the recorded hosts stand in the inventory, and what is granted there. */
const groundOf = (grants: readonly Grant[], address = "127.0.0.1"): Ground => ({
  rows: [{ id: "1", name: "recorded", address, port: null, group: "prod" }],
  grants,
});

async function investigate(
  ground: Ground,
  {
    address = "127.0.0.1",
    who = mara,
    afterwards,
    until = () => false,
  }: {
    readonly address?: string;
    readonly who?: Actor;
    /** What is written to the log once it has ended, and what is granted from then on. It goes on with that. */
    readonly afterwards?: (ended: readonly InvestigationEvent[]) => { readonly bodies: readonly EventBody[]; readonly ground: Ground };
    /** Everything that was granted is taken back as soon as this was written. */
    readonly until?: (event: InvestigationEvent) => boolean;
  } = {},
): Promise<{
  readonly events: readonly InvestigationEvent[];
  readonly asked: readonly string[];
  /** What was decided about host keys that nobody knew. */
  readonly decided: readonly unknown[];
}> {
  const options = { identityFiles: [join(folder, "identity")], knownHostsFiles: [], configFile: join(folder, "config") };
  const field: Field = openField({ ...options, pinsFile: join(folder, randomUUID()), record: true });
  let granted = ground;
  field.onAppend((_id, appended) => {
    if (appended.some(until)) granted = groundOf([]);
  });
  const accounts = {
    get: async (id: string) => ({ id, login: id, name: id, roles: ["responder"], disabledAt: null, createdAt: new Date() }),
  };
  const permits = permitsOf({
    store: { groups: { ground: async () => granted }, access: { accounts } },
    resolve: (host) => resolveDestination(host, options),
  });
  const decided: unknown[] = [];
  const { transport } = field.bench;
  const connect: Transport["connect"] = (destination, how) => {
    const onUnknownKey: HostKeyDecision = async (offer) => {
      const decision = await how.onUnknownKey(offer);
      decided.push(decision);
      return decision;
    };
    return transport.connect(destination, { ...how, onUnknownKey });
  };
  const bench = { ...field.bench, transport: { ...transport, connect }, destinationOf: permits.wayTo, noProbes: permits.noProbes };
  const hosts = recording.hosts.map(({ role, name }, n) => ({ role, name, address, port: replay.port, user: `recorded--h${n}` }));
  const visitor = { ...localActor("cli"), ...who };
  const started = await perform(field.office, visitor, {
    do: "start",
    runbook: recording.runbook,
    brief: { hosts, inputs: recording.inputs },
  });
  if (!started.ok || started.id === undefined) throw new Error(JSON.stringify(started));
  const { id } = started;
  const signal = AbortSignal.timeout(60_000);
  const go = async (): Promise<void> => {
    await bench.journal.lease(id, "w", 60_000);
    await drive(bench, id, { lease: "w", signal });
  };
  await go();
  const open = (await bench.journal.read(id)).filter((event) => event.type === "hostKeyAsked");
  for (const { host, fingerprint } of open.flatMap((event) => (event.type === "hostKeyAsked" ? [event] : [])))
    await perform(field.office, { ...visitor, name: "Ada" }, { do: "answerHostKey", id, host, fingerprint, approve: true });
  if (open.length > 0) await go();
  const more = afterwards?.(await bench.journal.read(id));
  if (more !== undefined) {
    granted = more.ground;
    await bench.journal.append(id, { expected: null, events: more.bodies.map((body) => ({ body, actor: who })) });
    await go();
  }
  const events = await bench.journal.read(id);
  await field.close();
  return { events, decided, asked: field.exchanges.map(({ command }) => command.argv.join(" ")) };
}

const verdictOf = (events: readonly InvestigationEvent[]) => events.findLast((event) => event.type === "concluded");
const allowed = (...rights: string[]): readonly Grant[] => [{ group: "prod", to: "role:responder", rights }];
const probes = new Set<string>(Object.values(collectors).flatMap(({ id }) => (catalogue[id]?.risk === "R2" ? [id] : [])));

describe("hosts of a group, when the connection is made", () => {
  test("nothing is sent to a host where one may not investigate, also by an alias", async () => {
    for (const address of ["127.0.0.1", "harmless", "localhost"]) {
      const { events, asked } = await investigate(groundOf([]), { address });
      const failed = events.flatMap((event) => (event.type === "hostFailed" ? [event.failure] : []));
      expect(failed.length, address).toBe(recording.hosts.length);
      expect(failed[0]).toEqual({ kind: "notGranted", who: "Mara", right: "investigate", groups: ["prod"] });
      expect(asked).toEqual([]);
      expect(verdictOf(events)).toMatchObject({ verdict: { kind: "undetermined" } });
    }
  });

  test("the inventory may know it by its name", async () => {
    const { asked } = await investigate(groundOf([], "localhost"));
    expect(asked).toEqual([]);
  });

  test("who may investigate and not probe sends none: what it would show is unknown, and refutes nothing", async () => {
    const { events, asked } = await investigate(groundOf(allowed("investigate")));
    const refused = events.flatMap((event) => (event.type === "unavailable" && event.failure.kind === "notGranted" ? [event] : []));
    expect(refused.length).toBeGreaterThan(0);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((argv) => argv.startsWith("ping"))).toEqual([]);
    const sent = new Set(events.flatMap((event) => (event.type === "observed" ? [event.request.split(".")[1] ?? ""] : [])));
    expect([...sent].filter((test) => test === "reproduction" || probes.has(test))).toEqual([]);
    const verdict = verdictOf(events);
    expect(verdict?.type === "concluded" && verdict.verdict.causes.filter(({ certainty }) => certainty === "established")).toEqual([]);
  });

  test("with both it comes to the verdict of the recording, and so does Culprit's own work", async () => {
    const { events, decided } = await investigate(groundOf(allowed("investigate", "probe")));
    // Kept with who looked at the fingerprint.
    expect(decided.filter((one) => one !== "refuse")).toContainEqual({ approvedBy: "Ada" });
    expect(verdictOf(events)).toMatchObject({ verdict: { kind: recording.expect.kind } });
    const none = permitsOf({
      store: { groups: { ground: async () => groundOf([]) }, access: { accounts: { get: async () => null } } },
      resolve: (host) => resolveDestination(host, {}),
    });
    const host = { key: "a", role: "a", name: "a", address: "127.0.0.1" };
    expect(await none.wayTo(host, { kind: "culprit", id: "culprit", name: "Culprit", via: "worker" })).toMatchObject({
      address: "127.0.0.1",
    });
    expect(await none.wayTo(host, mara)).toMatchObject({ kind: "notGranted" });
  });

  test("Culprit goes on by itself only for whoever may still start an investigation", async () => {
    const account = {
      id: "mara",
      login: "mara",
      name: "Mara",
      roles: ["responder"],
      disabledAt: null as Date | null,
      createdAt: new Date(),
    };
    const refusal = (one: typeof account | null, who: Actor = mara) =>
      permitsOf({
        store: { groups: { ground: async () => null }, access: { accounts: { get: async () => one } } },
        resolve: (host) => resolveDestination(host, {}),
      }).mayNotGoOn(who);
    expect(await refusal(account)).toBeNull();
    expect(await refusal({ ...account, disabledAt: new Date() })).toMatch(/^Mara, who started it, may not start/);
    expect(await refusal({ ...account, roles: ["viewer"] })).toMatch(/may not start/);
    expect(await refusal(null)).toMatch(/may not start/);
    expect(await refusal(null, localActor("page"))).toBeNull();
  });

  test("what is taken back after a host was reached counts for all that is asked of it", async () => {
    const { events } = await investigate(groundOf(allowed("investigate", "probe")), { until: ({ type }) => type === "roundPlanned" });
    expect(events.some(({ type }) => type === "hostReached")).toBe(true);
    const refused = events.flatMap((event) => (event.type === "unavailable" ? [event.failure.kind] : []));
    expect(new Set(refused)).toContain("notGranted");
    expect(events.filter((event) => event.type === "observed" && event.facts.derived !== true)).toEqual([]);
  });

  test("an approval is for the key that was looked at, and for no other", async () => {
    const options = { identityFiles: [join(folder, "identity")], knownHostsFiles: [], configFile: join(folder, "config") };
    const field = openField({ ...options, pinsFile: join(folder, randomUUID()), record: false });
    const host = { key: "h0", role: "receiver", name: "h0", address: "127.0.0.1", port: replay.port, user: "recorded--h0" };
    const reached = (fingerprint: string) => {
      const answered = { type: "hostKeyAnswered", host: "h0", fingerprint, approved: true, seq: 1, at: "", actor: mara } as const;
      return reach(field.bench, host, { events: [answered], signal: AbortSignal.timeout(20_000), who: mara });
    };
    const { asked, session } = await reached("SHA256:another");
    expect(session).toMatchObject({ kind: "hostKeyUnknown" });
    if (asked?.type !== "hostKeyAsked") throw new Error("nobody was asked");
    expect("kind" in (await reached(asked.fingerprint)).session).toBe(false);
    await field.close();
  });

  test("whether hosts can be reached is looked at for whoever asks", async () => {
    const options = { identityFiles: [join(folder, "identity")], knownHostsFiles: [], configFile: join(folder, "config") };
    const field = openField({ ...options, pinsFile: join(folder, randomUUID()), record: true });
    const permits = permitsOf({
      store: { groups: { ground: async () => groundOf([]) }, access: { accounts: { get: async () => null } } },
      resolve: (host) => resolveDestination(host, options),
    });
    const lines: PreflightLine[] = [];
    const { promise: hearing, resolve: hear } = Promise.withResolvers<(payload: string) => void>();
    const told = {
      claimOnce: async () => true,
      onNotify: async (_channel: string, heard: (payload: string) => void) => {
        hear(heard);
        return async () => undefined;
      },
      notify: async (_channel: string, payload: string) => void lines.push((JSON.parse(payload) as { line: PreflightLine }).line),
    };
    const bench = { ...field.bench, destinationOf: permits.wayTo };
    const stop = await answerPreflights({ bench, store: told as unknown as Store, signal: AbortSignal.timeout(20_000) });
    (await hearing)(JSON.stringify({ token: "t", who: mara, hosts: [{ role: "receiver", address: "harmless", port: replay.port }] }));
    await stop();
    expect(lines.at(-1)).toMatchObject({ state: "failed", failure: { kind: "notGranted", right: "investigate" } });
    expect(field.exchanges).toEqual([]);
    await field.close();
  });

  test("a change is measured for whoever it works for: who may not probe any more sends none, and it stays unclear", async () => {
    let ended = 0;
    const { events } = await investigate(groundOf(allowed("investigate", "probe")), {
      afterwards: (log) => {
        ended = log.length;
        const verdict = verdictOf(log);
        const cause = verdict?.type === "concluded" ? verdict.verdict.causes[0] : undefined;
        const proposal = {
          ...{
            id: "c1",
            hypothesis: cause?.id ?? "",
            instance: cause?.instance ?? "",
            host: "receiver",
            change: "backlogLength",
            args: {},
          },
          ...{ title: "length of a backlog", before: "1000", after: "3000", unit: "packets", commandLine: "a", undoLine: "b" },
          ...{ risk: "R3" as const, effects: [], people: 1 as const, seconds: 60 },
        };
        const bodies: EventBody[] = [
          { type: "changeProposed", proposal },
          { type: "changeApproved", id: "c1" },
          { type: "changeBegun", id: "c1", token: "t", until: new Date().toISOString() },
          { type: "changeMade", id: "c1", value: "3000" },
          { type: "changeUndone", id: "c1", by: "culprit", value: "1000" },
        ];
        return { bodies, ground: groundOf(allowed("investigate")) };
      },
    });
    const since = events.slice(ended);
    const windows = since.flatMap((event) => (event.type === "roundPlanned" ? [event.round.requests] : []));
    expect(windows.flat().length).toBeGreaterThan(0);
    const refused = since.flatMap((event) =>
      event.type === "unavailable" && event.failure.kind === "notGranted" ? [event.failure.right] : [],
    );
    expect(new Set(refused)).toEqual(new Set(["probe"]));
    expect(since.filter((event) => event.type === "observed" && event.request.includes("reproduction"))).toEqual([]);
    expect(since.find((event) => event.type === "changeJudged")).toMatchObject({ compared: { outcome: "unclear" } });
  });
});
