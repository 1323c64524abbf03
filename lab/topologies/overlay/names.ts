/** Names and addresses as Neutron would have made them: ports and networks are called after the head of their UUID. */

/** The tunnels' ends, on eth1 of each node. */
export const NODES = ["net1", "cmp1", "cmp2"] as const;
export type Node = (typeof NODES)[number];
export const UNDERLAY_ADDRESS: Readonly<Record<Node, string>> = { net1: "10.20.0.11", cmp1: "10.20.0.12", cmp2: "10.20.0.13" };
/** What the nodes have besides while a tunnel runs over IPv6. Each host of the lab is without it otherwise. */
export const UNDERLAY_ADDRESS6: Readonly<Record<Node, string>> = { net1: "fd00:20::11", cmp1: "fd00:20::12", cmp2: "fd00:20::13" };
export const UNDERLAY_MTU = 1_500;
export const UNDERLAY_INTERFACE = "eth1";
/** The place that is the nodes' switch, its bridge, and the port a node is plugged into. */
export const UNDERLAY = "underlay";
export const underlayPort = (node: Node): string => `swp-${node}`;

/** Every other node, as seen from one. */
export const peersOf = (node: Node): readonly Node[] => NODES.filter((each) => each !== node);

/** 10.20.0.12 → 0a14000c: how Neutron tells tunnel ports apart. */
export const hexOf = (node: Node): string =>
  UNDERLAY_ADDRESS[node]
    .split(".")
    .map((octet) => Number(octet).toString(16).padStart(2, "0"))
    .join("");

/** Tenant network A hangs on Open vSwitch and has a router and DHCP; B hangs on Linux bridges and has neither. */
export const NETWORK_A = { prefix: "10.1.0", uuid: "9c41d7e2-05fb-4a86-b3c8-61e0d8f72a14", tag: 1, tunnelId: 1 };
export const NETWORK_B = { prefix: "10.2.0", bridge: "brq6e1f0c9a-b3", vxlan: "vxlan-1001", vni: 1_001 };
export const ROUTER = {
  namespace: "qrouter-2d6f8a41-93b7-4c50-8e1d-7fa20c3b9e65",
  inside: "qr-5c6d7e8f-90",
  /** The router's port as the network node's own namespace sees it: the other end of `inside`. */
  insidePort: "tap5c6d7e8f-90",
  address: "10.1.0.1",
  outside: "qg-b8d15f3a-07",
  outsidePort: "tapb8d15f3a-07",
  outsideAddress: "203.0.113.11",
  /** Joins `outsidePort` and the network node's eth2. */
  outsideBridge: "br-ex",
};
export const DHCP = {
  namespace: `qdhcp-${NETWORK_A.uuid}`,
  inside: "ns-e2b7409d-63",
  insidePort: "tape2b7409d-63",
  address: "10.1.0.2",
};

export interface Guest {
  readonly name: string;
  readonly node: Node;
  readonly network: "A" | "B";
  readonly address: string;
  readonly mac: string;
  /** Its port's UUID up to where interface names end: tap3f2a91c0-1b, qbr3f2a91c0-1b, qvb3f2a91c0-1b, qvo3f2a91c0-1b. */
  readonly port: string;
}

export const GUESTS: readonly Guest[] = [
  { name: "vma1", node: "cmp1", network: "A", address: "10.1.0.11", mac: "fa:16:3e:3f:2a:91", port: "3f2a91c0-1b" },
  { name: "vma2", node: "cmp2", network: "A", address: "10.1.0.12", mac: "fa:16:3e:7b:e0:4d", port: "7be04d52-c8" },
  { name: "vmb1", node: "cmp1", network: "B", address: "10.2.0.11", mac: "fa:16:3e:a9:4c:1e", port: "a94c1e07-52" },
  { name: "vmb2", node: "cmp2", network: "B", address: "10.2.0.12", mac: "fa:16:3e:d1:f3:b6", port: "d1f3b680-9e" },
];

/** @throws Error when there is no such guest. */
export const guestOf = (name: string): Guest => {
  const found = GUESTS.find((guest) => guest.name === name);
  if (found === undefined) throw new Error(`the overlay has no guest ${name}`);
  return found;
};

/** What guests call the interface that is theirs; eth0 is for management. */
export const GUEST_INTERFACE = "eth1";

export const OUTSIDE = { router: "203.0.113.1", lan: "198.51.100.1", server: "198.51.100.2" };
