import { expect } from "vitest";
import { type Expected, why } from "./expected.ts";

/** What the recordings of the kernel's own files and counters say. */
export const ofTheKernel = {
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
    ["linux-2.6.18-9-columns.txt", { dropped: 10, backlogDropped: 10, receivedRps: why("no received_rps"), columns: 9 }],
    ["longer-17-columns.txt", { processed: 100, dropped: 10, flowLimited: 3, backlogDropped: 7, backlogLength: 4, columns: 17 }],
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
    ["denied.txt", { tracking: true, count: why("permission denied"), usedPercent: why("permission denied") }],
  ],
  sysctls: [
    ["linux-6.18-host.txt", { netdevMaxBacklog: 1000, netdevBudgetUsecs: 8000, nfConntrackChecksum: 1, flowLimitCpuBitmap: "0" }],
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
} satisfies Readonly<Record<string, readonly Expected[]>>;
