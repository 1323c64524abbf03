/** An outer packet as it was seen, and what is inside it. */
export interface Wrapped {
  readonly what: "wrapped";
  readonly source: string;
  readonly target: string;
  /** "gre", "gre with key", "vxlan", "geneve", "ipip". */
  readonly encapsulation: string;
  /** Bytes from the beginning of the outer IP header to that of the inner one. */
  readonly overhead: number;
  readonly outerDf: boolean;
  /** It is the first of several fragments. */
  readonly fragmented: boolean;
  readonly innerDf: boolean;
  readonly innerSize: number;
  readonly innerSource: string;
  readonly innerTarget: string;
  readonly innerVlans: number;
}

/** Fragmentation Needed, as a router sent it. */
export interface Refusal {
  readonly what: "refusal";
  readonly by: string;
  readonly to: string;
  readonly mtu: number;
  readonly about: string;
}

const IPV4 = 0x0800;
const BRIDGED = 0x6558;
const TAGS: ReadonlySet<number> = new Set([0x8100, 0x88a8]);

/** What hexadecimal bytes from an IPv4 header on are; null for anything else. */
export function packetFrom(hex: string): Wrapped | Refusal | null {
  const bytes = Uint8Array.from((hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));
  if (bytes.length < 28 || (bytes[0] ?? 0) >> 4 !== 4) return null;
  const start = header(bytes, 0);
  const protocol = bytes[9];
  if (protocol === 1) return refusal(bytes, start);
  const inner =
    protocol === 47
      ? gre(bytes, start)
      : protocol === 17
        ? udp(bytes, start)
        : protocol === 4
          ? { at: start, name: "ipip", vlans: 0 }
          : null;
  if (inner === null || bytes.length < inner.at + 20 || (bytes[inner.at] ?? 0) >> 4 !== 4) return null;
  const flags = word(bytes, 6);
  return {
    what: "wrapped",
    source: address(bytes, 12),
    target: address(bytes, 16),
    encapsulation: inner.name,
    overhead: inner.at,
    outerDf: (flags & 0x4000) !== 0,
    fragmented: (flags & 0x2000) !== 0,
    innerDf: (word(bytes, inner.at + 6) & 0x4000) !== 0,
    innerSize: word(bytes, inner.at + 2),
    innerSource: address(bytes, inner.at + 12),
    innerTarget: address(bytes, inner.at + 16),
    innerVlans: inner.vlans,
  };
}

interface Inside {
  readonly at: number;
  readonly name: string;
  readonly vlans: number;
}

/** RFC 2784 and 2890: each of checksum, key and sequence number adds four bytes. */
function gre(bytes: Uint8Array, at: number): Inside | null {
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
  if (type === IPV4) return { at: next, name: `${name}, without Ethernet`, vlans: 0 };
  return type === BRIDGED ? ethernet(bytes, next, name) : null;
}

function udp(bytes: Uint8Array, at: number): Inside | null {
  const port = word(bytes, at + 2);
  if (port === 4789 || port === 8472) return ethernet(bytes, at + 16, "vxlan");
  if (port !== 6081) return null;
  const options = ((bytes[at + 8] ?? 0) & 0x3f) * 4;
  const name = options === 0 ? "geneve" : `geneve with ${options} bytes of options`;
  return word(bytes, at + 10) === BRIDGED ? ethernet(bytes, at + 16 + options, name) : null;
}

function ethernet(bytes: Uint8Array, at: number, name: string): Inside | null {
  let [type, vlans] = [at + 12, 0];
  while (TAGS.has(word(bytes, type)) && vlans < 3) {
    type += 4;
    vlans += 1;
  }
  return word(bytes, type) === IPV4 ? { at: type + 2, name, vlans } : null;
}

/** RFC 1191 4: the next hop's MTU is in the last two bytes of the second word. */
const refusal = (bytes: Uint8Array, at: number): Refusal | null =>
  bytes[at] === 3 && bytes[at + 1] === 4
    ? { what: "refusal", by: address(bytes, 12), to: address(bytes, 16), mtu: word(bytes, at + 6), about: address(bytes, at + 8 + 16) }
    : null;

const header = (bytes: Uint8Array, at: number): number => at + ((bytes[at] ?? 0) & 15) * 4;
const word = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
const address = (bytes: Uint8Array, at: number): string => [0, 1, 2, 3].map((more) => bytes[at + more] ?? 0).join(".");
