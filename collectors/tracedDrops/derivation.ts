import type { Derivation } from "#machines/contract/collector.ts";
import { gauge, saying, state } from "../field.ts";
import { tracedDropsOf } from "./derive.ts";

const packets = (about: string) => gauge("packets", about);

/**
 * How many packets each place lost in the window, where the place's own counter does not say: the counters of this host, the kernel's reasons and the
 * captures on all hosts, held against each other.
 *
 * Fields: packets within the window. A place that counts speaks for itself. For one that cannot be counted, the trace of the machine is cut down
 *   to what this host's own counters allow: rules to what the Internet protocol took or was given and nobody got, a discipline to what the host could not
 *   send, a backlog to what its interfaces dropped. No count exceeds the probes that captures saw vanish within the host. between is what left one host
 *   and was not seen on the next, less what the next one's cards and backlogs counted; the same for all hosts of an incident.
 *   The tables of places name the one interface of this host at which the kernel dropped at least four fifths of that; none where it could not tell, or where
 *   several did.
 * Empty: nothing was dropped and every probe was seen everywhere: 0.
 * Fails: without a trace and without a counter a place is unknown, with the reason; without captures between is.
 * Source: https://elixir.bootlin.com/linux/v6.12/source/net/core/dev.c (taps, enqueue_to_backlog); include/net/dropreason-core.h
 */
export const tracedDrops = {
  id: "tracedDrops",
  title: "places that lost",
  about: "How many packets each place lost, by counters, kernel reasons and captures together.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: ["dropReasons", "hostDrops", "links", "passage", "protocolCounters", "sysctls"],
  fields: {
    filter: packets("Dropped by rules and policies of this host."),
    queue: packets("Dropped by queueing disciplines of this host."),
    backlog: packets("Refused by a full receive backlog of this host."),
    lostWithin: packets("Probes that were seen on this host and did not leave it."),
    flapLoss: packets("Probes that did not arrive here while an interface went down and up again."),
    between: packets("Probes that were lost on the wire, in a switch, or on a hop nobody named."),
    outsidePossible: saying(state("Probes may have been lost between hosts."), { no: "No probes can have been lost between hosts" }),
  },
  tables: {
    segments: { missing: packets("Probes that left the one and were not seen on the other.") },
    rules: { drops: packets("Dropped by netfilter in this function, at this interface of this host.") },
    queues: { drops: packets("Dropped by the discipline of this interface.") },
    programs: { drops: packets("Dropped by a program at this interface, XDP or a filter of tc.") },
    reversePaths: { drops: packets("Refused by the reverse path check as they came in by this interface.") },
  },
  derive: tracedDropsOf,
} as const satisfies Derivation;
