import { describe, expect, it } from "vitest";
import { type CollectorId, parse } from "#collectors";
import type { Value } from "#machines/contract/index.ts";
import { fieldsOf, output, read, recordingsOf, rowsOf } from "./recording.ts";

const why = (text: string): { readonly unknown: unknown } => ({ unknown: expect.stringContaining(text) });

type Expected = readonly [file: string, fields: Readonly<Record<string, unknown>>];

/** What each recording says; fields that are not named here are checked against the format by the registry's test. */
const READINGS: Readonly<Partial<Record<CollectorId, readonly Expected[]>>> = {
  softnet: [
    ["linux-6.18.txt", { columns: 15, onlineCpus: 2 }],
    [
      "linux-6.1-13-columns.txt",
      {
        processed: 0xa1d2,
        dropped: 18,
        flowLimited: 4,
        backlogDropped: 14,
        squeezed: 3,
        receivedRps: 7,
        backlogLength: 5,
        columns: 13,
        onlineCpus: 2,
      },
    ],
    [
      "linux-4.18-11-columns.txt",
      {
        processed: 150,
        dropped: 10,
        flowLimited: 3,
        backlogDropped: 7,
        receivedRps: 2,
        backlogLength: why("backlog's length"),
        columns: 11,
      },
    ],
    [
      "linux-2.6.39-10-columns.txt",
      {
        dropped: 11,
        flowLimited: why("no flow-limit column"),
        backlogDropped: 11,
        receivedRps: 5,
        columns: 10,
      },
    ],
    [
      "linux-2.6.18-9-columns.txt",
      { dropped: 10, backlogDropped: 10, receivedRps: why("no received_rps"), columns: 9 },
    ],
    [
      "longer-17-columns.txt",
      { processed: 100, dropped: 10, flowLimited: 3, backlogDropped: 7, backlogLength: 4, columns: 17 },
    ],
  ],
  preflight: [
    ["linux-6.18-root.txt", { hostname: "host-a", uid: 0, root: true, user: "root" }],
    [
      "linux-5.4-user.txt",
      {
        uid: 1000,
        root: false,
        sudo: false,
        load1: why("could not be read"),
        bootId: why("does not say"),
        tracefs: false,
      },
    ],
  ],
  protocolCounters: [
    ["linux-6.18.txt", { UdpMemErrors: 0, IcmpOutRateLimitGlobal: 0, Ip6InReceives: expect.any(Number) }],
    [
      "linux-3.10.txt",
      {
        IpInReceives: 8_412_303,
        IpInDiscards: 5,
        IpOutDiscards: 97,
        IcmpInEchos: 3990,
        IcmpOutEchoReps: 3990,
        IcmpOutErrors: 0,
        TcpRetransSegs: 62,
        UdpRcvbufErrors: 194,
        UdpSndbufErrors: 97,
        UdpInCsumErrors: why("does not count UdpInCsumErrors"),
        TcpExtListenOverflows: 11,
        TcpExtIPReversePathFilter: 5,
        TcpExtTCPRcvQDrop: why("too large to be exact"),
        IpExtInNoRoutes: 1,
        Ip6InReceives: why("/proc/net/snmp6"),
      },
    ],
  ],
  links: [
    ["iproute2-6.1.json", { interfaces: 2, rxMissed: 0, carrierChanges: expect.any(Number) }],
    [
      "iproute2-5.10-bond.json",
      {
        interfaces: 2,
        rxPackets: why("too large to be exact"),
        rxDropped: 103,
        rxErrors: 7,
        rxMissed: why("does not print missed_errors"),
        rxNohandler: 42,
        txPackets: 40,
        txDropped: 1,
        txErrors: 3,
        carrierChanges: why("carrier_changes"),
      },
    ],
    ["sysfs-6.18.txt", { interfaces: 2, rxNohandler: 0 }],
    [
      "sysfs-3.10.txt",
      {
        interfaces: 1,
        rxPackets: 70,
        rxMissed: 3,
        rxNohandler: why("no rx_nohandler"),
        txDropped: 4,
        carrierChanges: why("carrier_changes"),
      },
    ],
  ],
  qdisc: [
    ["iproute2-6.1.json", { drops: 97, overlimits: 101, qdiscs: 3 }],
    ["iproute2-6.1.txt", { drops: 97, overlimits: 101, qdiscs: 3 }],
    ["iproute2-5.5-mq.json", { drops: 51, requeues: 5, sentPackets: 35, qdiscs: 4 }],
    [
      "iproute2-4.9-htb.txt",
      { drops: 14, overlimits: 400, backlogBytes: 148 * 1024, backlogPackets: 100, qdiscs: 3 },
    ],
    ["empty.json", { drops: 0, qdiscs: 0 }],
  ],
  conntrack: [
    ["conntrack-1.4.7.txt", { drop: 0, clashResolve: 0, chainTooLong: 0 }],
    [
      "conntrack-1.4.4.txt",
      {
        found: 8,
        invalid: 2,
        insertFailed: 1,
        drop: 183,
        earlyDrop: 9,
        error: 3,
        searchRestart: 4,
        clashResolve: why("clash_resolve"),
        chainTooLong: why("chaintoolong"),
      },
    ],
    [
      "linux-4.15-procfs.txt",
      {
        found: 8,
        invalid: 2,
        insertFailed: 1,
        drop: 183,
        earlyDrop: 9,
        error: 3,
        searchRestart: 4,
        clashResolve: why("clash_resolve"),
        chainTooLong: why("chaintoolong"),
      },
    ],
    ["linux-6.1-procfs.txt", { insert: 16, drop: 182, clashResolve: 2, chainTooLong: 5, searchRestart: 4 }],
    ["linux-6.18-procfs.txt", { drop: 0, chainTooLong: 0 }],
  ],
  conntrackTable: [
    ["linux-6.18.txt", { tracking: true, max: 262_144 }],
    ["linux-4.15-nearly-full.txt", { tracking: true, count: 58, max: 60, usedPercent: 5800 / 60 }],
    ["no-limit.txt", { tracking: true, max: 0, usedPercent: 0 }],
    ["empty.txt", { tracking: false, count: why("has no /proc"), usedPercent: why("has no /proc") }],
    ["hidden.txt", { tracking: why("cannot be seen"), count: why("has no /proc") }],
    [
      "denied.txt",
      { tracking: true, count: why("permission denied"), usedPercent: why("permission denied") },
    ],
  ],
  sysctls: [
    [
      "linux-6.18-host.txt",
      { netdevMaxBacklog: 1000, netdevBudgetUsecs: 8000, nfConntrackChecksum: 1, flowLimitCpuBitmap: "0" },
    ],
    [
      "linux-6.18-child.txt",
      {
        netdevMaxBacklog: why("network namespace has no"),
        nfConntrackChecksum: 1,
        somaxconn: expect.any(Number),
      },
    ],
    [
      "linux-4.4.txt",
      {
        netdevBudgetUsecs: why("has no"),
        bridgeNfCallIptables: why("permission denied"),
        flowLimitCpuBitmap: "00000000,0000000f",
        netdevMaxBacklog: 1000,
      },
    ],
  ],
  sockets: [
    ["linux-6.18.txt", { udpDrops: 197, udpInUse: 3, udpSockets: 3, rawDrops: 0, tcpMemPages: 326 }],
    ["linux-3.10-no-ipv6.txt", { udpDrops: 2 ** 31 + 2 + 9, udpInUse: 2, rawDrops: 5, udpMemPages: 3 }],
    ["empty.txt", { udpDrops: 0, rawDrops: 0, udpInUse: 0, udpSockets: 0 }],
  ],
  softirqs: [
    ["linux-6.18.txt", { cpus: 2 }],
    ["linux-5.4-4-possible-cpus.txt", { netRx: 3000, netTx: 300, cpus: 4 }],
  ],
  firewall: [
    [
      "nft-1.0.6.txt",
      { dropPackets: 6, dropBytes: 504, countedDropRules: 6, uncountedDropRules: 5, rules: 11 },
    ],
    [
      "iptables-nft-1.8.9.txt",
      {
        dropPackets: 6,
        countedDropRules: 4,
        uncountedDropRules: why("only nft shows"),
        rules: why("only nft shows"),
      },
    ],
    [
      "iptables-legacy-1.8.9.txt",
      { dropPackets: 3, countedDropRules: 2, uncountedDropRules: why("only nft shows") },
    ],
    [
      "iptables-legacy-1.8.4.txt",
      { dropPackets: 21, dropBytes: 1716, countedDropRules: 3, uncountedDropRules: 0, rules: 3 },
    ],
    ["nft-0.9.3.txt", { dropPackets: 12, countedDropRules: 1, uncountedDropRules: 1, rules: 3 }],
    [
      "nft-1.0.6-legacy-unreadable.txt",
      { dropPackets: 0, uncountedDropRules: why("legacy iptables is in use (filter)") },
    ],
    ["empty.txt", { dropPackets: 0, uncountedDropRules: 0, rules: 0 }],
  ],
  ledger: [
    ["linux-6.1-root.txt", { modules: "2837465102 1204", promiscuous: "br-int, tap0", traces: "retis" }],
    ["busybox-1.35.txt", { modules: why("no cksum"), sysctls: why("no cksum"), promiscuous: "", traces: "" }],
    ["linux-5.4-user.txt", { promiscuous: "", traces: why("not readable") }],
    ["empty.txt", { modules: why("cut short"), traces: why("cut short") }],
    ["broken.txt", { modules: why("cut short"), promiscuous: why("cut short") }],
  ],
  namespaces: [
    ["linux-6.1-network-node.txt", { others: 2, named: 2, names: "qrouter-a, qrouter-b" }],
    ["linux-5.4-user.txt", { others: why("root is needed"), named: 0, names: "" }],
    ["empty.txt", { others: why("cut short") }],
    ["broken.txt", { others: why("cut short"), names: why("cut short") }],
  ],
  dropReasons: [
    [
      "linux-6.18-trace.txt",
      {
        total: 221,
        netfilter: 12,
        netfilterRule: 7,
        netfilterCore: 5,
        qdisc: 97,
        socketRcvbuf: 97,
        cpuBacklog: 0,
        fullRing: 0,
        ipRpfilter: 0,
        noise: 15,
        lost: 0,
        lowerBound: false,
        windowSeconds: 4.25,
      },
    ],
    [
      "linux-6.1-hist.txt",
      {
        total: 485,
        cpuBacklog: 404,
        qdisc: 19,
        netfilter: 12,
        netfilterRule: why("before Linux 6.7"),
        netfilterCore: why("before Linux 6.7"),
        socketRcvbuf: 0,
        noise: 41,
        lost: 0,
        lowerBound: false,
      },
    ],
    [
      "linux-6.1-trace-hashed.txt",
      {
        total: 47_345,
        cpuBacklog: 47_333,
        netfilter: 12,
        netfilterRule: why("hashed"),
        lost: 532_312,
        lowerBound: true,
      },
    ],
    [
      "linux-4.18-hist.txt",
      {
        total: 15,
        netfilter: 12,
        netfilterRule: why("before Linux 6.7"),
        cpuBacklog: why("5.17"),
        qdisc: why("5.17"),
        noise: 3,
        lost: 1,
        lowerBound: true,
      },
    ],
    [
      "empty.txt",
      {
        total: 0,
        cpuBacklog: 0,
        netfilter: 0,
        netfilterRule: 0,
        netfilterCore: 0,
        qdisc: 0,
        noise: 0,
        lost: 0,
        lowerBound: false,
      },
    ],
  ],
  ping: [
    [
      "iputils-20221126.txt",
      {
        sent: 5,
        received: 3,
        lost: 2,
        lostPercent: 40,
        lossRunsLongest: 1,
        firstLostSeq: 1,
        rttMaxMs: 0.049,
        cutShort: false,
      },
    ],
    [
      "iputils-20180629-errors.txt",
      {
        sent: 3,
        received: 1,
        lost: 2,
        lostPercent: 200 / 3,
        duplicates: 1,
        errors: 1,
        corrupted: 0,
        lossRunsLongest: 2,
        firstLostSeq: 2,
      },
    ],
    [
      "busybox-1.36.txt",
      { sent: 4, received: 2, lost: 2, duplicates: 1, lossRunsLongest: 2, firstLostSeq: 1, rttAvgMs: 0.1 },
    ],
  ],
};

/** Nothing can be read from these, and the failure says so. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  softnet: ["empty.txt", "broken.txt"],
  preflight: ["empty.txt", "broken.txt"],
  protocolCounters: ["empty.txt", "broken.txt"],
  links: ["empty.json", "broken.json"],
  qdisc: ["broken.json", "broken.txt"],
  conntrack: ["empty.txt", "broken.txt", "broken-procfs.txt"],
  conntrackTable: ["broken.txt"],
  sysctls: ["empty.txt", "broken.txt"],
  sockets: ["broken.txt"],
  softirqs: ["empty.txt", "broken.txt"],
  firewall: ["broken.txt", "broken-iptables.txt"],
  dropReasons: ["broken.txt"],
  ping: ["empty.txt", "broken.txt"],
};

const ids = Object.keys(READINGS) as CollectorId[];

describe.each(ids)("%s", (id) => {
  it.each(READINGS[id] ?? [])("reads %s", (file, fields) => {
    expect(fieldsOf(read(id, file))).toMatchObject(fields as Record<string, Value>);
  });

  it.each(REFUSED[id] ?? [])("refuses %s as unparsable", (file) => {
    expect(read(id, file)).toMatchObject({ kind: "unparsable", why: expect.any(String) });
  });

  it("has no recording that no test reads", () => {
    const named = [
      ...(READINGS[id] ?? []).map(([file]) => file),
      ...(REFUSED[id] ?? []),
      ...(id === "ping" ? ["all-lost.txt"] : []),
    ];
    expect(recordingsOf(id).map(({ file }) => file)).toEqual([...new Set(named)].sort());
  });
});

describe("rows of tables", () => {
  it("names a CPU by its own id where the row carries it, and through the online list where not", () => {
    expect(Object.keys(rowsOf(read("softnet", "linux-6.1-13-columns.txt"), "cpus"))).toEqual(["0", "2"]);
    expect(Object.keys(rowsOf(read("softnet", "linux-4.18-11-columns.txt"), "cpus"))).toEqual(["0", "2"]);
  });

  it("keeps the loopback in the table and out of the sums", () => {
    const rows = rowsOf(read("links", "sysfs-3.10.txt"), "interfaces");
    expect(rows["lo"]).toMatchObject({ rxPackets: 9, kind: "loopback" });
    expect(rows["eth0"]).toMatchObject({ rxPackets: 70, master: "br0", operstate: "UP", mtu: 1500 });
  });

  it("reads the same interfaces from ip and from sysfs", () => {
    const [json, files] = [read("links", "iproute2-6.1.json"), read("links", "sysfs-6.18.txt")];
    const { rxPackets, txDropped, carrierChanges } = fieldsOf(json);
    expect(fieldsOf(files)).toMatchObject({ rxPackets, txDropped, carrierChanges });
    expect(rowsOf(files, "interfaces")["v1"]).toMatchObject({ master: "br0" });
    expect(rowsOf(json, "interfaces")["v1"]).toMatchObject({ master: "br0", kind: "veth" });
  });

  it("names a queueing discipline by device, kind and handle, and by its parent where it has one", () => {
    expect(Object.keys(rowsOf(read("qdisc", "iproute2-5.5-mq.json"), "qdiscs"))).toEqual([
      "ens3 mq 0:",
      "ens3 fq_codel 0: parent :2",
      "ens3 fq_codel 0: parent :1",
      "ens3 clsact ffff:",
    ]);
  });

  it("names the socket that dropped, by address, port and inode", () => {
    const rows = rowsOf(read("sockets", "linux-6.18.txt"), "udpSockets");
    expect(rows["127.0.0.1:8080#70744"]).toMatchObject({ drops: 197, rxQueueBytes: 0x1b00 });
    expect(Object.keys(rows)[0]).toBe("127.0.0.1:8080#70744");
    expect(rows["[::1]:8081#70745"]).toMatchObject({ drops: 0 });
  });

  it("gives an interrupt its controller and its driver's name", () => {
    const rows = rowsOf(read("softirqs", "linux-5.4-4-possible-cpus.txt"), "interrupts");
    expect(rows["40"]).toMatchObject({
      total: 123_456 + 4_294_967_295,
      chip: "PCI-MSI 1572864-edge",
      name: "eth0-TxRx-0",
    });
    expect(rows["41"]).toMatchObject({ chip: "GICv3 41 Level", name: "arch_timer" });
    expect(rows["ERR"]).toMatchObject({ total: 3 });
  });

  it("counts only what a rule's counter says about its drop", () => {
    const rows = rowsOf(read("firewall", "nft-1.0.6.txt"), "dropRules");
    const counted = Object.fromEntries(
      Object.values(rows).map((row) => [row.key.replace(/ handle \d+/, ""), row["counted"]]),
    );
    expect(counted).toEqual({
      "inet t f policy drop": false,
      "ip filter INPUT: l4proto icmp statistic drop": true,
      "ip filter INPUT: udp dport 53 comment REJECT": true,
      "inet t c: tcp dport vmap @m": false,
      "inet t c: ct state vmap {...}": false,
      "inet t c: udp dport 99 drop": false,
      "inet t c: ip saddr 10.0.0.1 drop": false,
      "inet t c: ip6 saddr fe80::1 limit 10/second reject": true,
      "inet t c: tcp dport { 1-5 } drop": true,
      "ip filter FORWARD policy drop": true,
      "ip filter OUTPUT rule 1: -d 10.9.9.9/32 -j DROP": true,
    });
  });

  it("is not misled by a comment that speaks of dropping", () => {
    expect(Object.keys(rowsOf(read("firewall", "iptables-legacy-1.8.4.txt"), "dropRules"))).toEqual([
      "ip filter FORWARD policy drop",
      "ip filter INPUT rule 1: -p icmp -m statistic --mode random --probability 0.20000000019 -j DROP",
      "ip filter neutron-sg rule 1: -m set --match-set x src -j REJECT --reject-with icmp-port-unreachable",
    ]);
  });

  it("names a drop by reason and function, and marks what healthy hosts show as well", () => {
    const rows = rowsOf(read("dropReasons", "linux-6.1-hist.txt"), "reasons");
    expect(rows["CPU_BACKLOG enqueue_to_backlog+0x153/0x440"]).toMatchObject({ packets: 404, noise: false });
    expect(rows["NO_SOCKET icmp_rcv+0x120/0x3e0"]).toMatchObject({ packets: 41, noise: true });
    expect(rows["NOT_SPECIFIED ip_md_tunnel_xmit+0x3a8/0x5f0 [ip_tunnel]"]).toMatchObject({
      packets: 7,
      noise: false,
    });
    expect(rows["196611 ovs_dp_process_packet+0x10/0x20 [openvswitch]"]).toMatchObject({ packets: 2 });
  });
});

describe("ping", () => {
  it("reads total loss, which exits 1, as a reading", () => {
    expect(fieldsOf(read("ping", "all-lost.txt", { exitCode: 1 }))).toMatchObject({
      sent: 3,
      received: 0,
      lost: 3,
      lostPercent: 100,
      lossRunsLongest: 3,
      firstLostSeq: 1,
      rttAvgMs: why("nothing came back"),
    });
  });

  it("does not count the last probe of a run that was cut short", () => {
    expect(fieldsOf(read("ping", "all-lost.txt", { exitCode: 1, args: { count: "10" } }))).toMatchObject({
      sent: 2,
      lost: 2,
      cutShort: true,
    });
    expect(fieldsOf(read("ping", "iputils-20221126.txt", { args: { count: "10" } }))).toMatchObject({
      sent: 5,
      lost: 2,
      cutShort: true,
    });
  });

  it("counts a corrupted answer as lost, and says that it was corrupted", () => {
    const lines = [1, 2, 3].map(
      (seq) =>
        `64 bytes from 192.0.2.20: icmp_seq=${seq} ttl=64 time=0.1 ms${seq === 2 ? " (BAD CHECKSUM!)" : ""}`,
    );
    const stdout = `${lines.join("\n")}\n\n--- 192.0.2.20 ping statistics ---\n3 packets transmitted, 2 received, +1 corrupted, 33.3333% packet loss, time 9ms\n`;
    expect(fieldsOf(parse("ping", 0, output(stdout)))).toMatchObject({
      received: 2,
      lost: 1,
      corrupted: 1,
      lossRunsLongest: 1,
      firstLostSeq: 2,
    });
  });

  it("refuses a summary that received more than it sent", () => {
    const stdout =
      "--- 192.0.2.20 ping statistics ---\n3 packets transmitted, 4 received, 0% packet loss, time 9ms\n";
    expect(parse("ping", 0, output(stdout))).toMatchObject({ kind: "unparsable" });
  });

  it("counts what this host itself refused to send", () => {
    const stderr =
      "ping: sendmsg: Operation not permitted\nping: local error: message too long, mtu=1450\nping: local error: Message too long, mtu=1450\n";
    expect(fieldsOf(read("ping", "iputils-20221126.txt", { stderr }))).toMatchObject({ localErrors: 3 });
  });

  it("follows sequence numbers past 65535", () => {
    const answers = Array.from({ length: 70_000 }, (_, index) => index + 1)
      .filter((seq) => seq !== 65_600)
      .map((seq) => `[1700000000.0] 64 bytes from 192.0.2.20: icmp_seq=${seq % 65_536} ttl=64 time=0.1 ms`);
    const stdout = `${answers.join("\n")}\n\n--- 192.0.2.20 ping statistics ---\n70000 packets transmitted, 69999 received, 0.00142857% packet loss, time 1ms\n`;
    expect(fieldsOf(parse("ping", 0, output(stdout)))).toMatchObject({
      lost: 1,
      lossRunsLongest: 1,
      firstLostSeq: 65_600,
      lostPercent: 100 / 70_000,
    });
  });
});
