import { type Row, unknown } from "#machines/contract/value.ts";
import type { Cut, RouteTo } from "./routes.ts";
import { MOST } from "./script.ts";

const RTF_UP = 1;
const RTF_GATEWAY = 2;

interface FileRoute {
  readonly dev: string;
  readonly destination: number;
  readonly gateway: number;
  readonly flags: number;
  readonly mask: number;
  readonly mtu: number;
}

/** /proc/net/route: IPv4 alone, addresses in hexadecimal in the machine's byte order (little-endian on everything that has an overlay). */
export function fileRoutes(lines: readonly string[]): readonly FileRoute[] {
  return lines.slice(1).flatMap((line) => {
    const [dev, destination, gateway, flags, , , , mask, mtu] = line.trim().split(/\s+/);
    if (dev === undefined || mask === undefined || mtu === undefined) return [];
    const hex = (text: string | undefined): number => Number.parseInt((text ?? "0").replace(/^(..)(..)(..)(..)$/, "$4$3$2$1"), 16);
    const route = {
      dev,
      destination: hex(destination),
      gateway: hex(gateway),
      flags: Number.parseInt(flags ?? "0", 16),
      mask: hex(mask),
      mtu: Number(mtu),
    };
    return (route.flags & RTF_UP) !== 0 ? [route] : [];
  });
}

export const fileRouteRows = (routes: readonly FileRoute[]): Cut<Row> => ({
  rows: routes.map((route) => ({
    key: `${dotted(route.destination)}/${bitsOf(route.mask)} ${route.dev}`,
    namespace: "own",
    destination: route.mask === 0 ? "default" : `${dotted(route.destination)}/${bitsOf(route.mask)}`,
    via: (route.flags & RTF_GATEWAY) === 0 ? "none" : dotted(route.gateway),
    dev: route.dev,
    source: "none",
    type: "unicast",
    mtu: route.mtu > 0 ? route.mtu : unknown("the route sets none"),
  })),
  cut: routes.length > MOST.routes,
});

/** The longest match, as the kernel's main table has it; rules and other tables are not in this file. */
export function fileRouteTo(routes: readonly FileRoute[], target: string): RouteTo {
  const none = {
    dev: null,
    via: "none",
    source: unknown("without ip the source address is not known"),
    mtu: null,
    learnt: false,
    local: false,
  };
  const octets = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(target)?.slice(1).map(Number);
  if (octets === undefined) return { ...none, why: "without ip no route to an IPv6 address is known" };
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const [best] = routes.filter(({ mask, destination }) => (address & mask) >>> 0 === destination).toSorted((a, b) => b.mask - a.mask);
  if (best === undefined) return { ...none, why: "Network is unreachable" };
  const via = (best.flags & RTF_GATEWAY) === 0 ? "none" : dotted(best.gateway);
  return { ...none, dev: best.dev, via, mtu: best.mtu > 0 ? best.mtu : null, why: "" };
}

/** /proc/net/arp: "10.20.0.11 0x1 0x2 ce:65:a0:93:e4:1f * eth1"; flags 0x0 is an entry without an address. */
export const fileNeighbours = (lines: readonly string[]): Cut<Row> => ({
  rows: lines.slice(1, MOST.neighbours + 1).flatMap((line) => {
    const [address, , flags, mac, , link] = line.trim().split(/\s+/);
    if (address === undefined || link === undefined) return [];
    const known = flags !== "0x0";
    return [{ key: `${address} ${link}`, link, address, mac: known ? (mac ?? "none") : "none", state: known ? "KNOWN" : "INCOMPLETE" }];
  }),
  cut: lines.length > MOST.neighbours,
});

const dotted = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
const bitsOf = (mask: number): number => mask.toString(2).replaceAll("0", "").length;
