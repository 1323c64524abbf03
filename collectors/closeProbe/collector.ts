import type { Collector } from "#machines/contract/collector.ts";
import { gauge, state } from "../field.ts";
import { ARGUMENTS } from "./arguments.ts";
import { BASH_SCRIPT } from "./bash.ts";
import { parseCloseProbe } from "./parse.ts";
import { PERL_SCRIPT } from "./perl.ts";
import { PYTHON_SCRIPT } from "./python.ts";

const conversations = (about: string) => gauge("connections", about);

/**
 * Asks a service for a page over some connections at once, and tells where each of them hung: as a program that reads to the end of the
 * connection, and as one that asks twice on one connection with a pause between.
 *
 * Shape:
 *     == conversations
 *     conversation kind=close again=0 bytes=30019 connect=0.2 connected=1 end=2009.2 ended=timeout first=4.8 last=5.0 mss=1460 port=33436 timestamps=0 unacked=0 unsent=0
 *     conversation kind=again again=0 asked=1 bytes=30042 connect=0.3 connected=1 end=319.4 ended=quiet first=19.0 last=19.0 mss=1460 port=33460 timestamps=0 unacked=0 unsent=0
 *     == end
 * Fields: numbers of this run. A conversation hangs when nothing came for `patience` seconds: before the handshake was done (connect), with the request
 *   not acknowledged (request; so does one of which a fifth had to be sent again), with it acknowledged (answer), after the answer and before
 *   the end (close), or after the pause (again). stage is the first of these in which any of them hung. A refused or reset one does not hang.
 *   timestamps says whether the connections negotiated TCP timestamps: without them a bare FIN or ACK is shorter than the shortest frame.
 *   Example: conversations = 2, connected = 2, hung = 1, stage = close, unclosed = 1, unansweredAgain = 0, timestamps = false, resent = 0, lastByteMs = 19
 * Empty: never; no conversation is unparsable. Without a connection timestamps is unknown.
 * Fails: toolMissing without python3, perl and bash. Bash cannot ask the kernel about a connection: there timestamps and resent are unknown, and a
 *   request that is not acknowledged is told by the socket's send queue in /proc/net/tcp.
 * Source: https://elixir.bootlin.com/linux/v6.12/source/include/uapi/linux/tcp.h (struct tcp_info: tcpi_options bit 0 is timestamps); RFC 9112 section 9.6 (close)
 */
export const closeProbe = {
  id: "closeProbe",
  title: "conversations",
  about: "Fetches a page over several connections and measures how each of them ends, or where it hangs.",
  risk: "R2",
  probe: true,
  effects: [
    "opens a few TCP connections to the target's port at once and sends GET requests for the path",
    "aborts with a reset whatever has not ended when patience does",
  ],
  scope: "netns",
  costSeconds: 6,
  // The longest pause, and four times the longest patience on either side of it.
  deadlineMs: 520_000,
  maxBytes: 64 * 1024,
  fields: {
    conversations: conversations("Tried: as many as asked for that read to the end, and one that asks twice."),
    connected: conversations("Were made."),
    hung: conversations("Hung, at whatever stage."),
    notConnected: conversations("Hung before the handshake was done."),
    requestsStuck: conversations("Hung with the request not acknowledged, or had to send a fifth of it again."),
    unanswered: conversations("Hung with the request acknowledged and no byte of an answer."),
    unclosed: conversations("Hung after an answer: nothing more came, and no end."),
    unansweredAgain: conversations("Were answered once and, after the pause, not again."),
    stage: state("The first stage that any of them hung in: connect, request, answer, close, again; none if none hung."),
    closed: conversations("Were closed by the peer."),
    refused: conversations("Were refused at once."),
    reset: conversations("Were reset by the peer."),
    localErrors: conversations("Failed on this host itself: no route, no address, no descriptor."),
    timestamps: state("The connections carry TCP timestamps."),
    saysKeepAlive: state("The answer says that the connection stays open, although an end was asked for."),
    resent: gauge("segments", "Sent again on all of them."),
    lastByteMs: gauge("ms", "Until the last byte that came, on the slowest."),
    closeMs: gauge("ms", "Until the peer's close, on the slowest that was closed."),
    bytes: gauge("bytes", "Received on the one that got most."),
    askedAgain: conversations("Asked again after the pause."),
    patienceSeconds: gauge("s", "Silence after which a conversation counts as hung."),
    pauseSeconds: gauge("s", "Between the two requests on one connection."),
  },
  tables: {
    conversations: {
      port: gauge("", "The local port, by which other hosts' captures know it."),
      stage: state("Where it hung, or none."),
      ended: state("How it ended here."),
      tookMs: gauge("ms", "Until it ended; all were begun at once."),
      bytes: gauge("bytes", "Received."),
    },
  },
  ways: [
    { argv: ["python3", "-I", "-c", PYTHON_SCRIPT, ...ARGUMENTS], parse: parseCloseProbe, privilege: "user" },
    { argv: ["perl", "-M-lib=.", "-e", PERL_SCRIPT, ...ARGUMENTS], parse: parseCloseProbe, privilege: "user" },
    { argv: ["bash", "-c", BASH_SCRIPT, "culprit-close", ...ARGUMENTS], parse: parseCloseProbe, privilege: "user" },
  ],
} as const satisfies Collector;
