import { type Row, unknown, type Value } from "#machines/contract/value.ts";
import type { Link } from "./link.ts";
import type { RouteTo } from "./routes.ts";

interface Given {
  readonly links: readonly Link[];
  readonly to: RouteTo;
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  /** Why Open vSwitch could not be read; null when it could, or is not there. */
  readonly ovs: string | null;
  readonly files: boolean;
}

/** What claims compare: the way to the target, the smallest MTU, and how much there is of everything. */
export function flatFields({ links, to, tables, ovs, files }: Given): Readonly<Record<string, Value>> {
  const count = (table: string): number => tables[table]?.length ?? 0;
  const unread = ovs === null ? null : unknown(ovs);
  const own = links.filter(({ namespace }) => namespace === "");
  const smallest = own
    .filter(({ up, loopback, mtu }) => up && !loopback && typeof mtu === "number")
    .toSorted((a, b) => Number(a.mtu) - Number(b.mtu))[0];
  const none = unknown("no interface but the loopback is up");
  return {
    ...way(own, to),
    smallestMtu: smallest?.mtu ?? none,
    smallestMtuLink: smallest?.key ?? none,
    links: own.length,
    routes: tables["routes"]?.filter((row) => row["namespace"] === "own").length ?? 0,
    neighbours: count("neighbours"),
    bridges: count("bridges"),
    bonds: count("bonds"),
    tunnels: unread ?? count("tunnels"),
    ovsBridges: unread ?? count("ovsBridges"),
    ovsPorts: unread ?? count("ovsPorts"),
    guests: files ? unknown("not looked for without ip") : count("guests"),
  };
}

function way(own: readonly Link[], to: RouteTo): Readonly<Record<string, Value>> {
  if (to.dev === null) {
    const why = unknown(`no route to the target: ${to.why}`);
    return {
      outInterface: why,
      outKind: why,
      outMtu: why,
      routeMtu: why,
      routeMtuFrom: why,
      nextHop: why,
      source: why,
      targetIsOwn: false,
    };
  }
  const out = own.find(({ name }) => name === to.dev);
  const outMtu = out?.mtu ?? unknown(`${to.dev} is not among the interfaces`);
  return {
    outInterface: to.dev,
    outKind: out?.kind ?? unknown(`${to.dev} is not among the interfaces`),
    outMtu,
    routeMtu: to.mtu ?? outMtu,
    routeMtuFrom: to.mtu === null ? "interface" : to.learnt ? "learnt" : "route",
    nextHop: to.via,
    source: to.source,
    targetIsOwn: to.local,
  };
}
