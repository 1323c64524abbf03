import type { Given } from "#machines/contract/collector.ts";
import { unknown, type Value } from "#machines/contract/value.ts";
import { fieldOf, readingOf, isNumber } from "./source-readings.ts";

/** What was seen inside the tunnel, where somebody looked: takes the place of what settings do not say. */
export interface Seen {
  readonly overheadBytes: number;
  readonly encapsulation: Value;
}

/** How a capture calls what travels in IPv6. */
export const OVER_IPV6 = " over IPv6";

/** What a boundary may be above the MTU that makes it: virtual links and bridges leave room for one VLAN tag (is_skb_forwardable). */
export const SLACK = 4;

/** GRE between 38 and 50, VXLAN and Geneve: what a tunnel of each kind may add where its settings are not known. */
const POSSIBLE: ReadonlyMap<Value, readonly number[]> = new Map([
  ["gre", [38, 42, 46, 50]],
  ["vxlan", [50, 54]],
  ["geneve", [50, 54, 58, 66]],
]);

export interface Facts {
  readonly guestMtu: Value;
  readonly carriedMtu: Value;
  readonly underlayMtu: Value;
  readonly overheadBytes: Value;
  /** The version of the outer header; null where neither packets nor settings say it. */
  readonly outside: 4 | 6 | null;
  readonly boundary: Value;
  readonly networkMtu: Value;
  readonly tunnelKind: Value;
  /** Some guest's packets were lost, some came through in pieces, or neither. */
  readonly lost: { readonly there: Value; readonly back: Value };
}

/** On the sender every runbook asks for the path; it stands for the whole of it. */
export const pathField = (given: Given, name: string): Value => fieldOf(readingOf(given, "path", { role: "sender" }), name);
export const ownPath = (given: Given, name: string): Value => fieldOf(readingOf(given, "path", { host: given.host.key }), name);
export const large = (given: Given, name: string): Value => fieldOf(readingOf(given, "largePackets"), name);

export function factsOf(given: Given, seen: Seen | null): Facts {
  const named = (role: string): boolean => given.hosts.some((host) => host.role === role);
  const guests = [...(named("senderHost") ? ["senderMtu"] : []), ...(named("receiverHost") && named("receiver") ? ["receiverMtu"] : [])];
  const guestMtu = largest((guests.length === 0 ? ["senderMtu", "receiverMtu"] : guests).map((name) => pathField(given, name)));
  const underlayMtu = pathField(given, "underlayMtu");
  const boundary = large(given, "boundary");
  const tunnelKind = pathField(given, "tunnelKind");
  const overheadBytes = seen?.overheadBytes ?? overheadFrom(pathField(given, "overheadBytes"), { tunnelKind, underlayMtu, boundary });
  return {
    guestMtu,
    overheadBytes,
    outside: outsideOf(seen, pathField(given, "overheadIs")),
    underlayMtu,
    carriedMtu:
      isNumber(underlayMtu) && isNumber(overheadBytes) ? underlayMtu - overheadBytes : isNumber(underlayMtu) ? overheadBytes : underlayMtu,
    boundary,
    networkMtu: pathField(given, "networkMtu"),
    tunnelKind,
    lost: { there: large(given, "lostThere"), back: large(given, "lostBack") },
  };
}

/** What was seen comes before what settings add up to. */
function outsideOf(seen: Seen | null, sum: Value): 4 | 6 | null {
  if (typeof seen?.encapsulation === "string") return seen.encapsulation.endsWith(OVER_IPV6) ? 6 : 4;
  return typeof sum === "string" ? (sum.startsWith("outer IPv6") ? 6 : 4) : null;
}

interface Around {
  readonly tunnelKind: Value;
  readonly underlayMtu: Value;
  readonly boundary: Value;
}

/** The settings' own sum; else the one of its kind that leaves exactly the boundary of the underlay's MTU. */
function overheadFrom(known: Value, { tunnelKind, underlayMtu, boundary }: Around): Value {
  if (isNumber(known) || !isNumber(underlayMtu) || !isNumber(boundary)) return known;
  const match = (POSSIBLE.get(tunnelKind) ?? []).find((bytes) => underlayMtu - bytes === boundary);
  return match ?? known;
}

export function largest(values: readonly Value[]): Value {
  const known = values.filter(isNumber);
  return known.length === 0 ? (values[0] ?? unknown("nothing is known")) : Math.max(...known);
}

/** Is this MTU, or a little more, where sizes end? */
export const isAt = (boundary: Value, mtu: Value): boolean | null =>
  isNumber(boundary) && isNumber(mtu) ? boundary >= mtu && boundary <= mtu + SLACK : null;
