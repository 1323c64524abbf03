import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogue, collectors } from "#collectors";
import { playing } from "#cli/record/replay.ts";
import type { Recording, Request } from "#machines/contract/index.ts";
import { factsOf } from "#machines/journal/facts.ts";
import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { runbookById } from "#runbooks";
import { bundleOf, observationOf, type Bundle } from "#server/bundle/bundle.ts";
import { memoryOfBundle } from "#server/bundle/memory.ts";
import type { Bench } from "#server/investigate/bench.ts";
import { openLog, type Log } from "#server/investigate/log.ts";
import { FRESH_MS, recall, takeOver } from "#server/investigate/take-over.ts";
import type { RoundRun } from "#server/investigate/round-run.ts";
import { memoryJournal } from "#server/store/memory-journal.ts";
import { openStore } from "#server/store/store.ts";
import { person } from "../store/sample.ts";
import { openTestDatabase, type TestDatabase } from "../store/test-database.ts";

let look: Bundle;
let reached: Extract<InvestigationEvent, { type: "hostReached" }>;

/** From here on, the look before is the one of this case. */
async function lookAt(name: string): Promise<void> {
  const file = new URL(`../../../runbooks/first-look/cases/${name}.json`, import.meta.url);
  look = await playing(JSON.parse(readFileSync(file, "utf8")) as Recording, ({ field, id, events }) =>
    bundleOf({ id, number: null, events, observations: field.observations(id), now: new Date() }),
  );
  const found = look.events.find((event) => event.type === "hostReached");
  if (found?.type !== "hostReached") throw new Error("the host was not reached");
  reached = found;
}

beforeAll(() => lookAt("udp-buffer"));

interface Next {
  readonly runbook?: string;
  readonly from?: string | null;
  readonly fingerprint?: string;
  readonly hostname?: string;
  readonly bootId?: string | null;
  readonly later?: number;
}

/** An investigation of the same host right after the look, before its first command. */
async function next({ runbook = "small-packet-loss", from = look.investigation.id, later = 0, ...met }: Next = {}): Promise<{
  run: RoundRun;
  log: Log;
}> {
  const journal = memoryJournal();
  const spec = runbookById(runbook);
  if (spec === undefined) throw new Error(runbook);
  await journal.create({ id: "i", title: "", runbook: spec, hostNames: [], practice: false, actor: person });
  const host = { key: "receiver", role: "receiver", name: "beta", address: "192.0.2.12" };
  const bodies: EventBody[] = [
    {
      type: "started",
      title: "",
      runbook: spec,
      brief: { hosts: [host], inputs: {} },
      practice: false,
      ...(from === null ? {} : { from }),
    },
    { type: "hostReached", facts: { ...reached.facts, host: "receiver", ...met } },
  ];
  await journal.append("i", { expected: 0, events: bodies.map((body) => ({ body, actor: person })) });
  await journal.lease("i", "w", 60_000);
  const log = await openLog(journal, "i", "w");
  const bench = {
    journal,
    collectors,
    catalogue,
    memory: memoryOfBundle(look),
    now: () => new Date(Date.now() + later),
    newId: randomUUID,
  } as unknown as Bench;
  return { log, run: { bench, log, round: { number: 1 }, attempt: 1 } as unknown as RoundRun };
}

const request = (collector: string, more: Partial<Request> = {}): Request => ({
  ...{ key: `1.${collector}.receiver.${more.moment ?? "once"}`, test: collector, collector, host: "receiver", moment: "once", args: {} },
  ...more,
});
const left = async (asked: Request, how?: Next): Promise<number> => (await takeOver((await next(how)).run, [asked])).length;

describe("what the look before has just read", () => {
  it("stands for a command of now, with its time and where it is from, and the log holds its output", async () => {
    const { run, log } = await next();
    expect(await takeOver(run, [request("sysctls"), request("softirqs")])).toEqual([request("softirqs")]);
    const seen = log.events().find((event) => event.type === "observed");
    const was = look.observations.find(({ request: key }) => key.includes(".sysctls."));
    expect(seen).toMatchObject({
      request: "1.sysctls.receiver.once",
      facts: { startedAt: was?.startedAt, sha256: was?.sha256, from: { investigation: look.investigation.id, observation: was?.id } },
    });
    expect(seen?.type === "observed" && seen.facts.observation).not.toBe(was?.id);
    expect(seen?.type === "observed" && seen.reading.fields["somaxconn"]).toBeGreaterThan(0);
  });

  it("is read anew where it would not be the same, or the look did not lead here", async () => {
    expect(await left(request("sysctls"))).toBe(0);
    expect(await left(request("sysctls"), { from: null })).toBe(1);
    expect(await left(request("sysctls"), { from: "another" })).toBe(1);
    expect(await left(request("sysctls"), { runbook: "first-look" })).toBe(1);
    expect(await left(request("sysctls"), { fingerprint: "SHA256:other" })).toBe(1);
    // Cloned from one image, one key; or the same host after it was started anew.
    expect(await left(request("sysctls"), { hostname: "another" })).toBe(1);
    expect(await left(request("sysctls"), { bootId: "5b0b6b0a-6d0c-4d43-9f5c-0e8f5d3c1a61" })).toBe(1);
    expect(await left(request("sysctls"), { bootId: null })).toBe(1);
    expect(await left(request("sysctls"), { later: FRESH_MS + 60_000 })).toBe(1);
    expect(await left(request("sysctls", { args: { port: "80" } }))).toBe(1);
    expect(await left(request("links", { moment: "before" }))).toBe(1);
    // It read these around its window, not once.
    expect(await left(request("protocolCounters"))).toBe(1);
  });
});

describe("a runbook that the look leads to", () => {
  const onceIn = (id: string) =>
    (runbookById(id)?.tests ?? []).filter(({ when, args }) => when === "once" && Object.keys(args ?? {}).length === 0);
  const read = new Set(onceIn("first-look").flatMap(({ collect }) => (Object.hasOwn(collectors, collect) ? [collect] : [])));
  const leadsTo = [...new Set(Object.values(runbookById("first-look")?.hypotheses ?? {}).flatMap(({ leadsTo: to }) => to ?? []))];

  /** Read, and not asked for in vain: that is asked again, for there may be another answer by now. */
  const wantedOf = (runbook: string): readonly Request[] => {
    const got = new Set(
      look.events.flatMap((event) => (event.type === "observed" ? [/\.(\w+)\.[^.]+\.once$/.exec(event.request)?.[1]] : [])),
    );
    return onceIn(runbook).flatMap(({ id, collect }) =>
      read.has(collect) && got.has(collect) ? [request(collect, { key: `1.${id}.receiver.once`, test: id })] : [],
    );
  };
  const collectsNothingTwice = async (runbook: string): Promise<readonly Request[]> => {
    const wanted = wantedOf(runbook);
    const { run, log } = await next({ runbook });
    expect(await takeOver(run, wanted)).toEqual([]);
    const taken = log.events().filter((event) => event.type === "observed");
    expect(taken.map((event) => event.type === "observed" && event.facts.from?.investigation)).toEqual(
      wanted.map(() => look.investigation.id),
    );
    return wanted;
  };

  it.each(leadsTo)("%s collects nothing twice that the look has just read once", async (runbook) => {
    await collectsNothingTwice(runbook);
  });

  it("collects nothing twice of a compute node's virtual switch either", async () => {
    await lookAt("wrong-vlan-tag");
    try {
      const wanted = await collectsNothingTwice("one-guest-unreachable");
      expect(wanted.map(({ collector }) => collector)).toContain("ovsPorts");
    } finally {
      await lookAt("udp-buffer");
    }
  });

  it("has something to take over at all", () => {
    expect(leadsTo.flatMap(onceIn).some(({ collect }) => read.has(collect))).toBe(true);
  });
});

describe("an earlier snapshot", () => {
  it("is recalled once for what compares with it, and never judged", async () => {
    const { run, log } = await next({ from: null, later: 86_400_000 });
    await recall(run, [request("changed"), request("difference")]);
    await recall(run, [request("changed")]);
    const recalled = log.events().filter((event) => event.type === "observed");
    expect(recalled).toHaveLength(1);
    const { answers, recalled: facts } = factsOf(log.events(), catalogue);
    expect(answers).toEqual([]);
    expect(facts).toEqual([expect.objectContaining({ collector: "snapshot", host: "receiver", at: expect.stringMatching(/^20/) })]);
  });

  it("of another host is nobody's", async () => {
    const { run, log } = await next({ fingerprint: "SHA256:other" });
    await recall(run, [request("changed")]);
    expect(log.events().some(({ type }) => type === "observed")).toBe(false);
  });
});

describe("what the data folder remembers", () => {
  let server: TestDatabase;
  beforeAll(async () => {
    server = await openTestDatabase();
  });
  afterAll(() => server?.stop());

  it("is the newest output of this host, by its key, and nothing that was imported", async () => {
    const store = await openStore(await server.fresh());
    const { id } = look.investigation;
    const observations = look.observations.map(observationOf);
    await store.keep({ id, events: look.events, brought: look.events.length, observations, evidence: [] });
    const { fingerprint, hostname } = reached.facts;
    const host = { fingerprint, hostname, bootId: null };
    const earlier = await store.memory.earlier("snapshot", host, "i");
    expect(earlier.map(({ investigation, runbook, observation }) => [investigation, runbook, observation.collector])).toEqual([
      [id, "first-look", "snapshot"],
    ]);
    expect(earlier[0]?.observation.stdout).toEqual(observations.find(({ collector }) => collector === "snapshot")?.stdout);
    expect(await store.memory.earlier("snapshot", host, id)).toEqual([]);
    expect(await store.memory.earlier("snapshot", { ...host, fingerprint: "SHA256:other" }, "i")).toEqual([]);
    expect(await store.memory.earlier("snapshot", { ...host, hostname: "cloned" }, "i")).toEqual([]);
    expect(await store.memory.earlier("snapshot", { ...host, netns: "qrouter" }, "i")).toEqual([]);
    expect((await store.memory.fresh(id, host, new Date(0))).length).toBeGreaterThan(10);
    expect(await store.memory.fresh(id, host, new Date())).toEqual([]);
    await store.journal.append(id, {
      expected: null,
      events: [{ body: { type: "imported", exportedAt: "", number: null, outputs: 0, differences: [] }, actor: person }],
    });
    expect(await store.memory.earlier("snapshot", host, "i")).toEqual([]);
    expect(await store.memory.fresh(id, host, new Date(0))).toEqual([]);
    await store.close();
  });
});
