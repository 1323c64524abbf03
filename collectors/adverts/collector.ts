import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, saying, state } from "../field.ts";
import { UNSEEN_FIELDS } from "../unseen-counts.ts";
import { parseAdverts } from "./parse.ts";
import { ADVERTS_SCRIPT, ARGUMENTS } from "../vrrp-script.ts";

const count = (about: string) => gauge("adverts", about);

/**
 * VRRP adverts that pass a host for some seconds, in both directions and on every interface, with the silences between them.
 *
 * Shape:
 *     CULPRIT-ARMED
 *     == how
 *     packet sockets
 *     == adverts
 *     0.3129 eth1 in 192.0.2.11 224.0.0.18 255 2 51 150 100 1:b42c 192.0.2.100
 *     0.3131 - delivered 192.0.2.11 224.0.0.18 255 2 51 150 100 1:b42c 192.0.2.100
 *     4.3170 eth1 in 192.0.2.11 224.0.0.18 255 2 51 150 100 1:b42c 192.0.2.100
 *     4.3172 - delivered 192.0.2.11 224.0.0.18 255 2 51 150 100 1:b42c 192.0.2.100
 *     == capture
 *     5.0003 0 0.0001
 *     == address
 *     not held
 *     == before
 *     cpu 0ec14fb2 02261bf1 00e6a5e1 00000000 00000000 00000000 00000000 00000000 00000000 0040d678 00000000 00000000 00000001 00000000 00000000
 *     dev eth1 rx_dropped 2
 *     dev eth1 rx_missed_errors 0
 *     dev eth1 tx_dropped 0
 *     programs
 *     card == end
 *     == after
 *     cpu 0ec15010 02261bf5 00e6a5e1 00000000 00000000 00000000 00000000 00000000 00000000 0040d678 00000000 00000000 00000001 00000000 00000000
 *     dev eth1 rx_dropped 5
 *     dev eth1 rx_missed_errors 0
 *     dev eth1 tx_dropped 0
 *     programs
 *     card == end
 *     == end
 *   Columns: seconds since the window began, interface, direction, source, destination, time to live, version, virtual router id, priority, interval in
 *   hundredths of a second, authentication (16 bits of a hash of a password, never the password), addresses. Then the window's length, packets the kernel
 *   dropped from the capture, and by how much the two clocks came apart; in the end whether the host has the address, and what it had dropped before the
 *   window and after it where no capture sees it. Without Python: tcpdump's lines, in which addresses and time to live are unknown.
 * Fields: of this window. Adverts that list the address that was asked about; where none lists it, all. A silence reaches to both ends of the window.
 *   An advert is missed from 1.5 intervals of silence on. delivered is what a raw socket got, behind the host's packet filter.
 *   Example: watchedSeconds = 5, kernelDropped = 0, complete = true, clockStepMs = 0, seen = 2, sent = 0, received = 2, delivered = 2, senders = 1, missed = 3, longestGapMs = 4004, limitMs = 3000
 * Empty: no line means that no advert passed; then the longest silence is unknown, because the interval is.
 * Fails: denied without root; toolMissing with neither python3 nor tcpdump. complete is false when the kernel dropped packets from the capture.
 *   Delivered stays unknown for IPv6 and with tcpdump.
 * Source: RFC 3768 5.3, RFC 5798 5.2 and 6.1, https://www.rfc-editor.org/rfc/rfc5798; packet(7), raw(7)
 */
export const adverts = {
  id: "adverts",
  title: "VRRP adverts",
  about: "Who sends VRRP adverts here, how long the silences between them are, and what the host's filters let through.",
  risk: "R1",
  probe: false,
  effects: [
    "captures VRRP packets (IP protocol 112) on all interfaces for the length of the window, not promiscuously",
    "opens a raw socket for that protocol, which gets what the host's packet filter lets through",
  ],
  scope: "netns",
  costSeconds: 12,
  // On top of the window.
  deadlineMs: 20_000,
  // 90 bytes an advert and socket: an hour of 12 adverts a second.
  maxBytes: 8 * 1024 * 1024,
  fields: {
    watchedSeconds: gauge("s", "How long it watched, by the host's own clock."),
    kernelDropped: gauge("packets", "Packets the kernel dropped from this capture: then silences prove nothing."),
    complete: state("It watched as long as was asked for, and lost nothing."),
    clockStepMs: gauge("ms", "By how much the host's clock was moved while it watched."),
    how: state("What captured."),
    held: state("This host has the virtual address, at the end of the window."),
    lacking: gauge("addresses", "0 when it has it, 1 when not."),
    holding: gauge("addresses", "1 when it has it, 0 when not."),
    addressListed: state("Adverts listed the address that was asked about."),
    seen: count("Adverts for this virtual router, in both directions."),
    sent: count("Of them, those this host sent."),
    sentLate: saying(state("This host's own adverts were late by half an interval or more, or it sent none."), {
      no: "This host's own adverts were not late by half an interval or more",
    }),
    sentGapMs: gauge("ms", "The longest silence of this host's own adverts; all of the window when it sent none."),
    received: count("Of them, those that came in."),
    delivered: count("Of those that came in, how many a socket got, behind the packet filter."),
    senders: gauge("routers", "Routers that sent adverts for it."),
    missed: count("Adverts that should have come in, by the interval they state, and did not."),
    longestGapMs: gauge("ms", "The longest silence of a router whose adverts came in."),
    limitMs: gauge("ms", "Three intervals: from there on a backup takes over."),
    ...UNSEEN_FIELDS,
  },
  tables: {
    streams: {
      source: state("The router."),
      vrid: state("Its virtual router id."),
      sent: state("This host sends them."),
      adverts: count("How many were seen."),
      delivered: count("How many a socket behind the packet filter got."),
      interface: state("Where they were seen."),
      destination: state("Where they go: VRRP's group, or one peer."),
      version: state("VRRP's version."),
      priority: gauge("", "The priority they state."),
      ttl: gauge("", "Time to live; 255 unless something forwarded them."),
      auth: state("Authentication, with 16 bits of a hash of the password."),
      addresses: state("The virtual addresses they list."),
      intervalMs: gauge("ms", "The interval they state."),
      longestGapMs: gauge("ms", "The longest silence."),
      missed: count("How many should have been seen besides."),
    },
  },
  ways: [
    {
      argv: ["sh", "-c", literally(ADVERTS_SCRIPT), "culprit-adverts", ...ARGUMENTS],
      parse: parseAdverts,
      privilege: "sudo",
      wouldLoad: ["af_packet"],
    },
  ],
} as const satisfies Collector;
