/**
 * What encapsulation costs. An MTU is the largest IP packet, so the link's own Ethernet header never counts; what is inside the outer packet does:
 * the outer IP header, the tunnel's own, and the inner Ethernet header where frames travel and not packets.
 */
export type Encapsulation =
  | { readonly kind: "ipip" }
  | { readonly kind: "gre"; readonly ethernet: boolean; readonly key?: boolean; readonly checksum?: boolean; readonly sequence?: boolean }
  | { readonly kind: "vxlan" }
  | { readonly kind: "vxlan-gpe"; readonly ethernet: boolean }
  | { readonly kind: "geneve"; readonly optionBytes: number }
  | { readonly kind: "stt" }
  | { readonly kind: "gue" }
  | { readonly kind: "fou" }
  | { readonly kind: "wireguard" }
  | { readonly kind: "mpls"; readonly labels: number }
  | { readonly kind: "pppoe" }
  | { readonly kind: "esp"; readonly transform: Transform; readonly natTraversal?: boolean; readonly transport?: boolean };

/** ESP (RFC 4303): bytes of the initialisation vector and the integrity check value, and what the payload is padded to. */
export interface Transform {
  readonly iv: number;
  readonly icv: number;
  readonly block: number;
}

export const TRANSFORMS = {
  "AES-GCM-16": { iv: 8, icv: 16, block: 4 },
  "AES-CBC with SHA1-96": { iv: 16, icv: 12, block: 16 },
  "AES-CBC with SHA256-128": { iv: 16, icv: 16, block: 16 },
  "3DES with SHA1-96": { iv: 8, icv: 12, block: 8 },
  "ChaCha20-Poly1305": { iv: 8, icv: 16, block: 4 },
} as const satisfies Readonly<Record<string, Transform>>;

export interface Underlay {
  /** The underlay's addresses: 4 or 6. */
  readonly version: 4 | 6;
  /** 802.1Q tags inside the tunnel; a tag outside costs nothing of the MTU. */
  readonly innerTags?: number;
}

const ETHERNET = 14;
const TAG = 4;
const UDP = 8;
const outerIp = (version: 4 | 6): number => (version === 4 ? 20 : 40);

/** Bytes that the encapsulation adds to an inner packet. Not for ESP, which pads: see `innerMtu`. */
export function overheadOf(encapsulation: Exclude<Encapsulation, { readonly kind: "esp" }>, { version, innerTags = 0 }: Underlay): number {
  const tags = innerTags * TAG;
  const framed = ETHERNET + tags;
  switch (encapsulation.kind) {
    case "ipip":
      return outerIp(version);
    case "gre":
      return outerIp(version) + greHeader(encapsulation) + (encapsulation.ethernet ? framed : 0);
    case "vxlan":
      return outerIp(version) + UDP + 8 + framed;
    case "vxlan-gpe":
      return outerIp(version) + UDP + 8 + (encapsulation.ethernet ? framed : 0);
    case "geneve":
      return outerIp(version) + UDP + 8 + encapsulation.optionBytes + framed;
    case "stt":
      // A TCP-like header of 20 and STT's own of 18 (draft-davie-stt-08).
      return outerIp(version) + 20 + 18 + framed;
    case "gue":
      return outerIp(version) + UDP + 4;
    case "fou":
      return outerIp(version) + UDP;
    case "wireguard":
      // Type, receiver and counter of 16, and the authentication tag of 16.
      return outerIp(version) + UDP + 32;
    case "mpls":
      return 4 * encapsulation.labels;
    case "pppoe":
      return 8;
  }
}

/** Each of checksum, key and sequence number adds four bytes (RFC 2784, RFC 2890). */
const greHeader = ({ key, checksum, sequence }: Extract<Encapsulation, { readonly kind: "gre" }>): number =>
  4 + (key === true ? 4 : 0) + (checksum === true ? 4 : 0) + (sequence === true ? 4 : 0);

/** The largest packet that fits inside, over an underlay of this MTU. */
export function innerMtu(encapsulation: Encapsulation, mtu: number, underlay: Underlay): number {
  if (encapsulation.kind !== "esp") return mtu - overheadOf(encapsulation, underlay);
  const { transform, natTraversal = false, transport = false } = encapsulation;
  const room = mtu - outerIp(underlay.version) - (natTraversal ? UDP : 0) - 8 - transform.iv - transform.icv;
  const payload = Math.floor(room / transform.block) * transform.block - 2;
  // In transport mode the packet keeps its own header in place of an outer one.
  return transport ? payload + outerIp(underlay.version) : payload;
}

/** From the outside inwards: VXLAN inside ESP over 1500 is [esp, vxlan]. */
export const stackedMtu = (layers: readonly (readonly [Encapsulation, Underlay])[], mtu: number): number =>
  layers.reduce((left, [encapsulation, underlay]) => innerMtu(encapsulation, left, underlay), mtu);

/** Where IPv6 is outside: its header has 40 bytes and that of IPv4 20. */
const PARTS_OVER_IPV6: Readonly<Record<number, string>> = {
  20: "what IPv6's header outside is longer than IPv4's",
  34: "what IPv6's header outside is longer than IPv4's, and the inner Ethernet header",
  40: "the outer IPv6 header",
};

/** Which part of an encapsulation is as large as what was forgotten; null when none is. `outside`: the version of the outer header, where it is known. */
export function forgottenPart(bytes: number, overhead: number | null, outside: 4 | 6 | null = null): string | null {
  if (overhead !== null && bytes === overhead) return "the whole encapsulation";
  if (outside === 6 && bytes in PARTS_OVER_IPV6) return PARTS_OVER_IPV6[bytes] ?? null;
  if (outside === 4 && bytes === 20) return "the outer IP header";
  const parts: Readonly<Record<number, string>> = {
    4: "a GRE key, or a VLAN tag inside",
    8: "a UDP header, or Geneve's options",
    14: "the inner Ethernet header",
    18: "the inner Ethernet header and a GRE key or VLAN tag",
    20: "the outer IP header, or IPv6 outside in place of IPv4",
  };
  return parts[bytes] ?? null;
}
