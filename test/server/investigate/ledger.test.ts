import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collectors, catalogue } from "#collectors";
import type { BriefHost, Failure } from "#machines/contract/index.ts";
import { nothing } from "#server/investigate/attempt.ts";
import type { Bench } from "#server/investigate/bench.ts";
import { compareStates, readState } from "#server/investigate/ledger.ts";
import { hostLoad } from "#server/ssh/load.ts";
import { openTransport } from "#server/ssh/open-transport.ts";
import type { Answer, Session, Transport } from "#server/ssh/transport.ts";
import { backends, destinationOf, never, type Backend } from "../ssh/backends.ts";
import { memoryPins } from "../ssh/memory-pins.ts";
import { describeUnless, missing } from "../../needs.ts";

const SAME = { modules: "1 1", sysctls: "2 2", promiscuous: "", traces: "", rules: "nft 3 3" };
const checkOf = (before: Parameters<typeof compareStates>[1], after: Parameters<typeof compareStates>[2]) =>
  compareStates("a", before, after).checks.find(({ what }) => what === "rules of the packet filter");

describe("what was compared on a host", () => {
  it("is the same, differs, or is not proven for a reason", () => {
    expect(compareStates("a", SAME, SAME).checks.map(({ same }) => same)).toEqual([true, true, true, true, true]);
    expect(checkOf(SAME, { ...SAME, rules: "nft 4 4" })).toMatchObject({ same: false, detail: "before: nft 3 3; after: nft 4 4" });
    const denied = { unknown: "only root may list the rules" };
    expect(checkOf({ ...SAME, rules: denied }, { ...SAME, rules: denied })).toMatchObject({ same: null, detail: denied.unknown });
    expect(checkOf(SAME, null)).toMatchObject({ same: null });
    for (const what of ["modules", "sysctls", "promiscuous", "traces"])
      expect(compareStates("a", SAME, { ...SAME, [what]: "other" }).checks.filter(({ same }) => same === false)).toHaveLength(1);
  });

  it("takes a sensor's instance that went away for what it is, and tells any other difference of instances", () => {
    const traces = (before: string, after: string) =>
      compareStates("a", { ...SAME, traces: before }, { ...SAME, traces: after }).checks.find(({ what }) => what === "trace instances")
        ?.same;
    expect(traces("culprit-17-ab12cd34, mine", "mine")).toBe(true);
    expect(traces("culprit-17-ab12cd34, mine", "")).toBe(false);
    expect(traces("culprit-17-ab12cd34", "culprit-18-ef56ab78")).toBe(false);
    expect(traces("", "culprit-17-ab12cd34")).toBe(false);
  });

  it("has no rules where none were looked at", () => {
    const { rules: _, ...older } = SAME;
    expect(checkOf(older, older)).toBeUndefined();
  });
});

const LEDGER = Buffer.from("== modules\n1 1\n== sysctls\n2 2\n== promiscuous\n== traces\n== end\n");

function answered(key: string, commandLine: string): Answer {
  const { failure: _, ...rest } = nothing(key, { kind: "cancelled" });
  return { ...rest, commandLine, stdout: LEDGER, exitCode: 0 };
}

describe("a login that may not list rules", () => {
  /** Every command but the ledger's ends so. */
  const session = (ends: readonly Failure[]): Session => {
    const left = [...ends];
    const batch: Session["batch"] = async (commands) =>
      commands.map(({ key, argv }) =>
        key.includes(".ledger.") ? answered(key, argv.join(" ")) : nothing(key, left.shift() ?? { kind: "cancelled" }),
      );
    return { batch } as Partial<Session> as Session;
  };
  const host: BriefHost = { key: "a", role: "a", name: "a", address: "127.0.0.1" };
  const bench = { collectors, catalogue } as Partial<Bench> as Bench;
  const rules = async (...ends: readonly Failure[]) =>
    (await readState({ bench, host, session: session(ends), signal: new AbortController().signal }, { rules: true }))?.["rules"];
  const denied: Failure = { kind: "denied", stderr: "sudo: a password is required" };
  const loads = (module: string): Failure => ({ kind: "wouldLoadModule", module });

  it("proves nothing; only where neither filter is loaded there is no rule", async () => {
    expect(await rules(denied, loads("ip_tables"))).toMatchObject({ unknown: expect.stringContaining("only root") });
    expect(await rules(denied, denied)).toMatchObject({ unknown: expect.stringContaining("only root") });
    expect(await rules(loads("nf_tables"), denied)).toMatchObject({ unknown: expect.stringContaining("only root") });
    expect(await rules(loads("nf_tables"), loads("ip_tables"))).toBe("none");
    expect(await rules({ kind: "timedOut", afterMs: 1 })).toMatchObject({ unknown: expect.stringContaining("timedOut") });
  });
});

const [openssh] = backends;
const NETNS = `culprit-rules-${process.pid}`;
const inside = (...args: readonly string[]): string => execFileSync("ip", ["netns", "exec", NETNS, ...args], { encoding: "utf8" });

describeUnless(openssh?.skip ?? missing("root"), "rules of a namespace, over SSH", () => {
  let backend: Backend;
  let transport: Transport;
  let session: Session;
  const host: BriefHost = { key: "a", role: "a", name: "a", address: "127.0.0.1", netns: NETNS };
  const bench = { collectors, catalogue } as Partial<Bench> as Bench;
  const read = () => readState({ bench, host, session, signal: new AbortController().signal }, { rules: true });
  beforeAll(async () => {
    if (openssh === undefined) throw new Error("no OpenSSH");
    backend = await openssh.start();
    transport = openTransport({ pins: memoryPins([backend.pin]) });
    const reached = await transport.connect(destinationOf(backend), { onUnknownKey: never });
    if ("kind" in reached) throw new Error(reached.kind);
    session = reached;
    execFileSync("ip", ["netns", "add", NETNS]);
    inside("nft", "add table inet t; add chain inet t c { type filter hook output priority 0; }; add rule inet t c counter accept");
    inside("nft", "add set inet t s { type ipv4_addr; flags timeout; timeout 60s; }");
  });
  afterAll(async () => {
    await transport?.close();
    await backend?.stop();
    execFileSync("ip", ["netns", "del", NETNS]);
  });

  it("are read beside the load of the host, which is a number", async () => {
    expect(await hostLoad(session)).toBeGreaterThanOrEqual(0);
  });

  it("are the same while they only count, and differ when one was added", async () => {
    const before = await read();
    expect(before?.["rules"]).toMatch(/^nft \d+ \d+/);
    inside("ip", "link", "set", "lo", "up");
    inside("ping", "-c", "2", "-i", "0.2", "127.0.0.1");
    inside("nft", "add element inet t s { 192.0.2.1 }");
    expect(inside("nft", "list", "ruleset")).toMatch(/packets [1-9]/);
    expect(checkOf(before, await read())).toMatchObject({ same: true });
    inside("nft", "add rule inet t c tcp dport 7 drop");
    expect(checkOf(before, await read())).toMatchObject({ same: false });
  });
});
