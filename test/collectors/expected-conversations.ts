import { type Expected, why } from "./expected.ts";

/** What the recordings of conversations, of segments on their way, of a service's sockets and of name lookups say. */
export const ofConversations = {
  closeProbe: [
    [
      "python-lost-fins.txt",
      {
        conversations: 3,
        connected: 3,
        hung: 2,
        unclosed: 2,
        stage: "close",
        timestamps: false,
        saysKeepAlive: false,
        askedAgain: 1,
        bytes: 640,
        patienceSeconds: why("not given"),
      },
    ],
    [
      "perl-idle-timeout.txt",
      { conversations: 2, hung: 1, unansweredAgain: 1, stage: "again", closed: 1, resent: 4, timestamps: true, closeMs: 2.2 },
    ],
    [
      "bash-idle-timeout.txt",
      { hung: 1, unansweredAgain: 1, stage: "again", timestamps: why("does not see it"), resent: why("does not see it") },
    ],
    [
      "perl-table-full.txt",
      { hung: 2, notConnected: 2, connected: 0, stage: "connect", timestamps: why("no connection"), lastByteMs: why("that far") },
    ],
    [
      "python-stages.txt",
      {
        conversations: 8,
        hung: 4,
        requestsStuck: 1,
        unanswered: 2,
        unclosed: 1,
        stage: "request",
        refused: 1,
        reset: 1,
        localErrors: 1,
        saysKeepAlive: true,
        timestamps: why("more than one machine"),
      },
    ],
  ],
  segments: [
    ["tcpdump-4.99-sll2.txt", { packets: 41, flows: 2, complete: true, finsIn: 5, finsOut: 0, badIn: 7 }],
    ["tcpdump-4.9-sll.txt", { packets: 4, flows: 1, complete: true, finsIn: 2, finsOut: 0, shortIn: 2, badIn: 0 }],
    ["tcpdump-4.99-ipv6-merged.txt", { packets: 3, flows: 1, kernelDropped: 6, complete: false, shortIn: 0 }],
    ["empty.txt", { packets: 0, flows: 0, complete: true, finsIn: 0 }],
  ],
  peerSockets: [
    ["ss-6.1-open.txt", { looks: 5, listening: true, closeWait: 0, notAccepted: 0, unread: 0, descriptorLimit: 20_000 }],
    ["ss-4.9-leak.txt", { looks: 2, acceptQueue: 4, acceptBacklog: 128, closeWait: 2, notAccepted: 1, descriptors: 6, descriptorLimit: 6 }],
    ["ss-6.1-user.txt", { listening: true, closeWait: why("root only"), notAccepted: why("root only"), descriptors: why("root only") }],
    ["empty.txt", { looks: 2, listening: false, established: 0, closeWait: 0, descriptorLimit: why("no process") }],
  ],
  lookups: [
    [
      "python-hung.txt",
      {
        lookups: 2,
        slow: 2,
        found: 2,
        unresolved: 0,
        slowestMs: 1003.9,
        absoluteMs: 1002.8,
        servers: 2,
        queries: 4,
        unanswered: 2,
        silentServers: 1,
      },
    ],
    [
      "perl-truncated.txt",
      { lookups: 2, slow: 2, found: 0, unresolved: 2, slowestMs: 45_000, truncated: 1, unanswered: 0, silentServers: 0 },
    ],
  ],
  resolver: [
    [
      "linux-6.18-pair.txt",
      { servers: 2, first: "192.0.2.12", searchDomains: 1, timeoutSeconds: 1, attempts: 2, ndots: 1, slowSources: "", daemons: "" },
    ],
    [
      "ubuntu-22.04-resolved.txt",
      {
        servers: 1,
        stub: true,
        searchDomains: 2,
        timeoutSeconds: 5,
        upstreams: 2,
        slowSources: "nscd ldap",
        daemons: "nscd, systemd-resolved",
      },
    ],
    [
      "kubernetes.txt",
      {
        searchDomains: 3,
        ndots: 5,
        attempts: 3,
        rotate: true,
        oneByOne: true,
        useTcp: true,
        stub: false,
        slowSources: why("permission denied"),
      },
    ],
    ["empty.txt", { servers: 0, first: "127.0.0.1", searchDomains: 0, stub: false, slowSources: "" }],
  ],
  nameService: [
    ["ss-6.1-hung.txt", { listening: true, sockets: 2, unread: 18_432, drops: 7, addresses: "127.0.0.1 192.0.2.12 192.0.2.53" }],
    ["ss-6.1-open.txt", { listening: true, sockets: 1, unread: 0, drops: 0, addresses: "192.0.2.12" }],
    ["ss-5-user.txt", { sockets: 4, unread: 256, drops: 4, addresses: "192.0.2.12 2001:db8::12" }],
    ["empty.txt", { listening: false, sockets: 0, unread: 0 }],
  ],
} satisfies Readonly<Record<string, readonly Expected[]>>;
