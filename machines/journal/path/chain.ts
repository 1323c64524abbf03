import type { Brief, BriefHost, Value } from "../../contract/index.ts";
import type { Around } from "./around.ts";
import { sidesOf, type Device } from "./interfaces.ts";
import { lossesIn, sentWords } from "./passage.ts";
import { numberIn } from "./readings.ts";
import type { Hop, Leg } from "./view.ts";

const FIRST = ["sender", "client", "prober", "master", "requester", "resolver"];
const LAST = ["receiver", "server", "compute", "backup", "target"];

/** Hosts whose role has no place between who asks and who answers. */
const ASIDE = ["bystander", "hypervisor", "others", "network", "senderHost", "receiverHost", "healthyPeer"];

const rankOf = ({ role }: BriefHost): number => (FIRST.includes(role) ? 0 : LAST.includes(role) ? 2 : 1);

/** The hosts that packets pass, from who asks to who answers. */
export const hostsOnWay = ({ hosts }: Brief): readonly BriefHost[] => {
  const on = hosts.filter(({ role }) => !ASIDE.includes(role));
  // A guest's hypervisor is on the way only where it is what answers.
  const ends = on.some(({ role }) => role === "server") ? on.filter(({ role }) => role !== "compute") : on;
  return ends.toSorted((a, b) => rankOf(a) - rankOf(b));
};

/** What a place of one host says of packets: on the side of who asks, or of who answers. */
export interface Station {
  readonly host: string;
  readonly side: "in" | "out";
  readonly seen: Value;
  readonly say: string;
}

/** The way over the hosts that were named, each with the interfaces by which packets pass, as far as anything tells them. */
export function chainOf({ readings, names, brief }: Around): readonly Hop[] {
  const hosts = hostsOnWay(brief);
  const last = hosts.length - 1;
  return hosts.flatMap((host, at) => {
    const sides = sidesOf(readings, host.key);
    const wanted = [...(at > 0 ? (["in"] as const) : []), ...(at < last || last === 0 ? (["out"] as const) : [])];
    const same = wanted.length > 1 && sides.in?.link === sides.out?.link;
    if (same || wanted.some((side) => sides[side] === null)) return [hopOf(host, names, same ? sides.in : null)];
    return wanted.map((side) => ({ ...hopOf(host, names, sides[side]), id: `${host.key} ${side}` }));
  });
}

function columnIn(hops: readonly Hop[], { host, side }: Station): number {
  const exact = hops.findIndex(({ id }) => id === `${host} ${side}`);
  return exact >= 0 ? exact : hops.findIndex(({ id }) => id.split(" ")[0] === host);
}

/**
 * Counts of the same packets at these places, in the packets' order. Two counts of one drawn place are one point, and what is lost between them is lost
 * there. A place that saw nothing while one behind it saw them is not on their way.
 */
export function legOn(
  hops: readonly Hop[],
  stations: readonly Station[],
  about: Pick<Leg, "title" | "seq" | "back"> & { readonly say?: string },
): Leg {
  const placed = stations.map((one) => ({ ...one, column: columnIn(hops, one) })).filter(({ column }) => column >= 0);
  const passed = placed.map(({ seen }) => (numberIn(seen) ?? 0) > 0);
  const past = placed.filter(({ seen }, at) => seen === 0 && passed.slice(0, at).includes(true) && passed.slice(at).includes(true));
  const places = placed.filter((one) => !past.includes(one));
  const points = places.map(({ column, seen, say }) => ({ column, seen, say }));
  const kept = points.filter(({ column }, at) => points.findIndex((one) => one.column === column) === at);
  const losses = lossesIn(points, places).map((one) => ({
    ...one,
    after: kept.findIndex(({ column }) => column === points[one.after]?.column),
  }));
  const hosts = [...new Set(past.map(({ column }) => hops[column]?.host ?? ""))];
  const say = [about.say ?? sentWords(points), ...hosts.map((host) => `past ${host}`)].join(", ");
  return { ...about, say, points: kept, losses };
}

const KIND = { seen: "interface", routed: "interface", busiest: "busiest" } as const;

function hopOf({ key, name, role, netns }: BriefHost, names: ReadonlyMap<string, string>, device: Device | null): Hop {
  const place = { id: key, host: names.get(key) ?? name, namespace: netns ?? null, mtu: null, counters: [] };
  return device === null ? { ...place, link: role, kind: "host" } : { ...place, link: device.link, kind: KIND[device.known] };
}
