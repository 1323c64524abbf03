import type { Collector } from "#machines/contract/collector.ts";
import { gauge, state } from "../field.ts";
import { parseConnectProbe } from "./parse.ts";
import { ARGUMENTS, PERL_SCRIPT, PYTHON_SCRIPT } from "./script.ts";

const attempts = (about: string) => gauge("attempts", about);

/**
 * New TCP connections from this host to one address and port: how each ended, and how long it took.
 *
 * Shape:
 *     source 192.0.2.11
 *     attempt 0 0 1 connected 45568
 *     attempt 1 50 1004 connected 45572
 *     attempt 2 110 3500 timedOut 45602
 *     attempt 3 150 0 noLocalPort 0
 *     ping PING 192.0.2.20 (192.0.2.20) 56(84) bytes of data.
 *     ping 4 packets transmitted, 4 received, 0% packet loss, time 1531ms
 *     end
 * Fields: of this run. One line an attempt: its number, when it began and how long it took in ms, how it ended, the local port.
 *   late are those that needed a second or more, which is when a SYN is sent again; hindered is everything that was not connected at once.
 *   unreachable is what the host itself or an ICMP error said, denied what this host's own filter refused. Echo requests run beside it.
 *   Example: attempted = 4, connected = 2, late = 1, timedOut = 1, noLocalPort = 1, hindered = 3, slowestMs = 1004, source = 192.0.2.11, echoReceived = 4
 * Empty: never: fewer attempts than were asked for are unparsable.
 * Fails: toolMissing where there is neither python3 nor perl. Each attempt waits 3.5 s at most, so a connection that needs the SYN's third repetition (7 s)
 *   counts as timed out. A connection is closed as soon as it stands; what the service would have answered is not seen.
 * Source: RFC 6298 2.1 and 5.5, https://www.rfc-editor.org/rfc/rfc6298; man7.org/linux/man-pages/man2/connect.2.html: connect(2), errors.
 */
export const connectProbe = {
  id: "connectProbe",
  title: "new connections",
  about: "Opens TCP connections to one address and port, one after the other, and says how each ended.",
  risk: "R2",
  probe: true,
  effects: [
    "opens as many TCP connections to the target's port as the incident asks for, and closes each at once: the service sees connections without a request, and this host keeps as many local ports in TIME-WAIT for a minute",
    "sends four ICMP echo requests to the target",
  ],
  scope: "netns",
  costSeconds: 7,
  // On top of the attempts' own time, which is the last one's patience of 3.5 s.
  deadlineMs: 20_000,
  // 40 bytes an attempt: room for 6,000.
  maxBytes: 256 * 1024,
  fields: {
    attempted: attempts("Connections begun, or refused by this host itself."),
    connected: attempts("Connections that were made, at once or late."),
    late: attempts("Made after 0.9 s or more: a segment of the handshake had to be sent again."),
    veryLate: attempts("Made after 2.9 s or more: sent again twice."),
    timedOut: attempts("Not made within 3.5 s."),
    refused: attempts("Answered with a reset: nothing listens there, or a filter says so."),
    unreachable: attempts("Network or host unreachable."),
    noLocalPort: attempts("Not begun: this host has no local port left for this destination."),
    denied: attempts("Not begun: this host's own filter or a prohibiting route refused them."),
    hindered: attempts("Not made at once, for whatever reason."),
    worstEnd: state("How most of those ended that were not made."),
    medianMs: gauge("ms", "Time of the middle one of those that were made."),
    slowestMs: gauge("ms", "Time of the slowest of those that were made."),
    source: state("Address that this host connected from."),
    echoSent: gauge("packets", "Echo requests sent beside the connections."),
    echoReceived: gauge("packets", "Echo requests that were answered."),
  },
  tables: {
    attempts: {
      atMs: gauge("ms", "When it began."),
      tookMs: gauge("ms", "How long it took until it ended."),
      end: state("How it ended."),
      localPort: gauge("", "The local port it was made from."),
    },
  },
  ways: [
    { argv: ["sh", "-c", PYTHON_SCRIPT, "culprit-connect", ...ARGUMENTS], parse: parseConnectProbe, privilege: "user" },
    { argv: ["sh", "-c", PERL_SCRIPT, "culprit-connect", ...ARGUMENTS], parse: parseConnectProbe, privilege: "user" },
  ],
} as const satisfies Collector;
