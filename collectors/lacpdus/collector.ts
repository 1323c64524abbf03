import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseLacpdus } from "./parse.ts";
import { ARGUMENTS, LACPDUS_SCRIPT } from "./script.ts";

const count = (about: string) => gauge("LACPDUs", about);

/**
 * LACPDUs that pass the interfaces of a host for some seconds: who speaks, for which system, and whether the other end hears us.
 *
 * Shape:
 *     == how
 *     packet sockets
 *     == lacpdus
 *     0.411 leg0 out f6:78:77:e2:9b:45 1 1 63 1a:8a:f1:0c:31:4d 1 1 63
 *     0.502 leg0 in 1a:8a:f1:0c:31:4d 1 1 63 f6:78:77:e2:9b:45 1 1 63
 *     0.601 leg1 out f6:78:77:e2:9b:45 1 2 71 00:00:00:00:00:00 0 0 0
 *     == capture
 *     35.00 0
 *     == end
 *   A line: seconds, interface, direction, then of the sender and of its partner: system, key, port, state (bits: 1 active, 2 fast, 4 aggregating, 8 in
 *   sync, 16 collecting, 32 distributing, 64 defaulted, 128 expired). Then the window's length and what the kernel dropped from the capture.
 * Fields: of this window. The copy is taken before the bond sees a frame: what comes in here may still be dropped on its way to it.
 *   Example: watchedSeconds = 35, kernelDropped = 0, complete = true, received = 1, sent = 2, legs = 2, troubled = 1
 * Empty: no line: nobody speaks LACP here, which is as it should be for bonds without it.
 * Fails: denied without root; toolMissing with neither python3 nor tcpdump. A slow partner speaks every 30 s, and a port that works with defaults does so
 *   too, whatever its rate: windows below 35 s prove no silence.
 * Source: IEEE 802.1AX-2014 6.4.2.3; https://elixir.bootlin.com/linux/v6.1/source/drivers/net/bonding/bond_3ad.c; packet(7)
 */
export const lacpdus = {
  id: "lacpdus",
  title: "LACPDUs",
  about: "Which interfaces speak LACP, with whom, and whether the other end hears this one.",
  risk: "R1",
  probe: false,
  effects: ["captures LACPDUs (type 0x8809) on all interfaces for the length of the window, not promiscuously"],
  scope: "netns",
  costSeconds: 35,
  // On top of the window.
  deadlineMs: 20_000,
  // 110 bytes a frame: an hour of 20 legs at one a second in both directions.
  maxBytes: 16 * 1024 * 1024,
  fields: {
    watchedSeconds: gauge("s", "How long it watched, by the host's own clock."),
    kernelDropped: gauge("packets", "Packets the kernel dropped from this capture."),
    complete: state("It watched as long as was asked for, and lost nothing."),
    how: state("What captured."),
    received: count("That came in."),
    sent: count("That went out."),
    legs: gauge("interfaces", "Interfaces on which any were seen."),
    troubled: gauge("interfaces", "Of them, those on which nobody answers, or one end says that it does not hear the other."),
  },
  tables: {
    legs: {
      received: count("That came in."),
      sent: count("That went out."),
      partnerSystem: state("Who sends them."),
      partnerKey: gauge("", "The key of its aggregation."),
      unheard: state("Its port has no partner, or another one than us."),
      heardUs: state("At some moment of the window its port named us as its partner: then it can hear us."),
      weHeard: state("At some moment of the window our own port named a partner: then our end gets what comes in."),
      ownDefaulted: state("Our own port works with defaults, or with what has expired."),
    },
  },
  ways: [
    {
      argv: ["sh", "-c", literally(LACPDUS_SCRIPT), "culprit-lacpdus", ...ARGUMENTS],
      parse: parseLacpdus,
      privilege: "sudo",
      wouldLoad: ["af_packet"],
    },
  ],
} as const satisfies Collector;
