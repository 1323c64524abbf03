import type { Collector, Way } from "#machines/contract/collector.ts";
import { gauge, state } from "../field.ts";
import { parsePing } from "./parse.ts";
import { ARGUMENTS, BUSYBOX_SCRIPT, IPUTILS_SCRIPT } from "./script.ts";

const iputils = {
  argv: ["sh", "-c", IPUTILS_SCRIPT, "culprit-ping", ...ARGUMENTS],
  parse: parsePing,
} as const satisfies Omit<Way, "privilege">;

/**
 * Echo probes: how many were sent, how many came back, and in which order they were lost.
 *
 * Shape:
 *     PING 192.0.2.20 (192.0.2.20) 56(84) bytes of data.
 *     [1700000000.100000] 64 bytes from 192.0.2.20: icmp_seq=1 ttl=64 time=0.045 ms
 *     [1700000000.120000] no answer yet for icmp_seq=2
 *     [1700000000.130000] no answer yet for icmp_seq=3
 *     [1700000000.130100] 64 bytes from 192.0.2.20: icmp_seq=4 ttl=64 time=0.055 ms
 *     [1700000000.130200] 64 bytes from 192.0.2.20: icmp_seq=4 ttl=64 time=0.155 ms (DUP!)
 *
 *     --- 192.0.2.20 ping statistics ---
 *     4 packets transmitted, 2 received, +1 duplicates, 50% packet loss, time 30ms
 *     rtt min/avg/max/mdev = 0.045/0.050/0.055/0.005 ms
 * Fields: numbers of this run. lost is sent less received, where received counts each probe once and no corrupted answer: duplicates hide nothing.
 *   lostPercent is lost of sent, not ping's rounded figure. A run that its deadline cut does not count its last probe when that is
 *   unanswered: its answer may have been on the way (cutShort says so).
 *   Example: sent = 4, received = 2, lost = 2, lostPercent = 50, duplicates = 1, errors = 0, localErrors = 0, rttAvgMs = 0.05, lossRunsLongest = 2, firstLostSeq = 2
 * Empty: without the summary nothing is known: unparsable. Nothing received: the round trip times are unknown.
 * Fails: denied when the interval is too short for this login: iputils before 20210722 wants 200 ms, later 2 ms, unless root. Exit 1 with a summary is
 *   loss, and a good reading; exit 2 is an error. Busybox has no -O and -D; its summary is read as well.
 * Source: https://github.com/iputils/iputils/blob/20221126/ping/ping_common.c (finish, gather_statistics); busybox 1.36 networking/ping.c.
 */
export const ping = {
  id: "ping",
  title: "echo probes",
  about: "Sends echo requests to one address and counts what comes back.",
  risk: "R2",
  probe: true,
  effects: ["sends as many ICMP echo requests of 84 bytes to the target as the incident asks for, at the interval it asks for"],
  scope: "netns",
  costSeconds: 30,
  // On top of the time that the probes themselves take.
  deadlineMs: 20_000,
  // 85 bytes a probe: room for 98,000.
  maxBytes: 8 * 1024 * 1024,
  fields: {
    sent: gauge("packets", "Echo requests sent."),
    received: gauge("packets", "Requests that were answered, each counted once."),
    lost: gauge("packets", "Requests that were not answered."),
    lostPercent: gauge("percent", "Lost of sent, not rounded."),
    duplicates: gauge("packets", "Answers that came more than once."),
    errors: gauge("messages", "Answers that were ICMP errors, such as host unreachable."),
    localErrors: gauge("messages", "Requests that this host itself refused to send."),
    corrupted: gauge("packets", "Answers with a wrong checksum."),
    rttMinMs: gauge("ms", "Shortest round trip."),
    rttAvgMs: gauge("ms", "Average round trip."),
    rttMaxMs: gauge("ms", "Longest round trip."),
    lossRunsLongest: gauge("packets", "Most requests lost in a row: tells one burst from evenly spread loss."),
    firstLostSeq: gauge("", "Number of the first lost request."),
    cutShort: state("The run ended before every probe was sent."),
  },
  tables: {
    lossRuns: {
      first: gauge("", "Number of the first lost request of those lost in a row."),
      count: gauge("packets", "How many."),
    },
  },
  ways: [
    { ...iputils, privilege: "user" },
    // Short intervals need root with older iputils.
    { ...iputils, privilege: "sudo" },
    { argv: ["sh", "-c", BUSYBOX_SCRIPT, "culprit-ping", ...ARGUMENTS], parse: parsePing, privilege: "user" },
  ],
} as const satisfies Collector;
