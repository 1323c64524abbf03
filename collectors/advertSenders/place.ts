import type { Advert } from "../vrrp-capture.ts";

/** What one router sent, each packet once, and on which of this host's interfaces it belongs. */
interface Placed {
  readonly interface: string;
  readonly adverts: readonly Advert[];
}

/** One packet is seen on a bridge and on its port, on a VLAN and below it, within microseconds; VRRP's shortest interval is 10 ms. */
const SAME_PACKET_SECONDS = 0.005;

/**
 * The uppermost one speaks for all: a card has the adverts of every VLAN on it. What comes in is seen there last, and what leaves, first. What both comes in
 * and leaves is only handed on. A capture may begin or end within a packet, so that most of them decide.
 */
export function placeOf(adverts: readonly Advert[]): Placed {
  const comesIn = adverts.filter(({ way }) => way === "in");
  const own = comesIn.length === 0 ? adverts : comesIn;
  const packets: Advert[][] = [];
  let seenOn = new Set<string>();
  for (const advert of own) {
    const last = packets.at(-1);
    const isSame = last?.[0] !== undefined && advert.at - last[0].at < SAME_PACKET_SECONDS && !seenOn.has(advert.interface);
    if (isSame) last.push(advert);
    else {
      packets.push([advert]);
      seenOn = new Set();
    }
    seenOn.add(advert.interface);
  }
  const tops = packets.flatMap((packet) => (comesIn.length === 0 ? packet.slice(0, 1) : packet.slice(-1)));
  const counts = Map.groupBy(tops, (advert) => advert.interface);
  const [most] = [...counts].toSorted(([, a], [, b]) => b.length - a.length);
  return { interface: most?.[0] ?? "", adverts: tops };
}
