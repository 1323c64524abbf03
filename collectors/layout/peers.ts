import { unknown, type Value } from "#machines/contract/value.ts";
import type { Link } from "./link.ts";

/** By namespace key: which of its numbers for other namespaces means which, where iproute2 knows the name. */
export type NamespaceIds = ReadonlyMap<string, ReadonlyMap<number, string>>;

/** Lines of `ip netns list-id`: "nsid 2 (iproute2 netns name: qrouter-2d6f)"; older versions print "(iproute2 netns name: ...)" alike. */
export const idsOf = (lines: readonly string[]): ReadonlyMap<number, string> =>
  new Map(
    lines.flatMap((line): readonly (readonly [number, string])[] => {
      const [, id, name] = /^nsid (\d+) .*netns name: ([^)\s]+)\)/.exec(line) ?? [];
      return id === undefined || name === undefined ? [] : [[Number(id), name]];
    }),
  );

/** The other end of a veth pair, and the device that something is stacked on: keys, "none", or why it is not known. */
export function relativesOf(links: readonly Link[], ids: NamespaceIds): (link: Link) => { readonly peer: Value; readonly lower: Value } {
  const byName = new Map(links.map((each) => [each.key, each]));
  const byIndex = new Map<number, Link[]>();
  for (const each of links) byIndex.set(each.ifindex, [...(byIndex.get(each.ifindex) ?? []), each]);
  const namespaces = new Set(links.map(({ namespace }) => namespace));
  const target = (link: Link): Value => {
    const { lower } = link;
    if (lower === null) return "none";
    if (lower.name !== undefined)
      return byName.get(link.namespace === "" ? lower.name : `${link.namespace}/${lower.name}`)?.key ?? lower.name;
    const candidates = (byIndex.get(lower.ifindex ?? 0) ?? []).filter((each) => each !== link);
    const named = lower.namespace ?? (lower.nsid === undefined ? undefined : ids.get(link.namespace)?.get(lower.nsid));
    if (named !== undefined && namespaces.has(named)) return candidates.find(({ namespace }) => namespace === named)?.key ?? elsewhere;
    if (named === undefined && lower.nsid === undefined) {
      const here = candidates.find(({ namespace }) => namespace === link.namespace);
      return here === undefined ? elsewhere : here.key;
    }
    // Ends of a pair point at each other; with one such pair only there is no doubt.
    const mutual = candidates.filter(
      (each) => each.lower?.ifindex === link.ifindex && each.kind === "veth" && each.namespace !== link.namespace,
    );
    return mutual.length === 1 && mutual[0] !== undefined ? mutual[0].key : elsewhere;
  };
  return (link) => (link.kind === "veth" ? { peer: target(link), lower: "none" } : { peer: "none", lower: target(link) });
}

const elsewhere = unknown("its other end is in a network namespace that was not read, or in another machine's");
