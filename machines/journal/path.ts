import type { Catalogue } from "../contract/index.ts";
import { briefOf } from "./brief.ts";
import { hostNames } from "./card.ts";
import type { InvestigationEvent } from "./event.ts";
import { bondLegs } from "./path/bond.ts";
import type { Around } from "./path/around.ts";
import { chainOf } from "./path/chain.ts";
import { advertLegs, sweepLegs } from "./path/counted.ts";
import { withCulprits } from "./path/culprit.ts";
import { withFacts } from "./path/facts.ts";
import { guestLegs } from "./path/guest.ts";
import { hopsOf, tunnelOf } from "./path/hops.ts";
import { passageLegs, type Counted } from "./path/passage.ts";
import { echoLegs, handshakeLegs, lookupLegs, segmentLegs, transferLegs } from "./path/probes.ts";
import { newest, numberIn, readingsOf } from "./path/readings.ts";
import type { Hop, PathView } from "./path/view.ts";

export type { Culprit, Hop, Leg, Loss, PathView, Tunnel } from "./path/view.ts";

/**
 * The packets' way as far as the log knows it: the interfaces that layouts drew or that captures, routes and counters name, with their MTUs; where the same
 * packets were counted place by place; and where the causes are that the verdict names. What was not read is not drawn as if it were.
 */
export function pathOf(events: readonly InvestigationEvent[], catalogue: Catalogue): PathView | null {
  const [first] = events;
  if (first?.type !== "started") return null;
  const brief = briefOf(events);
  const readings = readingsOf(events);
  const names = hostNames(events);
  const around: Around = { readings, names, brief };
  const drawn = hopsOf(readings, names, catalogue);
  // Two sources of places are two drawings; the layout's says more.
  const counted = drawn.length > 0 ? null : (countedIn(around) ?? { hops: chainOf(around), legs: [] });
  // One host alone has no way to another.
  if (counted !== null && counted.legs.length === 0 && counted.hops.length < 2) return null;
  const tunnel = tunnelOf(readings, drawn, names);
  const hops = counted === null ? drawn : withFacts(counted.hops, around, catalogue);
  const legs = counted === null ? sweepLegs(around, { hops: drawn, tunnel }) : counted.legs;
  const verdict = events.findLast((event) => event.type === "concluded")?.verdict ?? null;
  const whole = withCulprits({ hops, legs, tunnel }, verdict);
  const path = newest(readings, "path");
  const packet = numberIn(path?.reading.fields["senderMtu"]);
  return {
    ...whole,
    discovered: counted === null,
    packet,
    passed: numberIn(newest(readings, "largePackets")?.reading.fields["boundary"]),
    narrowest: counted === null ? narrowestOf(whole.hops, packet) : null,
    seq: path?.seq ?? null,
  };
}

/** What was counted along the way, by the collector that says most about it. */
const COUNTS = [passageLegs, guestLegs, handshakeLegs, segmentLegs, lookupLegs, advertLegs, transferLegs, bondLegs, echoLegs];

/** Something of it was read or counted: hosts in the order in which they were named are no drawing to keep. */
export const isDrawn = ({ discovered, legs }: PathView): boolean => discovered || legs.length > 0;

function countedIn(around: Around): Counted | null {
  for (const count of COUNTS) {
    const found = count(around);
    if (found !== null) return found;
  }
  return null;
}

/** A bridge's own MTU is for what it sends itself, so it narrows nothing. */
function narrowestOf(hops: readonly Hop[], packet: number | null): number | null {
  const sizes = hops.map(({ mtu, kind }) => (kind === "bridge" ? null : numberIn(mtu ?? undefined)));
  const known = sizes.flatMap((size) => size ?? []);
  const least = Math.min(...known);
  const most = packet ?? Math.max(...known);
  return known.length < 2 || least >= most ? null : sizes.indexOf(least);
}
