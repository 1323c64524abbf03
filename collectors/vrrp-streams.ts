import { unknown, type Row, type Value } from "#machines/contract/value.ts";
import { LATE } from "./vrrp-interval.ts";
import type { Advert, Capture } from "./vrrp-capture.ts";

/** All adverts of one router for one virtual router id, where they were seen best. */
export interface Stream {
  readonly source: string;
  readonly vrid: number;
  readonly sent: boolean;
  readonly adverts: readonly Advert[];
  readonly delivered: Value;
  readonly gaps: readonly number[];
  readonly intervalMs: number;
}

/** The same packet is seen on a bridge and on its port, on a VLAN and below it: the interface that saw most speaks for all. */
export function streamsOf({ adverts, seconds, delivers }: Capture): readonly Stream[] {
  const seen = adverts.filter(({ way }) => way !== "delivered");
  const routerOf = ({ source, vrid }: Advert): string => `${source} ${vrid}`;
  const routers = Map.groupBy(seen, routerOf);
  const through = Map.groupBy(
    adverts.filter(({ way }) => way === "delivered"),
    routerOf,
  );
  return [...routers.values()].map((all): Stream => {
    const [best = []] = [...Map.groupBy(all, (advert) => `${advert.interface} ${advert.way}`).values()].sort((a, b) => b.length - a.length);
    const [first] = best;
    const last = best.at(-1);
    if (first === undefined || last === undefined) throw new TypeError("a stream without an advert");
    const { source, vrid, intervalMs } = last;
    // What also comes in was not made here: a host that switches or routes for others sees it leave as well.
    const sent = all.every(({ way }) => way === "out");
    const behind = through.get(routerOf(last))?.length ?? 0;
    return {
      source,
      vrid,
      sent,
      adverts: best,
      delivered: delivers && !source.includes(":") ? behind : unknown("this capture does not show what the host's filters let through"),
      gaps: gapsOf(best, seconds),
      intervalMs,
    };
  });
}

/** The silences before, between and after, in milliseconds. */
function gapsOf(adverts: readonly Advert[], seconds: number): readonly number[] {
  const times = [0, ...adverts.map(({ at }) => at).toSorted((a, b) => a - b), seconds];
  return times.slice(1).map((at, index) => Math.max(0, 1_000 * (at - (times[index] ?? at))));
}

export const longestGapMs = ({ gaps }: Pick<Stream, "gaps">): number => Math.round(gaps.reduce((most, gap) => Math.max(most, gap), 0));

export const isLate = (stream: Stream): boolean => longestGapMs(stream) > LATE * stream.intervalMs;

/** How many should have come and did not. */
export const missedOf = ({ gaps, intervalMs }: Stream): number =>
  gaps.reduce((sum, gap, index) => {
    if (gap <= LATE * intervalMs) return sum;
    const atEdge = index === 0 || index === gaps.length - 1;
    return sum + (atEdge ? Math.floor(gap / intervalMs) : Math.round(gap / intervalMs) - 1);
  }, 0);

export const rowOf = (stream: Stream): Row => {
  const last = stream.adverts.at(-1);
  if (last === undefined) throw new TypeError("a stream without an advert");
  return {
    key: `${stream.source} vrid ${stream.vrid}`,
    source: stream.source,
    vrid: stream.vrid,
    sent: stream.sent,
    adverts: stream.adverts.length,
    delivered: stream.sent ? unknown("this host sent them") : stream.delivered,
    interface: last.interface,
    destination: last.destination,
    version: last.version,
    priority: last.priority,
    ttl: last.ttl,
    auth: last.auth,
    addresses: last.addresses.length === 0 ? unknown("not shown by this capture") : last.addresses.join(", "),
    intervalMs: stream.intervalMs,
    longestGapMs: longestGapMs(stream),
    missed: missedOf(stream),
  };
};
