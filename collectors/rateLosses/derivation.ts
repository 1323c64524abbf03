import type { Derivation } from "#machines/contract/collector.ts";
import { gauge, saying, state } from "../field.ts";
import { rateLossesOf } from "./derive.ts";

const segments = (about: string) => gauge("segments", about);

/**
 * Whether rules of the packet filter are what loses a connection's segments: what they dropped in the window, in segments, held against what the sender sent again in the same
 * window. Both are counted by the hosts, before and after it, so that a connection that is only watched is judged as well as one of ours.
 *
 * Fields: of the window. A rule sees what the kernel hands it, which is many segments at once where they are cut or merged by a card (GSO, GRO): its bytes count, by the
 *   connection's segment size. Rules for ARP and for other protocols than TCP, by what they ask for, are left out; so are those for what connection tracking calls invalid: what made
 *   them so is the cause. ruleLimits is of this host; outsidePossible is the same for all.
 *   besideSegments counts only rules whose text names the port: those drop segments of this connection, also where other losses hide how many are missing.
 *   From 80 to 120 % of what is missing a rule accounts for it; up to 10 % it is background. In between, and above, nobody knows: unknown.
 * Empty: no rule dropped anything, and each counts: false, and outsidePossible is true.
 *   A program at an interface (XDP, a filter of tc) counts nothing: where one is attached to a host, outsidePossible is unknown.
 * Fails: rules that do not count, or may not be read, are excluded only by the kernel's drop reasons: where nothing of the machine was dropped by netfilter. Else unknown.
 * Source: https://www.kernel.org/doc/html/v6.1/networking/segmentation-offloads.html; /proc/net/snmp Tcp RetransSegs (RFC 4022)
 */
export const rateLosses = {
  id: "rateLosses",
  title: "rules that lose segments",
  about: "What rules dropped, in segments, against what the sender sent again.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  // The receiver is among them because without it there is no transfer in a window of its own.
  from: ["throughput", "transferPeer", "pathCounters", "links", "firewall", "dropReasons"],
  fields: {
    lostSegments: segments("Sent again in the window, less what had arrived."),
    ruleSegments: segments("Dropped by this host's rules that may mean this connection."),
    ruleLimits: saying(state("This host's rules dropped as much as is missing."), {
      no: "This host's rules did not drop as much as is missing",
    }),
    outsidePossible: saying(state("The rules of no host looked at dropped what is missing, and no program at an interface can have."), {
      no: "The rules of a host that was looked at dropped what is missing",
    }),
    besideSegments: segments(
      "Dropped, on all hosts looked at, by rules that ask for this connection's TCP port: a part of what is missing, whatever took the rest.",
    ),
  },
  tables: { rules: { segments: segments("Dropped by this rule.") } },
  derive: rateLossesOf,
} as const satisfies Derivation;
