import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, settingOf, state } from "../field.ts";
import { parseTransferPeer } from "./parse.ts";
import { ARGUMENTS, PEER_SCRIPT } from "./script.ts";

const row = {
  unreadBytes: gauge("bytes", "Received and not read by the program: the middle one of all looks."),
  unreadPercent: gauge("percent", "Of the receive buffer, how much waits unread."),
  receiveBufferBytes: gauge("bytes", "The connection's receive buffer."),
  bufferBy: state("What bounds the buffer: net.ipv4.tcp_rmem, or a size of its own."),
  segmentsIn: gauge(
    "segments",
    "With data, that came in between the first look and the last, also those that were there already or were refused for their checksum.",
  ),
  bytesIn: gauge("bytes", "Taken in, in order, between the first look and the last."),
  heldBytes: gauge(
    "bytes",
    "How much more memory the receive buffer holds at the last look than at the first: what is unread, and what came out of order.",
  ),
} as const;

/**
 * The receiving end of TCP: what waits unread in the connections to a port, twice a second; and, where nobody has that port, a receiver of Culprit's own.
 *
 * Shape:
 *     CULPRIT-ARMED
 *     == mode
 *     inUse
 *     == shares
 *     0 0.9900
 *     1 0.0210
 *     == tool
 *     none
 *     == transfers
 *     == rmem
 *     4096	131072	6291456
 *     == look 1000.25
 *     90112  0      192.0.2.12:9200 192.0.2.11:44944 users:(("indexer",pid=3017,fd=5))
 *     	 skmem:(r96064,rb180224,t0,tb3939840,f2240,w0,o0,bl0,d1) cubic wscale:10,10 rto:204 rtt:0.018/0.009 ato:40 mss:1448 bytes_received:1052160 rcv_space:65536 rcv_ssthresh:95232 minrtt:0.018
 *     == end
 * Fields: of the window in which it was armed. mode says what became of the listener: listening, inUse (a program has the port, which is only looked at),
 *   notHere (the address is not this host's), denied. Of several connections the one that was there longest speaks.
 *   Example: mode = inUse, scarcestCpu = 1, scarcestSharePercent = 2.1, looks = 1, connections = 1, unreadBytes = 90112, unreadPercent = 50, receiveBufferBytes = 180224, bufferBy = receive buffer, tcpRmemStartBytes = 131072, tcpRmemMaxBytes = 6291456
 * Empty: no connection to the port: what waits in it is unknown.
 * Fails: toolMissing without ss or python3. Whoever runs without root sees no names of other users' processes.
 * Source: https://man7.org/linux/man-pages/man8/ss.8.html; https://man7.org/linux/man-pages/man7/tcp.7.html (tcp_rmem)
 */
export const transferPeer = {
  id: "transferPeer",
  title: "receiving end",
  about: "What the receiving programs leave unread, and a receiver for Culprit's own transfer.",
  risk: "R1",
  probe: false,
  effects: [
    "listens on the port named, at the address named, if no program has it, for as long as the measurement runs; what comes is thrown away",
    "starts iperf3 as a server there, where both ends have it, for one test of the sender's and for 10 s more than that takes at most, and ends it when another host connects",
    "works 60 ms on each CPU to see how much of it a program gets, and uses up to one CPU while Culprit's own transfer runs",
  ],
  scope: "netns",
  costSeconds: 1,
  deadlineMs: 20_000,
  maxBytes: 8 * 1024 * 1024,
  fields: {
    mode: state("What became of the listener: listening, inUse, notHere, denied, refused."),
    tool: state("What received: iperf3 and its version, or Culprit's own receiver; and whether it ended before its time."),
    looks: gauge("looks", "How often it looked."),
    connections: gauge("connections", "That were seen."),
    scarcestCpu: state("The CPU on which an ordinary thread gets least of the time."),
    scarcestSharePercent: gauge("percent", "Of that CPU's time, what it gets."),
    scarcestMissingPercent: gauge("percent", "What it does not get."),
    received: gauge("bytes", "By Culprit's own receiver."),
    ...row,
    tcpRmemStartBytes: gauge("bytes", "Receive buffer that a connection begins with: the second number of net.ipv4.tcp_rmem."),
    tcpRmemMaxBytes: gauge("bytes", "Largest receive buffer that the kernel chooses by itself: the third number of net.ipv4.tcp_rmem."),
    tcpRmem: settingOf("net.ipv4.tcp_rmem", state("The least, the first and the largest receive buffer, as they are set.")),
  },
  tables: { connections: { ...row, weight: gauge("looks", "How often it was seen, and what waits unread.") } },
  ways: [
    {
      argv: ["sh", "-c", literally(PEER_SCRIPT), "culprit-receiver", ...ARGUMENTS],
      parse: parseTransferPeer,
      privilege: "user",
      wouldLoad: ["inet_diag", "tcp_diag"],
    },
  ],
} as const satisfies Collector;
