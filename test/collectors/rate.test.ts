import { expect, it } from "vitest";
import { parse } from "#collectors";
import { why } from "./expected.ts";
import { fieldsOf, output, read, recording, rowsOf } from "./recording.ts";

it("throughput: where a watched connection's time went, and what its window allows", () => {
  const reading = read("throughput", "watched.txt", { args: { expectedMbit: "100" } });
  expect(fieldsOf(reading)).toMatchObject({
    mbit: 6.4,
    reachedPercent: 6.4,
    missingMbit: 93.6,
    rwndLimitedPercent: 98,
    windowMbit: 6.5536,
  });
  expect(Object.keys(rowsOf(reading, "connections"))).toEqual(["backup 192.0.2.11:44944 to 192.0.2.12:8730"]);
});

it("throughput: a send buffer that is full, all of it on the way, with room in both windows, and as much as the rate needs", () => {
  const { stdout } = recording("throughput", "watched.txt");
  // 16,000 bytes in 20 ms are the 6.4 Mbit/s that were measured.
  const full = "w16896,o0,bl0,d0) cubic wscale:10,10 rto:244 rtt:20/0.5 mss:1448 pmtu:1500 cwnd:30 unacked:12";
  const bufferOf = (replaced: string, by: string, looks = 2): unknown => {
    const first = stdout
      .replaceAll("tb4194304", "tb16384")
      .replaceAll(/w2797184.*?cwnd:30/g, full)
      .replaceAll(" 2748928 ", " 16000 ")
      .replaceAll(" notsent:2700000", "");
    const [before = "", after = ""] = first.split("== after");
    const changed = `${looks === 2 ? before.replaceAll(replaced, by) : before}== after${after.replaceAll(replaced, by)}`;
    return fieldsOf(parse("throughput", 0, output(changed)))["bufferFull"];
  };
  expect(bufferOf("-", "-")).toBe(true);
  expect(bufferOf("w16896", "w12000", 1)).toBe(true);
  expect(bufferOf("w16896", "w12000")).toEqual(why("nearly full in both looks"));
  expect(bufferOf("w16896", "w2000")).toBe(false);
  for (const [free, used] of [
    ["minrtt:40", "notsent:1448 minrtt:40"],
    ["cwnd:30", "cwnd:12"],
    ["snd_wnd:32768", "snd_wnd:16000"],
  ] as const) {
    expect(bufferOf(free, used), used).toBe(false);
    expect(bufferOf(free, used, 1), used).toEqual(why("a window held data back"));
  }
  expect(bufferOf(" snd_wnd:32768", "")).toBe(true);
  expect(bufferOf("rtt:20/", "rtt:100/")).toBe(false);
  expect(bufferOf("skmem:", "memory:")).toEqual(why("the socket's memory"));
  expect(fieldsOf(read("throughput", "watched.txt"))["bufferFull"]).toBe(false);
});

it("throughput: loss by the segments that had not arrived, and the rate that it allows", () => {
  const fields = fieldsOf(read("throughput", "lossy.txt", { args: { expectedMbit: "100" } }));
  expect(fields).toMatchObject({ congestionControl: "bbr", rwndLimitedPercent: 0, reordering: 2 });
  expect(fields["lossPercent"]).toBeCloseTo((100 * 10) / 1110);
  expect(fields["spuriousPercent"]).toBeCloseTo(100 / 1110);
  // 1.2247 * 8 * 1448 bit / (0.04 s * sqrt(0.009009))
  expect(fields["mathisMbit"]).toBeCloseTo(3.737, 2);
  expect(fields["mathisOfRatePercent"]).toBeCloseTo(58.4, 1);
});

it("throughput: a connection of which nothing was acknowledged waits at least as long as it was looked at", () => {
  const { stdout } = recording("throughput", "watched.txt");
  const acknowledged = stdout.match(/bytes_acked:\d+/g) ?? [];
  const stuck = stdout.replaceAll(acknowledged.at(-1) ?? "", acknowledged[0] ?? "");
  const fields = fieldsOf(parse("throughput", 0, output(stuck, { args: { expectedMbit: "100" } })));
  expect(fields).toMatchObject({ mbit: 0, seconds: 2 });
  expect(fields["queuedMs"]).toBeCloseTo(1_960);
  expect(fieldsOf(read("throughput", "watched.txt"))["queuedMs"]).toBeLessThan(100);
});

it("throughput: our own transfer has a rate without a look, and no expectation without being told", () => {
  const fields = fieldsOf(read("throughput", "linux-6.18-transfer.txt"));
  expect(fields["mode"]).toBe("transfer");
  expect(fields["mbit"]).toBeGreaterThan(0);
  expect(fields["reachedPercent"]).toEqual(why("which rate is expected"));
});

it("throughput: a connection that is gone has no rate, which is not 0", () => {
  expect(fieldsOf(read("throughput", "empty.txt"))).toMatchObject({
    connections: 0,
    mbit: why("no connection was open"),
    lossPercent: why("looked at twice"),
  });
  expect(read("throughput", "broken.txt")).toMatchObject({ kind: "unparsable" });
});

it("throughput: what iperf3 sent, by the connection that carried it, and never more than was acknowledged", () => {
  const args = { expectedMbit: "100" };
  const now = fieldsOf(read("throughput", "iperf3-3.12.txt", { args }));
  expect(now).toMatchObject({ mode: "transfer", tool: "iperf3 3.12", connections: 1, congestionControl: "bbr" });
  expect(now["mbit"]).toBeCloseTo(199.6, 1);
  const old = read("throughput", "iperf3-3.1.txt", { args });
  // It says 18.3: half of that came after the end. 1,875,000 bytes were acknowledged in 1.5 s.
  expect(fieldsOf(old)).toMatchObject({ tool: "iperf3 3.1.6", mbit: 10, reachedPercent: 10, busyPercent: 100, rttMs: 40 });
  expect(Object.keys(rowsOf(old, "connections"))).toEqual(["iperf3 192.0.2.11:40574 to 192.0.2.12:5201"]);
  expect(fieldsOf(read("throughput", "iperf3-3.9.txt", { args }))).toMatchObject({ tool: "iperf3 3.9", mbit: 10, seconds: 2.04 });
  expect(fieldsOf(read("throughput", "own-sender.txt"))).toMatchObject({
    tool: "own sender: iperf3 is not installed here",
    connections: 1,
  });
  expect(fieldsOf(read("throughput", "watched.txt"))["tool"]).toEqual(why("nothing was sent"));
});

it("throughput: an error of iperf3, and a result that is cut, are no rate", () => {
  const { stdout } = recording("throughput", "iperf3-3.9.txt");
  const without = (from: string, to: string) => parse("throughput", 0, output(stdout.replace(from, to)));
  expect(without('"end"', '"error":"control socket has closed unexpectedly","end"')).toMatchObject({ kind: "unparsable" });
  expect(without('"sum_received"', '"sum_lost"')).toMatchObject({ kind: "unparsable" });
  expect(without('"local_port"', '"local_part"')).toMatchObject({ kind: "unparsable" });
});

it("transferPeer: iperf3 in its place, and its one connection that carries data", () => {
  const reading = read("transferPeer", "iperf3-3.12.txt");
  expect(fieldsOf(reading)).toMatchObject({ mode: "listening", tool: "iperf3 3.12", connections: 1, received: why("tells the sender") });
  expect(Object.keys(rowsOf(reading, "connections"))[0]).toMatch(/^iperf3 192\.0\.2\.12:5201, /);
  expect(fieldsOf(read("transferPeer", "sysctl.txt"))["tool"]).toBe("own receiver");
});

it("transferPeer: what waits unread, and whether the kernel or the program bounds the buffer", () => {
  expect(fieldsOf(read("transferPeer", "unread.txt"))).toMatchObject({
    unreadPercent: 50,
    bufferBy: "receive buffer",
    scarcestSharePercent: 2.1,
  });
  expect(fieldsOf(read("transferPeer", "sysctl.txt"))).toMatchObject({ unreadPercent: 0, bufferBy: "net.ipv4.tcp_rmem" });
  expect(fieldsOf(read("transferPeer", "empty.txt"))).toMatchObject({
    connections: 0,
    unreadBytes: why("no connection"),
    scarcestSharePercent: 100,
  });
  expect(fieldsOf(read("transferPeer", "linux-6.18-listening.txt"))).toMatchObject({ mode: "listening" });
  expect(read("transferPeer", "broken.txt")).toMatchObject({ kind: "unparsable" });
});

it("cpuTime: threads that go before others and stay in the kernel, by process", () => {
  const reading = read("cpuTime", "spinning.txt");
  expect(fieldsOf(reading)).toMatchObject({ spinPercent: 80, realtimePercent: 0, frequencyPercent: why("shows no frequency") });
  expect(Object.keys(rowsOf(reading, "processes"))[0]).toBe("ovs-vswitchd (handler10, handler11), pid 3017");
  expect(fieldsOf(read("cpuTime", "linux-6.18-receiver.txt"))["spinPercent"]).toBeGreaterThan(50);
  expect(fieldsOf(read("cpuTime", "linux-6.18-sender.txt"))["spinPercent"]).toBe(0);
});

it("cpuTime: idle states and frequency where a machine shows them, and nothing where nothing ran", () => {
  const fields = fieldsOf(read("cpuTime", "bare-metal.txt"));
  expect(fields["deepIdlePercent"]).toBe(75);
  expect(fields["frequencyPercent"]).toBeCloseTo(31.6, 1);
  expect(fieldsOf(read("cpuTime", "empty.txt"))).toMatchObject({ busiestCpuPercent: 0, spinPercent: 0, pressurePercent: why("pressure") });
  expect(read("cpuTime", "broken.txt")).toMatchObject({ kind: "unparsable" });
});

it("cardHardware: a slot or line below what is expected, and silence where ethtool is missing", () => {
  const args = { expectedMbit: "10000" };
  const reading = read("cardHardware", "ixgbe.txt", { args });
  expect(fieldsOf(reading)).toMatchObject({ narrowSlots: 1, slowLinks: 0, lroCards: 1, delayingCards: 1 });
  expect(rowsOf(reading, "interfaces")["ens3f0"]).toMatchObject({ slotMbit: 8000, slotMissingMbit: 2000, ring: 512, ringMax: 4096 });
  expect(fieldsOf(read("cardHardware", "no-ethtool.txt", { args }))).toMatchObject({
    ...{ slowLinks: 1, halfDuplexLinks: 1, narrowSlots: 0, singleQueueCards: 1 },
    ...{ lroCards: why("ethtool is not installed"), delayingCards: why("ethtool is not installed") },
  });
  expect(fieldsOf(read("cardHardware", "empty.txt", { args }))).toMatchObject({ cards: 0, slowLinks: 0, narrowSlots: 0, lroCards: 0 });
  expect(fieldsOf(read("cardHardware", "veth.txt", { args }))).toMatchObject({ cards: 0, narrowSlots: 0, delayingCards: 0 });
  expect(read("cardHardware", "broken.txt")).toMatchObject({ kind: "unparsable" });
});

it("queueWatch: a queue that is too long, one that is too short, and none", () => {
  expect(fieldsOf(read("queueWatch", "tbf.txt"))).toMatchObject({ backlogBytes: 202_752, bloated: true, overrun: false, drops: 3 });
  expect(fieldsOf(read("queueWatch", "short.txt"))).toMatchObject({ bloated: false, overrun: true, drops: 30 });
  expect(fieldsOf(read("queueWatch", "empty.txt"))).toMatchObject({
    bloated: false,
    overrun: false,
    cpuBacklogPackets: why("backlog's length"),
  });
  expect(read("queueWatch", "broken.txt")).toMatchObject({ kind: "unparsable" });
});

it("taps: the device with the program behind it", () => {
  expect(Object.keys(rowsOf(read("taps", "guests.txt"), "taps"))).toEqual(["tap7be04d52-c8 (qemu-system-x86)", "vnet0 (CPU 0/KVM)"]);
  expect(fieldsOf(read("taps", "two.txt"))).toMatchObject({ taps: 2, dropped: 500 });
  expect(fieldsOf(read("taps", "empty.txt"))).toMatchObject({ taps: 0, dropped: 0 });
  expect(read("taps", "broken.txt")).toMatchObject({ kind: "unparsable" });
});

it.each(["throughput", "transferPeer", "cpuTime", "cardHardware", "loadedPing", "queueWatch", "taps"] as const)(
  "%s bears any text, and says nothing of one that is cut",
  (id) => {
    const { stdout } = recording(id, "empty.txt");
    for (const text of ["", "\u0000", "== ", "tap", stdout.slice(0, -4), "x".repeat(100_000)])
      expect(parse(id, 0, output(text)), JSON.stringify(text.slice(0, 20))).toMatchObject({ kind: "unparsable" });
  },
);

it("pathCounters: each place by itself, and the rest where one cannot be read", () => {
  const reading = read("pathCounters", "no-snmp.txt");
  expect(fieldsOf(reading)).toMatchObject({
    ...{ queueDrops: 96, overlimits: 103, rxDropped: 2, rxMissed: 3, backlogDropped: 4, squeezed: 7, tapDropped: 507 },
    ...{ fragmentsMade: why("permission denied"), wrongChecksums: why("permission denied") },
  });
  expect(Object.keys(rowsOf(reading, "cpus"))).toEqual(["0", "2"]);
  expect(rowsOf(reading, "taps")["tun0 (openvpn)"]).toMatchObject({ dropped: 500 });
  expect(rowsOf(reading, "interfaces")["lo"]).toBeUndefined();
  expect(fieldsOf(read("pathCounters", "without-tc.txt"))).toMatchObject({
    ...{
      queueDrops: why("neither tc nor Python is installed"),
      backlogDropped: why("permission denied"),
      rxMissed: why("rx_missed_errors"),
    },
    ...{ fragmentsMade: 6, wrongChecksums: 8, tapDropped: 0 },
  });
  expect(fieldsOf(read("pathCounters", "empty.txt"))).toMatchObject({ queueDrops: 0, rxDropped: 0, tapDropped: 0 });
  expect(read("pathCounters", "broken.txt")).toMatchObject({ kind: "unparsable" });
});

it("cardHardware: interrupts on one CPU, tunnels cut by software, a bond on one of two legs, and a leg that is not slow by itself", () => {
  const reading = read("cardHardware", "placement.txt", { args: { expectedMbit: "40000" } });
  expect(fieldsOf(reading)).toMatchObject({ concentratedCards: 1, tunnelOffloadOffCards: 1, shortBonds: 1, slowLinks: 0 });
  expect(rowsOf(reading, "interfaces")).toMatchObject({
    bond0: { idleLegs: 1, shortBond: true },
    ens1f0: { concentrated: true, tunnelOffloadOff: true, slow: false },
    ens1f1: { concentrated: false, tunnelOffloadOff: false },
  });
  expect(rowsOf(reading, "nodes")["1"]).toMatchObject({ cpus: "16-31,48-63" });
  const reached = read("cardHardware", "placement.txt", { args: { expectedMbit: "60000" } });
  expect(fieldsOf(reached)).toMatchObject({ shortBonds: 1, slowLinks: 0 });
});

it("profile: which functions and programs had the CPUs, and what programs that are not at rest waited in", () => {
  const reading = read("profile", "spinning.txt");
  expect(fieldsOf(reading)).toMatchObject({ samples: 500, kernelPercent: 76, topFunction: "netlink_dump", topFunctionPercent: 60 });
  expect(rowsOf(reading, "programs")["handler10"]).toMatchObject({ percent: 64, call: "sendto, netlink_dump" });
  expect(rowsOf(reading, "programs")["backup"]).toMatchObject({ kernelPercent: 0, call: why("never seen in the kernel") });
  expect(rowsOf(reading, "cpus")["1"]).toMatchObject({ percent: 80, kernelPercent: 95 });
  expect(fieldsOf(reading)).toMatchObject({ blockedMs: 1200.5, waitingMs: 7384, stoppedMs: 0 });
  expect(Object.keys(rowsOf(reading, "waits"))[1]).toMatch(/^keepalived, thread 4421, blocked in folio_wait_bit_common < .*ext4_sync_file/);
});

it("profile: who was blocked or stopped all the time never moved, and who came late is not counted", () => {
  const reading = read("profile", "frozen.txt");
  expect(fieldsOf(reading)).toMatchObject({ blockedMs: 2000, stoppedMs: 2000, lostSwitches: 4000, waitSeconds: 0.89 });
  expect(Object.keys(rowsOf(reading, "waits"))).toEqual([
    "keepalived, thread 4421, blocked in percpu_rwsem_wait < __percpu_down_read < vfs_write < ksys_write",
    "snmpd (worker), thread 89, stopped in do_signal_stop < get_signal",
    expect.stringContaining("backup, thread 99, blocked"),
  ]);
});

it("profile: an idle machine has no shares, and perf knows no waits", () => {
  expect(fieldsOf(read("profile", "empty.txt"))).toMatchObject({ samples: 0, blockedMs: 0, kernelPercent: why("only 0 samples") });
  const byPerf = fieldsOf(read("profile", "perf-6.1.txt"));
  expect(byPerf).toMatchObject({ blockedMs: why("tracefs"), lostSwitches: why("tracefs") });
  expect(byPerf["samples"]).toBeGreaterThan(0);
  expect(read("profile", "broken.txt")).toMatchObject({ kind: "unparsable" });
});

it("throughput: what took less than half a millisecond went over at least that fast", () => {
  const { stdout } = recording("throughput", "own-sender.txt");
  const changed = stdout.replace(/^any \d+ [\d.]+$/m, "any 786000 0.000");
  expect(changed).not.toBe(stdout);
  expect(fieldsOf(parse("throughput", 0, output(changed)))["mbit"]).toBeCloseTo((8 * 786_000) / 0.0005 / 1e6);
});
