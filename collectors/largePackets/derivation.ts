import type { Derivation } from "#machines/contract/collector.ts";
import { gauge, state } from "../field.ts";
import { largePacketsOf } from "./derive.ts";

const packets = (about: string) => gauge("packets", about);

/**
 * What became of large packets between two hosts, in both directions, and what the hosts in between did with them meanwhile.
 *
 * `there` is from the sender to the receiver, `back` the other way; each is known when a sweep ran at its beginning. A direction's boundary is the largest
 * size that came through when larger ones vanished without a word. fragmented counts packets that the two ends of the tunnel broke up in
 * the window. harmed is what people feel: what vanished, unless a gateway clamps the MSS of connections, or else what was broken up.
 *
 * Empty: without a sweep nothing is known about its direction; counters that were not read leave fragments unknown.
 * Source: RFC 1191; RFC 4459 (MTU and fragmentation issues with in-the-network tunneling); https://docs.kernel.org/networking/snmp_counter.html
 */
export const largePackets = {
  id: "largePackets",
  title: "large packets",
  about: "Whether large packets vanish, in which direction, from which size on, or are broken up on the way.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "host",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: ["dfSweep", "protocolCounters", "mssClamp"],
  fields: {
    lostThere: packets("Large probes to the receiver that vanished."),
    lostBack: packets("Large probes from the receiver that vanished."),
    lost: packets("Both together."),
    boundaryThere: gauge("bytes", "Largest size that came through to the receiver, where larger ones vanish."),
    boundaryBack: gauge("bytes", "Largest size that came through from the receiver, where larger ones vanish."),
    boundary: gauge("bytes", "The smaller of the two."),
    belowFull: gauge("bytes", "How far that is below the MTU of the host that sent them."),
    toldThere: state("Somebody said that packets to the receiver are too large."),
    reportedMtu: gauge("bytes", "The MTU that was said."),
    fragmented: packets("Packets that the tunnel's two ends broke up in the window."),
    clamped: state("A gateway clamps the MSS, so connections do not send packets that vanish."),
    sent: packets("Probes that were sent in both directions."),
    harmed: packets("Vanished, or broken up where nothing vanished."),
    harm: state("vanish, fragments or none."),
  },
  derive: largePacketsOf,
} as const satisfies Derivation;
