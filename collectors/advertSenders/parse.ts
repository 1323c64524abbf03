import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, unknown, type Value } from "#machines/contract/value.ts";
import { readCapture, type Advert, type Capture } from "../vrrp-capture.ts";
import { requireExitZero } from "../failure.ts";
import { sections } from "../section.ts";
import { placeOf } from "./place.ts";

/** Who sends for one virtual router id on one network: each router's adverts, each packet once. */
interface Group {
  readonly vrid: number;
  readonly interface: string;
  readonly routers: ReadonlyMap<string, readonly Advert[]>;
}

export function parseAdvertSenders(output: CommandOutput): Reading {
  requireExitZero(output);
  if (isNone(output)) return { fields: { router: false, senders: 0, shared: 0 }, tables: { senders: [] } };
  const capture = readCapture(output);
  const groups = groupsOf(capture);
  return {
    fields: {
      router: true,
      senders: new Set(groups.flatMap(({ routers }) => [...routers.keys()])).size,
      shared: sharedIn(capture, groups),
    },
    tables: {
      senders: groups.map((group) => ({
        key: `${group.interface} vrid ${group.vrid}${isOfIpv6(group) ? " of IPv6" : ""}`,
        vrid: group.vrid,
        interface: group.interface,
        routers: [...group.routers.keys()].join(", "),
        shared: isShared(group) ?? unknown(ONE_EACH),
      })),
    },
  };
}

function isNone(output: CommandOutput): boolean {
  const text = output.stdout.replace(/^CULPRIT-ARMED\n/m, "");
  return text.startsWith("== no router\n") && sections({ ...output, stdout: text }).size === 1;
}

const isOfIpv6 = ({ routers }: Group): boolean => [...routers.keys()].some((source) => source.includes(":"));

/**
 * One group for each id, network and version of IP. Routers that list the same addresses are of one group wherever they were seen: a router that sends by an
 * interface of its own above the card does not hear the other one there.
 */
function groupsOf({ adverts }: Capture): readonly Group[] {
  const seen = adverts.filter(({ way }) => way !== "delivered");
  const streams = [...Map.groupBy(seen, ({ source, vrid }) => `${source} ${vrid}`).values()].map((all) => placeOf(all));
  const groups: { vrid: number; interface: string; routers: Map<string, readonly Advert[]> }[] = [];
  // By their places among the groups. Whoever is on the network may send as many adverts as he likes, each from another address: no group is looked for one by one.
  const [byPlace, byList] = [new Map<string, number>(), new Map<string, number>()];
  for (const { interface: place, adverts: packets } of streams) {
    const [{ vrid, source } = { vrid: 0, source: "" }] = packets;
    const id = `${vrid} ${source.includes(":") ? "IPv6" : "IPv4"}`;
    const list = listOf(packets);
    const at = Math.min(byPlace.get(`${id} ${place}`) ?? groups.length, byList.get(`${id} ${list}`) ?? groups.length);
    const of = groups[at];
    if (of === undefined) {
      groups.push({ vrid, interface: place, routers: new Map([[source, packets]]) });
      byPlace.set(`${id} ${place}`, at);
    } else of.routers.set(source, packets);
    if (list !== "") byList.set(`${id} ${list}`, Math.min(at, byList.get(`${id} ${list}`) ?? at));
  }
  return groups;
}

const listsOf = (adverts: readonly Advert[]): ReadonlySet<string> => new Set(adverts.map(({ addresses }) => addresses.toSorted().join()));
const listOf = (adverts: readonly Advert[]): string => [...listsOf(adverts)].toSorted().join(" ");

function sharedIn({ dropped, seconds }: Capture, groups: readonly Group[]): Value {
  const each = groups.map(isShared);
  const shared = each.filter((one) => one === true).length;
  if (shared > 0) return shared;
  if (dropped > 0) return unknown("the capture lost packets");
  if (each.includes(null)) return unknown(ONE_EACH);
  return groups.length === 0 ? unknown(`no router sent an advert in ${seconds.toFixed(0)} s`) : 0;
}

const ONE_EACH = "of two routers one advert each was seen: whether one made way for the other takes a longer window";

/**
 * Routers of one group list the same addresses, and one of them sends. When the address moves, one router's adverts end and another one's begin: where they
 * come by turns, or both go on, two send. A capture that shows no addresses tells the second alone. Null: too few were seen to tell.
 */
function isShared({ routers }: Group): boolean | null {
  if (routers.size < 2) return false;
  const lists = new Set([...routers.values()].flatMap((adverts) => [...listsOf(adverts)]));
  lists.delete("");
  const order = [...routers.entries()]
    .flatMap(([source, adverts]) => adverts.map(({ at }) => ({ source, at })))
    .toSorted((a, b) => a.at - b.at)
    .map(({ source }) => source);
  const spells = order.filter((source, index) => source !== order[index - 1]);
  if (lists.size > 1 || spells.length > routers.size) return true;
  return order.length === routers.size ? null : false;
}
