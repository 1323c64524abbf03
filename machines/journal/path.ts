import type { Brief, BriefHost, Catalogue } from "../contract/index.ts";
import { briefOf } from "./brief.ts";
import { hostNames } from "./card.ts";
import type { InvestigationEvent } from "./event.ts";
import { advertLegs, guestLegs, handshakeLegs, sweepLegs } from "./path/counted.ts";
import { hopsOf, tunnelOf } from "./path/hops.ts";
import { passageLegs, type Counted } from "./path/passage.ts";
import { newest, numberIn, readingsOf, type Taken } from "./path/readings.ts";
import type { Hop, PathView } from "./path/view.ts";

export type { Hop, Leg, Loss, PathView, Tunnel } from "./path/view.ts";

/**
 * The packets' way as far as the log knows it: the interfaces that layouts drew, with their MTUs, and where captures counted the same packets
 * place by place. What was not read is not drawn as if it were.
 */
export function pathOf(events: readonly InvestigationEvent[], catalogue: Catalogue): PathView | null {
  const [first] = events;
  if (first?.type !== "started") return null;
  const brief = briefOf(events);
  const readings = readingsOf(events);
  const names = hostNames(events);
  const drawn = hopsOf(readings, names, catalogue);
  const counted = countedIn({ readings, names, brief });
  // Two sources of places are two drawings; the layout's says more.
  const hops = drawn.length > 0 ? drawn : (counted?.hops ?? namedHops(brief));
  const path = newest(readings, "path");
  const packet = numberIn(path?.reading.fields["senderMtu"]);
  const passed = numberIn(newest(readings, "largePackets")?.reading.fields["boundary"]);
  const tunnel = tunnelOf(readings, drawn, names);
  return {
    hops,
    discovered: drawn.length > 0,
    tunnel,
    legs: drawn.length > 0 ? sweepLegs({ readings, names, brief }, { hops: drawn, tunnel }) : (counted?.legs ?? []),
    packet,
    passed,
    narrowest: narrowestOf(hops, packet),
    seq: path?.seq ?? null,
  };
}

interface Sources {
  readonly readings: readonly Taken[];
  readonly names: ReadonlyMap<string, string>;
  readonly brief: Brief;
}

const countedIn = (sources: Sources): Counted | null =>
  passageLegs(sources.readings, sources.names) ?? guestLegs(sources) ?? handshakeLegs(sources) ?? advertLegs(sources);

const FIRST = ["sender", "client", "prober", "master", "requester", "resolver"];
const LAST = ["receiver", "server", "compute", "backup", "target"];

/** Before anything of the path was read: the hosts as they were named, from who sends to who answers. */
function namedHops({ hosts }: Brief): readonly Hop[] {
  const rank = ({ role }: BriefHost): number => (FIRST.includes(role) ? 0 : LAST.includes(role) ? 2 : 1);
  return hosts
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ key, name, role, netns }) => ({
      id: key,
      host: name,
      link: role,
      namespace: netns ?? null,
      kind: "host",
      mtu: null,
      counters: [],
    }));
}

/** A bridge's own MTU is for what it sends itself, so it narrows nothing. */
function narrowestOf(hops: readonly Hop[], packet: number | null): number | null {
  const sizes = hops.map(({ mtu, kind }) => (kind === "bridge" ? null : numberIn(mtu ?? undefined)));
  const known = sizes.flatMap((size) => size ?? []);
  const least = Math.min(...known);
  const most = packet ?? Math.max(...known);
  return known.length < 2 || least >= most ? null : sizes.indexOf(least);
}
