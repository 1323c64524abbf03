import { type Expected, why } from "./expected.ts";

/** What the recordings of tools, rules, traces and probes say. */
export const ofTools = {
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
} satisfies Readonly<Record<string, readonly Expected[]>>;
