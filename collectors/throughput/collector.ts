import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseThroughput } from "./parse.ts";
import { ARGUMENTS, THROUGHPUT_SCRIPT } from "./script.ts";

const percent = (about: string) => gauge("percent", about);
const mbit = (about: string) => gauge("Mbit/s", about);

/**
 * The rate of TCP from this host to a port of another one, and where the connection's time went by its own account.
 *
 * Shape:
 *     == mode
 *     watched
 *     == shares
 *     0 0.9900
 *     1 0.4500
 *     == before
 *     1000.25
 *     0      2748928 192.0.2.11:44944 192.0.2.12:8730 users:(("backup",pid=3017,fd=4))
 *     	 skmem:(r0,rb131072,t0,tb4194304,f384,w2797184,o0,bl0,d0) cubic wscale:10,10 rto:244 rtt:40/0.5 mss:1448 pmtu:1500 cwnd:30 bytes_sent:1000000 bytes_acked:1000000 segs_out:1000 data_segs_out:1000 send 8688000bps busy:5000ms rwnd_limited:4900ms(98.0%) notsent:2700000 minrtt:40 snd_wnd:32768
 *     == after
 *     1002.25
 *     0      2748928 192.0.2.11:44944 192.0.2.12:8730 users:(("backup",pid=3017,fd=4))
 *     	 skmem:(r0,rb131072,t0,tb4194304,f384,w2797184,o0,bl0,d0) cubic wscale:10,10 rto:244 rtt:40/0.5 mss:1448 pmtu:1500 cwnd:30 bytes_sent:2600000 bytes_acked:2600000 segs_out:2110 data_segs_out:2110 send 8688000bps busy:7000ms rwnd_limited:6860ms(98.0%) retrans:0/11 notsent:2700000 minrtt:40 snd_wnd:32768
 *     == transfers
 *     == end
 *   Instead of "transfers" with a line, iperf3's JSON in a section of its own, where both ends have it; "own" says why they have not.
 * Fields: of this window. In mode "watched" the connections that were open to that port, none of them ours; in mode "transfer" one of ours to
 *   Culprit's own receiver, or to an iperf3 that this receiver started, by what was read there. Shares of time and rates that window, loss
 *   and round trip allow are those of the connection that carried most.
 *   Example: mode = watched, scarcestCpu = 1, connections = 1, seconds = 2, mbit = 6.4, busyPercent = 100, rwndLimitedPercent = 98, rttMs = 40, windowMbit = 6.5536, congestionControl = cubic
 * Empty: no connection that was open all the time: its rate is unknown, not 0. A connection that sends nothing has 0, and busyPercent 0.
 * Fails: absent where nobody listens at the port and no connection to it is open; toolMissing without ss, and without python3 where bytes have to be
 *   sent, with iperf3 or without: it asks the receiver. Before Linux 4.10 ss has no busy and no limited times: unknown.
 * Source: https://man7.org/linux/man-pages/man8/ss.8.html; https://elixir.bootlin.com/linux/v6.1/source/include/uapi/linux/tcp.h#L214 (struct tcp_info);
 *   https://github.com/esnet/iperf/blob/3.12/src/iperf_api.c (iperf_json_start, iperf_json_finish)
 */
export const throughput = {
  id: "throughput",
  title: "TCP throughput",
  about: "Watches the connection people complain about, or sends to Culprit's own receiver, and reads where its time goes.",
  risk: "R2",
  probe: true,
  effects: [
    "sends, where no connection to the port is open, at most twice the expected rate for the seconds asked for, to Culprit's own receiver only",
    "sends with iperf3 where both ends have it, to a server that the receiver starts for this one test; iperf3 keeps a file of 128 kB without a name while it runs",
    "works 60 ms on each CPU to see how much of it a program gets, and uses up to one CPU while it sends",
  ],
  scope: "netns",
  costSeconds: 4,
  deadlineMs: 40_000,
  maxBytes: 1024 * 1024,
  fields: {
    mode: state("A connection that was open already (watched), or one of ours (transfer)."),
    tool: state("What sent: iperf3 and its version, or Culprit's own sender, and why not iperf3."),
    connections: gauge("connections", "That were open the whole time."),
    seconds: gauge("s", "How long it was measured, by the host's own clock."),
    mbit: mbit("Acknowledged by the other end."),
    expectedMbit: mbit("What was asked for: the rate that is expected."),
    reachedPercent: percent("Of what is expected."),
    missingMbit: mbit("To what is expected."),
    scarcestCpu: state("The CPU on which an ordinary thread gets least of the time."),
    scarcestSharePercent: percent("Of that CPU's time, what it gets."),
    scarcestMissingPercent: percent("What it does not get."),
    busyPercent: percent("Time in which the connection had something to send."),
    rwndLimitedPercent: percent("Of that time, how much it waited for the receiver's window."),
    sndbufLimitedPercent: percent(
      "Of that time, how much its send buffer was too small, where the program waited in the middle of a write.",
    ),
    bufferFull: state(
      "Its send buffer was full when it was looked at and all of it on the way, with room in both windows; what is on the way at this round trip is the rate.",
    ),
    retransPercent: percent("Segments that were sent again."),
    lossPercent: percent("Segments that were sent again and had not arrived before."),
    spuriousPercent: percent("Segments that were sent again although they had arrived."),
    rttMs: gauge("ms", "Smoothed round trip, under this load."),
    minRttMs: gauge("ms", "Shortest round trip of the last minutes."),
    queuedMs: gauge(
      "ms",
      "How much longer the round trip is than the shortest: what waits in queues. Where nothing was acknowledged, all of this time at least.",
    ),
    mssBytes: gauge("bytes", "Largest segment."),
    segmentBytes: gauge("bytes", "A segment as they were on average, those that were sent again too."),
    cwndPackets: gauge("packets", "Congestion window."),
    cwndMbit: mbit("What the congestion window allows at this round trip."),
    windowMbit: mbit("What the receiver's window allows at this round trip."),
    mathisMbit: mbit("What this loss and round trip allow a sender that halves its window at each loss."),
    mathisOfRatePercent: percent("That rate, of the one measured: near 100 loss explains the rate."),
    timeoutsMbit: mbit("What this loss leaves a sender that has to wait for its timer, which it does from a few percent on."),
    reordering: gauge("times", "Segments that overtook others."),
    congestionControl: state("Its algorithm."),
    sendBufferBytes: gauge("bytes", "Its send buffer."),
  },
  tables: {
    connections: {
      mbit: mbit("Acknowledged by the other end."),
      sendQueueBytes: gauge("bytes", "Handed over by the program and not acknowledged."),
    },
  },
  ways: [
    {
      argv: ["sh", "-c", literally(THROUGHPUT_SCRIPT), "culprit-throughput", ...ARGUMENTS],
      parse: parseThroughput,
      privilege: "user",
      wouldLoad: ["inet_diag", "tcp_diag"],
    },
  ],
} as const satisfies Collector;
