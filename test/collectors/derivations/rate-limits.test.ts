import { expect, it } from "vitest";
import { derive } from "#collectors";
import type { BriefHost, Given, Moment, Reading, Row, Value } from "#machines/contract/index.ts";

const host = (role: string): BriefHost => ({ key: role, name: role, role }) as BriefHost;
const HOSTS = [host("sender"), host("receiver")];

/** "throughput during sender": collector, moment and host. */
const source = (name: string, fields: Readonly<Record<string, Value>>, tables: Reading["tables"] = {}) => {
  const [collector = "", moment = "", on = ""] = name.split(" ");
  return { collector, test: collector, moment: moment as Moment, args: {}, host: host(on), answer: { fields, tables } };
};

const QUIET = {
  rwndLimitedPercent: 0,
  sndbufLimitedPercent: 0,
  bufferFull: false,
  busyPercent: 100,
  lossPercent: 0,
  spuriousPercent: 0,
  reachedPercent: 10,
};
const NO_MODEL = { unknown: "nothing was lost, so loss sets no limit" };

const counters = (drops: number) =>
  HOSTS.flatMap(({ key }) =>
    (["before", "after"] as const).flatMap((moment) => [
      source(`pathCounters ${moment} ${key}`, { queueDrops: moment === "after" ? drops : 0, rxDropped: 0, rxMissed: 0 }),
    ]),
  );

function limits(
  connection: Readonly<Record<string, Value>>,
  more: { unread?: number; drops?: number; on?: string; sources?: Given["sources"] } = {},
) {
  const given: Given = {
    ...{ host: host(more.on ?? "sender"), hosts: HOSTS, inputs: {}, args: {} },
    sources: [
      source(
        "throughput during sender",
        { ...QUIET, mathisOfRatePercent: NO_MODEL, ...connection },
        { connections: [row("backup 192.0.2.11:1 to 192.0.2.12:2", { mbit: 10 })] },
      ),
      source(
        "transferPeer during receiver",
        { unreadPercent: more.unread ?? 0 },
        { connections: [row("store 192.0.2.12:2, receive buffer", {})] },
      ),
      ...counters(more.drops ?? 0),
      ...(more.sources ?? []),
    ],
  };
  return derive("rateLimits", given).fields;
}

const row = (key: string, cells: Readonly<Record<string, Value>>): Row => ({ ...cells, key });

it("a sender that waits for the window waits for the reader only if something is left unread", () => {
  expect(limits({ rwndLimitedPercent: 98 })).toMatchObject({
    windowLimits: true,
    readerLimits: false,
    bufferLimits: false,
    lossLimits: false,
  });
  expect(limits({ rwndLimitedPercent: 98 }, { unread: 45 })).toMatchObject({ windowLimits: false, readerLimits: true });
});

it("a send buffer limits where the kernel counted it, or where it was seen to be full", () => {
  expect(limits({ sndbufLimitedPercent: 90 })["bufferLimits"]).toBe(true);
  expect(limits({ bufferFull: true, queuedMs: 60 })).toMatchObject({ bufferLimits: true, networkLimits: false, windowLimits: false });
  const dark = { unknown: "nearly full" };
  expect(limits({ bufferFull: dark })["bufferLimits"]).toEqual(dark);
  expect(limits({ bufferFull: dark, sndbufLimitedPercent: 90 })["bufferLimits"]).toBe(true);
  expect(limits({ bufferFull: true, reachedPercent: 95 })["bufferLimits"]).toBe(false);
});

it("a rate that is reached is limited by nothing, whatever the connection waited for", () => {
  const reached = limits({ rwndLimitedPercent: 98, reachedPercent: 120 });
  expect([reached["windowLimits"], reached["readerLimits"], reached["programLimits"]]).toEqual([false, false, false]);
});

it("loss explains the rate where the model allows no more than twice as much, and no host dropped", () => {
  const lossy = { lossPercent: 0.5, mathisOfRatePercent: 130 };
  expect(limits(lossy)["lossLimits"]).toBe(true);
  expect(limits({ ...lossy, mathisOfRatePercent: 900 })["lossLimits"]).toBe(false);
  expect(limits(lossy, { drops: 7 })).toMatchObject({ lossLimits: false, localDrops: 14 });
  expect(limits({ ...lossy, rwndLimitedPercent: 90 })["lossLimits"]).toBe(false);
});

it("what is dropped on the way slows a connection only if it loses something, or waits in a queue", () => {
  expect(limits({ queuedMs: 0 })["networkLimits"]).toBe(false);
  expect(limits({ queuedMs: 0, lossPercent: 0.2 })["networkLimits"]).toBe(true);
  expect(limits({ queuedMs: 60 })["networkLimits"]).toBe(true);
  expect(limits({ queuedMs: 60, rwndLimitedPercent: 90 })["networkLimits"]).toBe(false);
});

it("what is not known stays unknown, but for what another part decides", () => {
  const blind = { rwndLimitedPercent: { unknown: "this kernel does not count it" } };
  expect(limits(blind)["windowLimits"]).toEqual({ unknown: "this kernel does not count it" });
  expect(limits(blind, { unread: 45 })["windowLimits"]).toBe(false);
  expect(derive("rateLimits", { host: host("sender"), hosts: HOSTS, inputs: {}, args: {}, sources: [] }).fields).toMatchObject({
    windowLimits: { unknown: expect.any(String) },
    localDrops: { unknown: expect.stringContaining("both sides") },
  });
});

it("the program whose connection it is, by its CPU time on its own host", () => {
  const processes = { processes: [row("backup (writer), pid 7", { percent: 97 }), row("report-builder, pid 8", { percent: 100 })] };
  const busy = [source("cpuTime during sender", {}, processes)];
  expect(limits({}, { sources: busy })).toMatchObject({ endPercent: 97, endLimits: true });
  expect(limits({}, { sources: busy, on: "receiver" })["endPercent"]).toEqual({ unknown: expect.any(String) });
});

const KEPT_AWAY = { realtimePercent: 90 };
const softnet = (squeezed: number, processed: number) =>
  (["before", "after"] as const).map((moment) =>
    source(
      `pathCounters ${moment} sender`,
      {},
      { cpus: [row("1", moment === "before" ? { squeezed: 5, processed: 9 } : { squeezed: 5 + squeezed, processed: 9 + processed })] },
    ),
  );
const delaysWith = (sources: Given["sources"]) =>
  derive("delays", { host: host("sender"), hosts: HOSTS, inputs: {}, args: {}, sources }).fields;

it("soft interrupts stop early when each stop comes after a few packets and the thread is kept away; else they are only busy", () => {
  const realtime = source("cpuTime during sender", KEPT_AWAY);
  expect(delaysWith([...softnet(10_000, 12_000), realtime])).toMatchObject({
    stopsEarly: true,
    threadStarved: true,
    packetsPerSqueeze: 1.2,
  });
  expect(delaysWith([...softnet(10_000, 12_000), source("cpuTime during sender", { realtimePercent: 0 })])["stopsEarly"]).toBe(false);
  expect(delaysWith([...softnet(400, 200_000), realtime])).toMatchObject({ stopsEarly: false, threadStarved: true });
  expect(delaysWith([...softnet(0, 12_000), realtime])).toMatchObject({ stopsEarly: false, threadStarved: false });
  expect(delaysWith([realtime])["stopsEarly"]).toEqual({ unknown: expect.stringContaining("both sides") });
});

it("a round trip that is longer without load than with it", () => {
  const ping = (idleMedianMs: Value, loadedMedianMs: Value) =>
    delaysWith([source("loadedPing during sender", { idleMedianMs, loadedMedianMs })])["idleSlower"];
  expect([ping(0.3, 0.1), ping(0.1, 80), ping({ unknown: "nothing came back" }, 1)]).toEqual([
    true,
    false,
    { unknown: expect.any(String) },
  ]);
});

it("a delay is explained by any host that was looked at, and by none only if all were", () => {
  const ping = source("loadedPing during sender", { idleMedianMs: 0.1, loadedMedianMs: 40 });
  const calm = HOSTS.flatMap(({ key }) => [
    source(`queueWatch during ${key}`, { bloated: false, overrun: false, cpuBacklogPackets: 3 }),
    source(`cpuTime during ${key}`, { stealPercent: 0, realtimePercent: 0, deepIdlePercent: 60 }),
    source(`pathCounters before ${key}`, { tapDropped: 4 }),
    source(`pathCounters after ${key}`, { tapDropped: 4 }),
  ]);
  expect(delaysWith([ping, ...calm])["explainedHere"]).toBe(false);
  const asleep = source("loadedPing during sender", { idleMedianMs: 0.3, loadedMedianMs: 0.1 });
  expect(delaysWith([asleep, ...calm])["explainedHere"]).toBe(true);
  expect(delaysWith([ping, ...calm, source("pathCounters after receiver", { tapDropped: 9 })])["explainedHere"]).toBe(true);
  expect(delaysWith([ping, ...calm.slice(1)])["explainedHere"]).toEqual({ unknown: "it was not measured" });
});

const NODES = [row("0", { cpus: "0-7" }), row("1", { cpus: "8-15" })];
const placed = (lastCpus: string, cards: Readonly<Record<string, Value>>, cpu: Readonly<Record<string, Value>> = {}) => [
  source(
    "cpuTime during sender",
    { heldDownCpus: 0, softirqPercent: 5, ...cpu },
    { processes: [row("backup, pid 7", { percent: 98, lastCpus })] },
  ),
  source(
    "cardHardware once sender",
    { concentratedCards: 0, tunnelOffloadOffCards: 0, ...cards },
    { nodes: NODES, interfaces: [row("ens1f0", { numaNode: 1 })] },
  ),
];

it("a full CPU is on the wrong node only if the card's is another, and half of the rate is there", () => {
  expect(limits({ reachedPercent: 60 }, { sources: placed("3", {}) })["farFromCard"]).toBe(true);
  expect(limits({ reachedPercent: 60 }, { sources: placed("3 9", {}) })["farFromCard"]).toBe(false);
  expect(limits({ reachedPercent: 10 }, { sources: placed("3", {}) })["farFromCard"]).toBe(false);
});

it("a held clock and tunnels cut by software count only where a CPU limits", () => {
  const held = placed("9", { tunnelOffloadOffCards: 1 }, { heldDownCpus: 16 });
  expect(limits({ reachedPercent: 60 }, { sources: held })).toMatchObject({ clockHeldDown: true, tunnelCutBySoftware: true });
  expect(limits({ reachedPercent: 95 }, { sources: held })).toMatchObject({ clockHeldDown: false, tunnelCutBySoftware: false });
});

it("a profile names the thread that spins and where, and how long the program at this end was blocked", () => {
  const cpu = source("cpuTime during sender", {}, { processes: [row("ovs-vswitchd (handler10), pid 3", { spinPercent: 80 })] });
  const profile = (kernelPercent: number) =>
    source(
      "profile during sender",
      { waitSeconds: 2 },
      {
        programs: [row("handler10", { percent: 60, kernelPercent, call: "sendto, netlink_dump" })],
        waits: [
          row("backup, thread 7, blocked in folio_wait_bit", { state: "blocked", totalMs: 900 }),
          row("backup, thread 7, blocked in ext4_sync_file", { state: "blocked", totalMs: 500 }),
          row("backup2, thread 9, blocked in folio_wait_bit", { state: "blocked", totalMs: 1900 }),
        ],
      },
    );
  expect(limits({}, { sources: [cpu, profile(96)] })).toMatchObject({
    ...{ spinnerInProfile: true, spinningIn: "sendto, netlink_dump", endBlockedPercent: 70 },
  });
  expect(limits({}, { sources: [cpu, profile(40)] })["spinnerInProfile"]).toBe(false);
  expect(limits({}, { sources: [cpu] })["spinnerInProfile"]).toEqual({ unknown: "no profile was taken" });
});

it("much loss on a short way leaves what the timer leaves, which is far below what the model without a timer allows", () => {
  const many = { lossPercent: 11, mathisOfRatePercent: 4_000, timeoutsMbit: 0.6, mbit: 18 };
  expect(limits(many)).toMatchObject({ networkLimits: true, lossLimits: true });
  expect(limits({ ...many, lossPercent: 1 })).toMatchObject({ lossLimits: false });
  expect(limits({ ...many, mbit: 0.2 })).toMatchObject({ lossLimits: false });
});

it("says what the window can become at most: what its program set, or what the kernel goes up to", () => {
  const allows = (buffer: number, rtt: Value = 20) =>
    limits(
      { mbit: 5, reachedPercent: 5, minRttMs: rtt },
      {
        sources: [
          source("transferPeer during receiver", {
            ...{ unreadPercent: 0, receiveBufferBytes: buffer },
            ...{ tcpRmemStartBytes: 131_072, tcpRmemMaxBytes: 6_291_456 },
          }),
        ],
      },
    );
  expect(allows(65_536)).toMatchObject({ windowAllowsMbit: 26.2144, windowAllowsPercent: 26.2144 });
  // Nobody knows whether the program set it: it may still grow.
  expect(allows(262_144)["windowAllowsMbit"]).toBeCloseTo(2_516.6, 1);
  expect(allows(65_536, { unknown: "ss does not show it" })["windowAllowsPercent"]).toEqual({ unknown: "ss does not show it" });
});
