import type { InstanceStanding, NamedCause, Verdict } from "../../contract/index.ts";
import type { Culprit, Hop, Leg, PathView } from "./view.ts";

type Drawn = Pick<PathView, "hops" | "legs" | "tunnel">;

/** The causes of the verdict at their places: at the interface that the guilty object is or belongs to, else as a place of its own on its host. */
export function withCulprits(drawn: Drawn, verdict: Verdict | null): Drawn & Pick<PathView, "culprits" | "beside"> {
  let now: Drawn = drawn;
  const culprits: Culprit[] = [];
  const beside: PathView["beside"][number][] = [];
  for (const cause of verdict?.causes ?? []) {
    const host = cause.object.hostName;
    if (host === undefined) continue;
    if (!now.hops.some((hop) => hop.host === host)) {
      beside.push({ id: cause.id, host });
      continue;
    }
    const own = now.hops.findIndex((hop) => hop.host === host && belongsTo(cause.object, hop));
    const served = own >= 0 ? own : now.hops.findIndex((hop) => hop.kind === "name server" && belongsTo(cause.object, hop));
    const column = served >= 0 ? served : columnFor(now, host);
    if (served < 0) {
      now = inserted(now, column, placeOf(cause, host));
      for (const [index, one] of culprits.entries()) if (one.column >= column) culprits[index] = { ...one, column: one.column + 1 };
    }
    culprits.push(culpritOf(cause, { host, column, standing: verdict?.standings.find(({ instance }) => instance === cause.instance) }));
  }
  const legs = now.legs.map((leg) => culprits.reduce((all, culprit) => pinned(all, now.hops, culprit), spanning(leg, now.hops)));
  return { ...now, legs, culprits, beside };
}

function culpritOf(
  { id, object, certainty }: NamedCause,
  { host, column, standing }: { readonly host: string; readonly column: number; readonly standing: InstanceStanding | undefined },
): Culprit {
  const { counted = null, missing = null } = standing?.accountsFor ?? {};
  return { column, id, host, object: object.say ?? object.key ?? null, suspected: certainty === "suspected", counted, missing };
}

/** The object is the interface, is named after it as its queue is ("eth1 tbf 8544:"), or serves at its address; or the interface is all that is drawn of its host. */
function belongsTo({ key }: NamedCause["object"], { link, kind }: Hop): boolean {
  if (key === undefined) return kind === "host";
  if (kind === "bond") return key === link;
  if (kind === "legs") return key.includes(" of ");
  if (kind === "name server") return key === `nameserver ${link}` || key.includes(` on ${link}:`);
  return key.split(/[\s,(]/u)[0] === link;
}

const placeOf = ({ id, object }: NamedCause, host: string): Hop => ({
  ...{ id: `${host} ${id}`, host, namespace: null, mtu: null, counters: [] },
  ...(object.key === undefined ? { link: id, kind: "cause" } : { link: object.say ?? object.key, kind: id }),
});

/**
 * Behind where packets were seen last on its host, or before the guest that they do not leave; else at the outer side of the first and the last host, and
 * in the middle of others.
 */
function columnFor({ hops, legs }: Drawn, host: string): number {
  const on = (column: number): boolean => hops[column]?.host === host;
  const first = hops.findIndex((hop) => hop.host === host);
  const last = hops.findLastIndex((hop) => hop.host === host);
  const losses = legs.flatMap(({ losses: each, back }) => each.map((loss) => ({ ...loss, back })));
  const lost = losses.find(({ from, to, within }) => within && on(from) && on(to));
  if (lost !== undefined && lost.from !== lost.to) return Math.min(lost.from, lost.to) + 1;
  if (lost !== undefined) return lost.from + (lost.back || first === 0 ? 0 : 1);
  if (first === 0) return 0;
  return last === hops.length - 1 || hops[last + 1]?.kind === "guest" ? last + 1 : first + 1;
}

/** With one more place before this column. */
function inserted({ hops, legs, tunnel }: Drawn, at: number, hop: Hop): Drawn {
  const moved = (column: number): number => (column >= at ? column + 1 : column);
  return {
    hops: [...hops.slice(0, at), hop, ...hops.slice(at)],
    tunnel: tunnel === null ? null : { ...tunnel, from: moved(tunnel.from), to: moved(tunnel.to) },
    legs: legs.map((leg) => ({
      ...leg,
      points: leg.points.map((point) => ({ ...point, column: moved(point.column) })),
      losses: leg.losses.map((loss) => ({ ...loss, from: moved(loss.from), to: moved(loss.to) })),
    })),
  };
}

/** What is measured at the two ends alone passes every place in between. */
function spanning(leg: Leg, hops: readonly Hop[]): Leg {
  if (leg.spans !== true) return leg;
  const ends = (column: number): number => (column === leg.points[0]?.column ? 0 : hops.length - 1);
  return {
    ...leg,
    points: leg.points.map((point) => ({ ...point, column: ends(point.column) })),
    losses: leg.losses.map((loss) => ({ ...loss, from: 0, to: hops.length - 1 })),
  };
}

/** What is lost around the place of a cause, on its host, is lost at it; and so is all that is missing, where its own count is just that. */
function pinned(leg: Leg, hops: readonly Hop[], { column, host, counted, missing }: Culprit): Leg {
  const losses = leg.losses.map((loss) => {
    const [low, high] = [Math.min(loss.from, loss.to), Math.max(loss.from, loss.to)];
    if (loss.mtu !== null || loss.say !== undefined) return loss;
    const mine = loss.within && hops[low]?.host === host && hops[high]?.host === host;
    // What an end of the way swallows was seen at its interface, which is next to it.
    if (low === high) return mine && Math.abs(column - low) === 1 ? { ...loss, from: column, to: column } : loss;
    if (column < low || column > high) return loss;
    const all = counted !== null && counted === missing && loss.count === missing;
    return mine || all ? { ...loss, from: column, to: column, within: true } : loss;
  });
  return { ...leg, losses };
}
