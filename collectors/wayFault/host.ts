import type { Given } from "#machines/contract/collector.ts";
import type { BriefHost } from "#machines/contract/brief.ts";
import type { Reading, Row } from "#machines/contract/value.ts";
import { readingOf, tableOf, wordAt } from "../handshake-scene.ts";

/** One host with what was read on it: its routes and neighbours, and what came by while the probe ran. */
export interface Station {
  readonly host: BriefHost;
  readonly way: Reading;
  /** Questions and claims of ARP or neighbour discovery; null where the capture is missing or incomplete. */
  readonly resolutions: readonly Row[] | null;
  readonly handshakes: readonly Row[] | null;
  readonly why: string;
}

export function stationOf(given: Given, host: BriefHost): Station | { readonly why: string } {
  const way = readingOf(given, "way", host);
  if ("why" in way) return way;
  const capture = readingOf(given, "handshakes", host);
  const whole = "reading" in capture && capture.reading.fields["complete"] === true ? capture.reading : null;
  const why = "why" in capture ? capture.why : whole === null ? `the capture on ${host.name} is not complete` : "";
  return {
    host,
    way: way.reading,
    resolutions: whole === null ? null : tableOf(whole, "resolutions"),
    handshakes: whole === null ? null : tableOf(whole, "handshakes"),
    why,
  };
}

/** The other hosts of the incident that could be read. */
export const stationsOf = (given: Given): readonly Station[] =>
  given.hosts.flatMap((host) => {
    const station = stationOf(given, host);
    return "host" in station ? [station] : [];
  });

export const macsOf = ({ way }: Station): readonly string[] => tableOf(way, "links").map((row) => wordAt(row, "mac"));
export const hasAddress = ({ way }: Station, address: string): boolean =>
  tableOf(way, "addresses").some((row) => row["address"] === address);

/** Does one of this host's own networks hold the address? IPv4 only: IPv6 networks often hold several. */
export function networkOf({ way }: Station, address: string): Row | undefined {
  const value = bitsOf(address);
  if (value === null) return undefined;
  return tableOf(way, "addresses").find((row) => {
    const own = bitsOf(wordAt(row, "address"));
    const prefix = typeof row["prefix"] === "number" ? row["prefix"] : 32;
    return own !== null && prefix > 0 && prefix < 32 && own >>> (32 - prefix) === value >>> (32 - prefix);
  });
}

export function bitsOf(address: string): number | null {
  const parts = address.split(".").map(Number);
  return parts.length === 4 && parts.every((part) => part >= 0 && part <= 255)
    ? parts.reduce((bits, part) => ((bits << 8) | part) >>> 0, 0)
    : null;
}

/** "192.0.2.11" with 24 bits: "192.0.2.0/24". */
export function networkText(address: string, prefix: number): string {
  const bits = bitsOf(address);
  if (bits === null) return `${address}/${prefix}`;
  const masked = prefix === 0 ? 0 : (bits >>> (32 - prefix)) << (32 - prefix);
  return `${[24, 16, 8, 0].map((shift) => (masked >>> shift) & 255).join(".")}/${prefix}`;
}
