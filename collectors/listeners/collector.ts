import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { counter, gauge, saying, settingOf, state } from "../field.ts";
import { parseListeners } from "./parse.ts";
import { ARGUMENTS, PROC_SCRIPT, SS_SCRIPT } from "./script.ts";

const connections = (about: string) => gauge("connections", about);

/**
 * The listening sockets of one port: how many connections wait to be accepted, how many may, and whether their owner can still accept.
 *
 * Shape:
 *     == first
 *     listen LISTEN 5      4        192.0.2.12:8080      0.0.0.0:*    users:(("app-server",pid=71,fd=3)) ino:15423987 sk:a95b
 *     count ESTAB 0 5
 *     count SYN-RECV 0 2
 *     count CLOSE-WAIT 1 3
 *     == second
 *     listen LISTEN 5      4        192.0.2.12:8080      0.0.0.0:*    users:(("app-server",pid=71,fd=3)) ino:15423987 sk:a95b
 *     count ESTAB 0 5
 *     count CLOSE-WAIT 1 3
 *     == processes
 *     71 62 64 app-server
 *     == counters
 *     ListenOverflows 18
 *     ListenDrops 18
 *     TCPReqQFullDoCookies 0
 *     TCPReqQFullDrop 0
 *     PAWSEstab 2
 *     PAWSTimewait 1
 *     == /proc/sys/net/core/somaxconn
 *     4096
 *     == /proc/sys/net/ipv4/tcp_max_syn_backlog
 *     512
 *     == /proc/sys/net/ipv4/tcp_syncookies
 *     1
 *     == /proc/sys/net/ipv4/tcp_abort_on_overflow
 *     0
 *     == end
 * Fields: of this moment. A connection that nobody accepted has no inode yet. acceptQueue, halfOpen and unaccepted are the lesser of two looks a quarter of a
 *   second apart, so what merely passes through does not count; queueFull, whether either look found more waiting than may.
 *   Example: listening = true, acceptQueue = 5, acceptLimit = 4, queueFull = true, halfOpen = 0, unaccepted = 5, heldCloseWait = 3, descriptorsLeft = 2, outOfDescriptors = true, somaxconn = 4096, listenOverflows = 18, requestsRefused = 0, oldTimestamps = 3
 * Empty: no line means that nothing listens there and nothing is connected: listening is false, the limit unknown.
 * Fails: wouldLoadModule where ss would load tcp_diag; then /proc/net/tcp is read, which has neither limit nor owner. Without root the owner, and whether it
 *   can still accept, is unknown. The kernel counts a SYN that it refuses because tcp_max_syn_backlog is three quarters full as a listen
 *   drop and as nothing else. Before 4.6 a cookie-protected listener shows no half-open connections while cookies are sent.
 * Source: ss(8); https://elixir.bootlin.com/linux/v6.12/source/include/net/sock.h (sk_acceptq_is_full), net/ipv4/tcp_ipv4.c (get_tcp4_sock); proc(5), limits
 */
export const listeners = {
  id: "listeners",
  title: "listening sockets",
  about: "Accept queue, limit and owner of the sockets that listen on one port, and what nobody accepts.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.5,
  deadlineMs: 10_000,
  maxBytes: 64 * 1024,
  fields: {
    listening: saying(state("Something listens on this port."), { no: "Nothing listens on this port" }),
    acceptQueue: connections("Waiting to be accepted, in the longest queue."),
    acceptLimit: connections("The most that may wait: what the program asked for, or somaxconn if that is less."),
    queueFull: saying(state("More wait than may: the next one is refused silently."), {
      yes: "The accept queue is over full: more wait than may, and the next one is refused silently",
      no: "The accept queue is not full",
    }),
    halfOpen: connections("Waiting for the third segment of their handshake."),
    unaccepted: connections("Made by the kernel, and not accepted by the program."),
    unserved: connections("Half-open or not accepted, both times."),
    established: connections("Established, accepted or not."),
    heldCloseWait: connections("Closed by the client and still held by the program."),
    descriptorsLeft: gauge("descriptors", "How many more the owner may open; of several owners the least."),
    outOfDescriptors: saying(state("The owner can open next to no more: it cannot accept."), {
      no: "The program that listens can still open more",
    }),
    listenOverflows: counter(64, "times", "Handshakes refused on this host, whatever the port: the accept queue was full."),
    listenDrops: counter(64, "times", "Handshakes refused on this host for any reason, overflows included."),
    requestDrops: counter(64, "times", "SYNs refused: as many half-open connections as the program's backlog allows, and cookies are off."),
    requestsRefused: counter(
      64,
      "times",
      "Handshakes refused for another reason than a full accept queue or an old timestamp: without cookies, too many half-open connections.",
    ),
    requestCookies: counter(64, "times", "SYNs answered with a cookie: too many half-open connections."),
    oldTimestamps: counter(64, "segments", "Segments refused because their timestamp is older than one seen from the same address."),
    somaxconn: settingOf("net.core.somaxconn", connections("Upper limit of any accept queue of this host.")),
    synBacklog: settingOf("net.ipv4.tcp_max_syn_backlog", connections("Upper limit of half-open connections.")),
    synCookies: settingOf(
      "net.ipv4.tcp_syncookies",
      saying(gauge("", "1: cookies when the queue of half-open connections is full, 2: always, 0: never."), {
        "0": "SYN cookies are switched off",
        "1": "SYN cookies are sent when the queue is full",
        "2": "SYN cookies are always sent",
      }),
    ),
    resetsOnOverflow: gauge("", "1: who does not fit into the queue is reset."),
  },
  tables: {
    listeners: {
      address: state("Where it listens; 0.0.0.0, [::] or * for every address of the host."),
      waiting: connections("Waiting to be accepted."),
      limit: connections("The most that may wait."),
      weight: gauge("", "One more than waits: names the longest queue."),
    },
    processes: { open: gauge("descriptors", "Open now."), limit: gauge("descriptors", "The most it may have.") },
  },
  ways: [
    {
      argv: ["sh", "-c", literally(SS_SCRIPT), "culprit-listeners", ...ARGUMENTS],
      parse: parseListeners,
      privilege: "sudo",
      wouldLoad: ["inet_diag", "tcp_diag"],
    },
    { argv: ["sh", "-c", literally(PROC_SCRIPT), "culprit-listeners", ...ARGUMENTS], parse: parseListeners, privilege: "user" },
  ],
} as const satisfies Collector;
