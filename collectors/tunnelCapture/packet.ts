import { shortened } from "../endpoint.ts";

/** An outer packet as it was seen, and what is inside it. */
export interface Wrapped {
  readonly what: "wrapped";
  readonly source: string;
  readonly target: string;
  /** "gre", "gre with key", "vxlan", "geneve with 8 bytes of options", "ipip"; "... over IPv6" where that is outside. */
  readonly encapsulation: string;
  /** Bytes from the beginning of the outer IP header to that of the inner one. */
  readonly overhead: number;
  /** 4 or 6, outside and inside. */
  readonly outerVersion: 4 | 6;
  readonly innerVersion: 4 | 6;
  /** What a capture filter says of the outer packet. */
  readonly outerMatch: string;
  readonly outerDf: boolean;
  /** It is the first of several fragments. */
  readonly fragmented: boolean;
  readonly innerDf: boolean;
  readonly innerSize: number;
  readonly innerSource: string;
  readonly innerTarget: string;
  readonly innerVlans: number;
}

/** Fragmentation Needed or Packet Too Big, as a router sent it. */
export interface Refusal {
  readonly what: "refusal";
  readonly by: string;
  readonly to: string;
  readonly mtu: number;
  readonly about: string;
}

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const BRIDGED = 0x6558;
const TAGS: ReadonlySet<number> = new Set([0x8100, 0x88a8]);
const [ICMP, ICMP6, GRE, UDP] = [1, 58, 47, 17];

/** What hexadecimal bytes from an IP header on are; null for anything else. */
export function packetFrom(hex: string): Wrapped | Refusal | null {
  const bytes = Uint8Array.from((hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));
  const outer = headerOf(bytes, 0);
  if (outer === null || bytes.length < outer.next + 8) return null;
  if (outer.protocol === ICMP || outer.protocol === ICMP6) return refusal(bytes, outer);
  const inside = insideOf(bytes, outer);
  const inner = inside === null ? null : headerOf(bytes, inside.at);
  if (inside === null || inner === null) return null;
  return {
    what: "wrapped",
    source: outer.source,
    target: outer.target,
    encapsulation: outer.version === 6 ? `${inside.name} over IPv6` : inside.name,
    overhead: inside.at,
    outerVersion: outer.version,
    innerVersion: inner.version,
    outerMatch: inside.match,
    outerDf: outer.df,
    fragmented: outer.fragmented,
    innerDf: inner.df,
    innerSize: inner.size,
    innerSource: inner.source,
    innerTarget: inner.target,
    innerVlans: inside.vlans,
  };
}

interface Header {
  readonly version: 4 | 6;
  readonly source: string;
  readonly target: string;
  readonly protocol: number;
  /** Where what it carries begins. */
  readonly next: number;
  readonly size: number;
  readonly df: boolean;
  readonly fragmented: boolean;
}

/** Null where there is no header, and for later fragments: they begin in the middle of what was broken up. */
function headerOf(bytes: Uint8Array, at: number): Header | null {
  const version = (bytes[at] ?? 0) >> 4;
  if (version === 4 && bytes.length >= at + 20) return version4(bytes, at);
  return version === 6 && bytes.length >= at + 40 ? version6(bytes, at) : null;
}

function version4(bytes: Uint8Array, at: number): Header | null {
  const flags = word(bytes, at + 6);
  if ((flags & 0x1fff) !== 0) return null;
  return {
    version: 4,
    source: address4(bytes, at + 12),
    target: address4(bytes, at + 16),
    protocol: bytes[at + 9] ?? 0,
    next: at + ((bytes[at] ?? 0) & 15) * 4,
    size: word(bytes, at + 2),
    df: (flags & 0x4000) !== 0,
    fragmented: (flags & 0x2000) !== 0,
  };
}

const FRAGMENT = 44;
/** Hop-by-hop, routing and destination options (RFC 8200 4); a tunnel's limit of nesting is in the last of them (RFC 2473 4.1.1). */
const OPTIONS: ReadonlySet<number> = new Set([0, 43, 60]);

/** No router breaks up an IPv6 packet, so it counts as forbidden unless its sender broke it up itself. */
function version6(bytes: Uint8Array, at: number): Header | null {
  let [protocol, next, fragmented] = [bytes[at + 6] ?? 0, at + 40, false];
  while ((OPTIONS.has(protocol) || protocol === FRAGMENT) && next + 8 <= bytes.length) {
    if (protocol === FRAGMENT && (word(bytes, next + 2) & 0xfff8) !== 0) return null;
    if (protocol === FRAGMENT) fragmented = (word(bytes, next + 2) & 1) !== 0;
    const length = protocol === FRAGMENT ? 8 : 8 + (bytes[next + 1] ?? 0) * 8;
    protocol = bytes[next] ?? 0;
    next += length;
  }
  return {
    version: 6,
    source: address6(bytes, at + 8),
    target: address6(bytes, at + 24),
    protocol,
    next,
    size: 40 + word(bytes, at + 4),
    df: !fragmented,
    fragmented,
  };
}

interface Inside {
  readonly at: number;
  readonly name: string;
  readonly vlans: number;
  readonly match: string;
}

function insideOf(bytes: Uint8Array, { protocol, next, version }: Header): Inside | null {
  const ip = version === 6 ? "ip6 " : "";
  // A filter does not look behind IPv6's options: they are named by what they are, and what follows them by where it stands.
  const behind = version === 6 && next > 40 ? `ip6[6]=${bytes[6] ?? 0} and ip6[40]=${protocol}` : null;
  if (behind !== null) return insideOptions(bytes, { protocol, next, behind });
  if (protocol === GRE) return named(gre(bytes, next), `${ip}proto gre`);
  if (protocol === UDP) return named(udp(bytes, next), `${ip === "" ? "" : "ip6 and "}udp port ${word(bytes, next + 2)}`);
  if (protocol === 4) return { at: next, name: "ipip", vlans: 0, match: `${ip}proto 4` };
  return protocol === 41 ? { at: next, name: "ipip with IPv6 inside", vlans: 0, match: `${ip}proto 41` } : null;
}

function insideOptions(
  bytes: Uint8Array,
  { protocol, next, behind }: { readonly protocol: number; readonly next: number; readonly behind: string },
): Inside | null {
  if (protocol === GRE) return named(gre(bytes, next), behind);
  if (protocol === UDP) return named(udp(bytes, next), `${behind} and ip6[${next + 2}:2]=${word(bytes, next + 2)}`);
  if (protocol === 4) return { at: next, name: "ipip", vlans: 0, match: behind };
  return protocol === 41 ? { at: next, name: "ipip with IPv6 inside", vlans: 0, match: behind } : null;
}

const named = (inside: Found | null, match: string): Inside | null => (inside === null ? null : { ...inside, match });

type Found = Omit<Inside, "match">;

/** RFC 2784 and 2890: each of checksum, key and sequence number adds four bytes. */
function gre(bytes: Uint8Array, at: number): Found | null {
  const flags = word(bytes, at);
  const parts = [
    [0x8000, "checksum"],
    [0x2000, "key"],
    [0x1000, "sequence number"],
  ] as const;
  const set = parts.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name);
  const next = at + 4 + 4 * set.length;
  const name = set.length === 0 ? "gre" : `gre with ${set.join(" and ")}`;
  const type = word(bytes, at + 2);
  if (type === IPV4 || type === IPV6) return { at: next, name: `${name}, without Ethernet`, vlans: 0 };
  return type === BRIDGED ? ethernet(bytes, next, name) : null;
}

const VXLAN: ReadonlySet<number> = new Set([4789, 8472]);
const [VXLAN_GPE, GENEVE] = [4790, 6081];

function udp(bytes: Uint8Array, at: number): Found | null {
  const port = word(bytes, at + 2);
  if (VXLAN.has(port)) return ethernet(bytes, at + 16, "vxlan");
  // The protocol inside: 1 and 2 are IPv4 and IPv6, 3 is Ethernet.
  if (port === VXLAN_GPE)
    return bytes[at + 11] === 3 ? ethernet(bytes, at + 16, "vxlan-gpe") : { at: at + 16, name: "vxlan-gpe, without Ethernet", vlans: 0 };
  if (port !== GENEVE) return null;
  const options = ((bytes[at + 8] ?? 0) & 0x3f) * 4;
  const name = options === 0 ? "geneve" : `geneve with ${options} bytes of options`;
  return word(bytes, at + 10) === BRIDGED ? ethernet(bytes, at + 16 + options, name) : null;
}

function ethernet(bytes: Uint8Array, at: number, name: string): Found | null {
  let [type, vlans] = [at + 12, 0];
  while (TAGS.has(word(bytes, type)) && vlans < 3) {
    type += 4;
    vlans += 1;
  }
  const inside = word(bytes, type);
  return inside === IPV4 || inside === IPV6 ? { at: type + 2, name, vlans } : null;
}

/** RFC 1191 4: the next hop's MTU is in the last two bytes of the second word. RFC 4443 3.2: in all four. The refused packet follows. */
function refusal(bytes: Uint8Array, { protocol, next, source, target }: Header): Refusal | null {
  const [type, code] = [bytes[next], bytes[next + 1]];
  const refused = protocol === ICMP ? type === 3 && code === 4 : type === 2;
  const about = protocol === ICMP ? address4(bytes, next + 8 + 16) : address6(bytes, next + 8 + 24);
  const mtu = word(bytes, next + 6) + (protocol === ICMP ? 0 : word(bytes, next + 4) * 0x1_0000);
  return refused ? { what: "refusal", by: source, to: target, mtu, about } : null;
}

const word = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
const address4 = (bytes: Uint8Array, at: number): string => [0, 1, 2, 3].map((more) => bytes[at + more] ?? 0).join(".");

const address6 = (bytes: Uint8Array, at: number): string =>
  shortened([0, 2, 4, 6, 8, 10, 12, 14].map((more) => word(bytes, at + more).toString(16)));
