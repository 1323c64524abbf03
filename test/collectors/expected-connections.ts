import { type Expected, why } from "./expected.ts";

/** What the recordings of new connections say: the probe, the capture of handshakes, routes, listeners, ports. */
export const ofConnections = {
  connectProbe: [
    ["python-3.11.txt", { attempted: 10, connected: 10, hindered: 0, source: "192.0.2.11", echoReceived: 4, worstEnd: "connected" }],
    [
      "perl-5.36.txt",
      { attempted: 10, connected: 0, refused: 10, hindered: 10, medianMs: why("no attempt connected"), worstEnd: "refused" },
    ],
    [
      "mixed.txt",
      {
        ...{ attempted: 10, connected: 3, late: 2, veryLate: 1, timedOut: 1, refused: 1, unreachable: 2, noLocalPort: 1, denied: 1 },
        ...{ hindered: 9, slowestMs: 3050, echoReceived: why("not installed") },
      },
    ],
    ["empty.txt", { attempted: 1, source: why("no attempt left") }],
  ],
  handshakes: [
    ["tcpdump-4.99.txt", { droppedByKernel: 0, complete: true, handshakes: 3, segments: 12, tracking: true, trackingDrops: 0 }],
    [
      "tcpdump-4.9.txt",
      {
        complete: true,
        segments: 4,
        handshakes: 1,
        trackedPercent: 93.75,
        trackingDrops: 2,
        neighbourTableFulls: why("ip -s ntable"),
      },
    ],
    ["lossy.txt", { droppedByKernel: 6, complete: false, handshakes: 1, tracking: false, trackingDrops: 0, neighbourTableFulls: 5 }],
    ["empty.txt", { captured: 0, complete: true, handshakes: 0, tracking: false, insertFailures: 0 }],
  ],
  way: [
    [
      "iproute2-6.1-router.txt",
      {
        forwarding: true,
        targetLocal: why("no target"),
        targetRefusal: "none",
        targetDev: "eth2",
        tableFulls: why("has no /proc/net/stat"),
      },
    ],
    [
      "end-host-6.1.txt",
      { forwarding: false, sourceRefusal: "noRoute", unresolved: 924, neighbours: 1024, tableFulls: 21, neighbourLimit: 1024 },
    ],
  ],
  listeners: [
    ["iproute2-6.1.txt", { listening: true, acceptQueue: 0, acceptLimit: 128, queueFull: false, outOfDescriptors: false, unserved: 0 }],
    ["proc-6.18.txt", { listening: true, acceptLimit: why("without ss"), outOfDescriptors: why("takes root") }],
    [
      "full-queue.txt",
      {
        acceptQueue: 5,
        queueFull: true,
        halfOpen: 1,
        unaccepted: 5,
        unserved: 6,
        heldCloseWait: 62,
        descriptorsLeft: 0,
        outOfDescriptors: true,
        requestsRefused: 0,
      },
    ],
    [
      "empty.txt",
      {
        listening: false,
        acceptLimit: why("nothing listens"),
        requestsRefused: why("does not count ListenDrops"),
        oldTimestamps: why("does not count"),
      },
    ],
  ],
  localPorts: [
    ["iproute2-6.1.txt", { range: 28_232, used: 10, timeWait: 10, reusesTimeWait: 2 }],
    ["exhausted.txt", { range: 98, used: 98, usedPercent: 100 }],
    ["empty.txt", { used: 0, usedPercent: 0 }],
  ],
  translations: [
    ["nft-1.0.6-full.txt", { translating: true, usedPorts: 16, capacity: 16, usedPercent: 100 }],
    ["iptables-1.8.txt", { usedPorts: 300, capacity: 500, usedPercent: 60 }],
    ["empty.txt", { translating: false, usedPorts: 0, capacity: why("no rule") }],
  ],
} as const satisfies Readonly<Record<string, readonly Expected[]>>;
