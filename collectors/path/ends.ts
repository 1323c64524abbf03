import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { wordsOf } from "../address-words.ts";
import { type Answer, fieldOf, isUnread, readingOf, rowsOf } from "../source-readings.ts";

/** An interface of the path on one host. */
export interface End {
  readonly link: Value;
  readonly mtu: Value;
  readonly kind: Value;
  readonly mac: string | null;
}

const none = (why: Value): End => ({ link: why, mtu: why, kind: why, mac: null });

export const layoutOf = (given: Given, role: string): Answer => readingOf(given, "layout", { role });

/** The interface that has this address. */
export function linkWith(layout: Answer, address: string | undefined): End {
  if (isUnread(layout)) return none(layout);
  const owner = rowsOf(layout, "addresses").find((row) => row["address"] === address && row["namespace"] === "own");
  return owner === undefined
    ? none(unknown(`${address ?? "no address"} is not an address of this host`))
    : linkNamed(layout, owner["link"]);
}

const textOf = (value: Value | undefined): string => (typeof value === "string" ? value : "");

function linkNamed(layout: Answer, key: Value | undefined): End {
  if (typeof key !== "string") return none(key !== undefined && isUnknown(key) ? key : unknown("the interface is not named"));
  const row = rowsOf(layout, "links").find((each) => each.key === key);
  if (row === undefined) return none(unknown(`${key} is not among the interfaces`));
  return { link: row.key, mtu: row["mtu"] ?? unknown("not said"), kind: row["kind"] ?? unknown("not said"), mac: textOf(row["mac"]) };
}

/** The interface by which the kernel sends to the address that layout was asked about. */
export const wayOut = (layout: Answer): End => {
  const out = fieldOf(layout, "outInterface");
  return typeof out === "string" ? linkNamed(layout, out) : none(out);
};

/** The interface whose network the address lies in: a tunnel's other end on the same underlay. Else the one of the closest route, with the route's own MTU. */
export function towards(layout: Answer, address: string): End {
  if (isUnread(layout)) return none(layout);
  const own = rowsOf(layout, "addresses").filter((row) => row["namespace"] === "own");
  const near = own.find((row) => sameNetwork(String(row["address"]), address, Number(row["prefix"])));
  const route = routeFor(rowsOf(layout, "routes"), address);
  const link = near?.["link"] ?? route?.["dev"];
  if (link === undefined) return none(unknown(`no route to ${address} was seen`));
  const end = linkNamed(layout, link);
  const set = route?.["dev"] === link ? route["mtu"] : undefined;
  return typeof set === "number" && typeof end.mtu === "number" ? { ...end, mtu: Math.min(end.mtu, set) } : end;
}

function routeFor(routes: readonly Row[], address: string): Row | undefined {
  const usable = routes.filter((row) => row["namespace"] === "own" && row["dev"] !== "none" && row["type"] === "unicast");
  const matches = usable.flatMap((row) => {
    const [network = "", bits] = String(row["destination"]).split("/");
    // A default route is of the family of its router, or else of IPv4.
    if (network === "default") return String(row["via"]).includes(":") === address.includes(":") ? [{ row, bits: 0 }] : [];
    const prefix = bits === undefined ? (address.includes(":") ? 128 : 32) : Number(bits);
    return sameNetwork(network, address, prefix) ? [{ row, bits: prefix }] : [];
  });
  return matches.toSorted((a, b) => b.bits - a.bits)[0]?.row;
}

export function sameNetwork(a: string, b: string, prefix: number): boolean {
  const [one, other] = [wordsOf(a), wordsOf(b)];
  if (one === null || other === null || one.length !== other.length) return false;
  const drop = BigInt(one.length * 32 - prefix);
  return BigInt(`0x${one.join("")}`) >> drop === BigInt(`0x${other.join("")}`) >> drop;
}
