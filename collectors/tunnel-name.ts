/** Types of interfaces that end a tunnel; vswitchd.conf.db(5). */
export const TUNNELS: ReadonlySet<string> = new Set([
  "gre",
  "vxlan",
  "geneve",
  "stt",
  "lisp",
  "gre64",
  "ip6gre",
  "erspan",
  "gtpu",
  "bareudp",
]);

/** Neutron calls a tunnel's port after its kind and the peer's address in hexadecimal: vxlan-0a000085 leads to 10.0.0.133. */
export function remoteOf(name: string): string | null {
  const hex = /^(?:gre|vxlan|geneve)-([0-9a-f]{8})$/.exec(name)?.[1];
  return hex === undefined ? null : [0, 2, 4, 6].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(".");
}

/** The name that a tunnel to this address would have beside one that is called so. */
export function nameLike(sibling: string, address: string): string {
  const kind = /^(gre|vxlan|geneve)-[0-9a-f]{8}$/.exec(sibling)?.[1];
  const hex = address
    .split(".")
    .map((octet) => Number(octet).toString(16).padStart(2, "0"))
    .join("");
  return kind === undefined ? `a tunnel to ${address}` : `${kind}-${hex}`;
}
