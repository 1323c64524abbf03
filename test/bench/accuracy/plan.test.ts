import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { HIDING } from "#cli/bench/run/hiding.ts";
import { planLive } from "#cli/bench/run/plan.ts";
import { commitOf, fingerprintOf } from "#cli/bench/run/made.ts";
import { latest, openStore } from "#cli/bench/run/store.ts";
import type { Line } from "#cli/bench/run/line.ts";
import { asksOf } from "#lab/faults/fault.ts";
import { FAULTS } from "#lab/faults/index.ts";
import { namesOf } from "#lab/faults/choose.ts";
import { topologyOf } from "#lab/topologies/index.ts";
import { runbooks } from "#runbooks";

/** What is true of a pair for one runbook. */
const truthIn = (runbook: string, pair: string) => plan([pair]).find((run) => run.runbook === runbook)?.subject;

const plan = (faults: readonly string[] = [], repeats = 1) => planLive({ runbooks, faults, repeats, variants: true });

describe("the truth of two faults at once", () => {
  it("leaves out one that makes other incidents, on hosts that nobody was pointed at", () => {
    const pair = "gateway-firewall-drop+reverse-path-filter";
    const hangs = truthIn("response-hangs-until-timeout", pair);
    expect(hangs?.causes.map(({ id }) => id)).toEqual(["firewallDrop"]);
    expect(hangs?.contributing?.map(({ id }) => id)).toEqual(["reversePathFilter"]);
    expect(truthIn("new-connections-time-out", pair)?.causes.map(({ id }) => id)).toEqual(["firewallDrop", "reversePathFilter"]);
    // Says of no incident that it is its own: it may be a part of any.
    const both = truthIn("one-guest-unreachable", "gre-overhead+bridge-random-drop");
    expect(both?.causes.map(({ id }) => id)).toEqual(["tunnelOverhead", "firewallDrop"]);
  });

  it("says which hypothesis stands for a cause that only another runbook knows", () => {
    expect(truthIn("one-guest-unreachable", "bridge-mtu+gre-overhead")?.standIns).toEqual({ tunnelOverhead: ["largeLostOnWay"] });
    expect(truthIn("large-packets-vanish", "bridge-mtu+gre-overhead")?.standIns).toBeUndefined();
    expect(truthIn("first-look", "bridge-mtu+gre-overhead")?.standIns).toBeUndefined();
  });
});

describe("the truth of a fault that a runbook hands over", () => {
  it("says which hypotheses rightly do", () => {
    expect(truthIn("one-guest-unreachable", "gre-overhead")?.leads).toEqual(["largeLostOnWay"]);
    expect(truthIn("one-guest-unreachable", "wrong-vlan-tag")?.leads).toEqual([]);
    expect(truthIn("virtual-ip-flaps", "duplicate-vrid")?.leads).toBeUndefined();
  });
});

describe("the plan of live runs", () => {
  it("has each fault and variant that a runbook can be pointed at, once a repeat", () => {
    const asked = FAULTS.filter((fault) =>
      [...asksOf(fault, fault.parameters), ...topologyOf(fault.topology).asks].some(({ runbook }) => runbook === "small-packet-loss"),
    ).flatMap(namesOf);
    const once = plan().filter(({ runbook }) => runbook === "small-packet-loss");
    expect(
      once
        .filter(({ faults }) => faults.length === 1)
        .map(({ faults }) => faults[0])
        .toSorted(),
    ).toEqual(asked.toSorted());
    expect(new Set(plan([], 3).map(({ key }) => key)).size).toBe(3 * plan().length);
  });

  it("has pairs with both truths, of one topology", () => {
    const pairs = plan().filter(({ faults }) => faults.length === 2);
    expect(pairs.length).toBeGreaterThan(0);
    for (const { subject, faults, topology } of pairs) {
      // One of them may be no part of what is investigated.
      expect(subject.causes.length + (subject.contributing ?? []).length).toBeGreaterThanOrEqual(2);
      expect(subject.causes.length).toBeGreaterThan(0);
      for (const name of faults) expect(FAULTS.find(({ id }) => id === name.split(":")[0])?.topology).toBe(topology);
    }
  });

  it("points a pair at what either of its faults is about, else as their topology says", () => {
    const inputs = (names: string, id: string) => plan([names]).find(({ runbook }) => runbook === id)?.inputs;
    expect(inputs("conntrack-full+listen-overflow", "new-connections-time-out")).toMatchObject({ port: "8080" });
    expect(inputs("segments-dropped+sender-queue", "throughput-below-line-rate")).toMatchObject({ expectedMbit: "500" });
    expect(inputs("firewall-drop+queue-drop", "small-packet-loss")).toMatchObject({ target: "192.0.2.12" });
  });

  it("takes names, ids with all their variants, and patterns", () => {
    const names = (...patterns: string[]): readonly string[] => [...new Set(plan(patterns).map(({ faults }) => faults.join("+")))];
    const known = [...new Set(plan().map(({ faults }) => faults.join("+")))];
    expect(names("healthy").toSorted()).toEqual(
      FAULTS.filter(({ id }) => id === "healthy")
        .flatMap(namesOf)
        .toSorted(),
    );
    expect(names("firewall-drop+queue-drop")).toEqual(["firewall-drop+queue-drop"]);
    expect(names("*-noise")).toEqual(expect.arrayContaining(["backlog-noise", "squeeze-noise"]));
    expect(names("*-noise").filter((name) => !name.split(":")[0]?.endsWith("-noise"))).toEqual([]);
    expect(names("fire*drop")).toContain("firewall-drop");
    expect(names("fire*drop")).not.toContain("queue-drop");
    expect(names("*").toSorted()).toEqual(known.toSorted());
    expect(names("no-such-fault")).toEqual([]);
  });

  it("leaves variants out where they are not wanted", () => {
    const few = planLive({ runbooks, faults: [], repeats: 1, variants: false });
    // A pair says itself what it is made of.
    expect(few.filter(({ faults: [name, second] }) => second === undefined && name?.includes(":"))).toEqual([]);
    const ids = (runs: ReturnType<typeof plan>) => new Set(runs.map(({ faults }) => faults.map((name) => name.split(":")[0]).join("+")));
    expect(ids(plan())).toEqual(ids(few));
  });

  it("finds what is wrong in a guest on the guest where that is looked at itself, else on the machine that carries it", () => {
    const hosts = plan(["arp-ignored"]).map(({ subject: { causes, asked } }) => [causes[0]?.host, "vma2" in asked]);
    expect(hosts.length).toBeGreaterThan(1);
    for (const [host, itself] of hosts) expect(host).toBe(itself ? "vma2" : "cmp2");
    expect(new Set(hosts.map(([, itself]) => itself)).size).toBe(2);
  });

  it("knows hosts by their roles, and a fault's truth", () => {
    const run = plan(["firewall-drop"]).find(({ runbook }) => runbook === "small-packet-loss");
    expect(run?.subject).toMatchObject({
      kind: "fault",
      causes: [{ id: "firewallDrop", host: "beta" }],
      asked: { alpha: ["sender"], beta: ["receiver"] },
    });
    expect(run?.inputs).toMatchObject({ count: "1000", target: "192.0.2.12" });
  });
});

it("each fault that hides is one of the lab", () => {
  expect(FAULTS.map(({ id }) => id)).toEqual(expect.arrayContaining([...HIDING]));
  expect(plan([...HIDING]).every(({ subject }) => subject.hides === true)).toBe(true);
  expect(plan(["firewall-drop"])[0]?.subject.hides).toBeUndefined();
});

describe("the store of runs", () => {
  const folders: string[] = [];
  const folder = async (): Promise<string> => {
    const made = await mkdtemp(join(tmpdir(), "culprit-bench-test-"));
    folders.push(made);
    return made;
  };
  afterEach(async () => {
    await Promise.all(folders.splice(0).map((one) => rm(one, { recursive: true })));
  });

  const runs = plan(["healthy", "firewall-drop"]);
  const lineOf = (index: number, more: { readonly why?: string; readonly version?: number } = {}): Line => {
    const run = runs[index];
    if (run === undefined) throw new TypeError("no such run");
    const made = { at: "2026-01-01T00:00:00Z", commit: null, machine: "Linux", fingerprint: fingerprintOf(run) };
    return { ...run, ...made, version: more.version ?? run.version, counted: false, why: more.why ?? "tried" };
  };

  it("gives back what was added, and cuts off half a line", async () => {
    const place = await folder();
    const store = await openStore(place);
    await store.add(lineOf(0));
    const file = join(place, "runs.ndjson");
    await writeFile(file, `${await readFile(file, "utf8")}{"key":"ha`);
    const again = await openStore(place);
    expect(again.lines).toEqual([lineOf(0)]);
    await again.add(lineOf(1));
    expect((await openStore(place)).lines).toEqual([lineOf(0), lineOf(1)]);
  });

  it("takes the last line of a run, and none of an older runbook", () => {
    const lines = [lineOf(0, { why: "first" }), lineOf(0, { why: "second" }), lineOf(1, { version: 0 })];
    expect(latest(lines, runs)).toEqual([lineOf(0, { why: "second" })]);
  });

  it("takes none of another truth, other inputs or another recording", () => {
    const [run] = runs;
    if (run === undefined) throw new TypeError("no run");
    const lines = [lineOf(0)];
    expect(latest(lines, [run])).toEqual(lines);
    expect(latest(lines, [{ ...run, subject: { ...run.subject, causes: [{ id: "firewallDrop" }] } }])).toEqual([]);
    expect(latest(lines, [{ ...run, inputs: { ...run.inputs, count: "7" } }])).toEqual([]);
    expect(latest(lines, [{ ...run, recording: "another" }])).toEqual([]);
  });

  it("knows the commit where there is one", async () => {
    expect(await commitOf(await folder())).toBeNull();
  });
});
