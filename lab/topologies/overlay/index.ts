import type { Site } from "../../hosts/site.ts";
import type { Ask, HostSpec, Topology } from "../../hosts/topology.ts";
import { layOverlayCables } from "./cables.ts";
import { largePacketsAsk, oneGuest } from "./asks.ts";
import { configureByHand, planMtu } from "./mtu.ts";
import { GUEST_INTERFACE, GUESTS, OUTSIDE, UNDERLAY, UNDERLAY_ADDRESS, UNDERLAY_INTERFACE } from "./names.ts";
import { buildComputeNode, buildGuests, buildNetworkNode, buildOutside } from "./nodes.ts";
import { rightMtu, USUAL_TUNNEL, useTunnel, type Carrier } from "./tunnel.ts";

/**
 * A small OpenStack: a network node, two compute nodes with two guests each, and a router and a server outside. Every node has its own
 * Open vSwitch, in userspace. Names and addresses are in names.ts.
 *
 * The underlay, 10.20.0.0/24: net1 .11, cmp1 .12, cmp2 .13, each by eth1 to the port swp-net1, swp-cmp1, swp-cmp2 of the bridge
 * `underlay` in the place `underlay`. MTU 1500.
 *
 * Network A, 10.1.0.0/24: vma1 .11 on cmp1, vma2 .12 on cmp2, the router .1 and the DHCP server .2 on net1. A packet from vma1 to vma2 passes
 *   vma1 eth1 | cmp1 tap3f2a91c0-1b - qbr3f2a91c0-1b - qvb3f2a91c0-1b - qvo3f2a91c0-1b - br-int (tag 1) - patch - br-tun - gre-0a14000d - eth1
 *   | underlay swp-cmp1 - swp-cmp2 | cmp2 eth1 - gre-0a14000c - br-tun - br-int - qvo7be04d52-c8 - qvb... - qbr... - tap... | vma2 eth1.
 * A packet from vma1 to srv1 goes by gre-0a14000b to net1, br-int, tap5c6d7e8f-90 | qrouter-... qr-5c6d7e8f-90, translated to 203.0.113.11,
 *   qg-b8d15f3a-07 | tapb8d15f3a-07 - br-ex - eth2 | rtr1 wan0 203.0.113.1, lan0 198.51.100.1 | srv1 eth1 198.51.100.2.
 * Links between the guests and the tunnels have MTU 1500; guests, qr- and ns- have the network's. dnsmasq in qdhcp-... tells guests theirs by
 *   option 26; they ask when the lab goes up and whenever mtu.ts's planMtu or renew makes them, with the small client in lab/programs.
 *
 * Network B, 10.2.0.0/24: vmb1 .11 on cmp1, vmb2 .12 on cmp2, configured by hand, MTU 1450. Guest eth1 | tap... - brq6e1f0c9a-b3 - vxlan-1001 - eth1.
 *
 * Guests of A get their metadata from a proxy in qrouter-..., port 9697, to which the router redirects what is sent to 169.254.169.254:80 (metadata.ts).
 *
 * What carries network A is chosen with useTunnel of tunnel.ts, which also says what the carriers are; with the kernel's VXLAN the ports of br-tun are
 * vxlan-0a14000d, over IPv6 from fd00:20::12 to ::13 where it is told so, with Open vSwitch's own tunnels eth1 is a port of br-phy, which then has the node's address. After `up`: plain GRE
 * by the forwarder, outer Don't Fragment unset, guests' MTU 1462.
 */
export const OVERLAY: Topology = {
  name: "overlay",
  about: "A small OpenStack: a network node, two compute nodes with guests, and a router and a server outside.",
  hosts: hosts(),
  places: [UNDERLAY],
  tools: {
    "ovs-vswitchd": "openvswitch-switch",
    "ovsdb-server": "openvswitch-switch",
    "ovs-vsctl": "openvswitch-switch",
    dnsmasq: "dnsmasq-base",
    ethtool: "ethtool",
    python3: "python3",
    perl: "perl-base",
  },
  asks: [
    smallLoss(),
    largePacketsAsk("vma1", "vma2"),
    { runbook: "first-look", roles: { suspect: ["cmp1", "cmp2", "net1"] }, inputs: { seconds: "5" } },
    oneGuest(),
  ],
  build,
};

function hosts(): readonly HostSpec[] {
  const node = (name: "net1" | "cmp1" | "cmp2", about: string, octet: number): HostSpec => ({
    name,
    about,
    octet,
    dataAddress: UNDERLAY_ADDRESS[name],
    dataInterface: UNDERLAY_INTERFACE,
  });
  const guests = GUESTS.map((guest, index) => ({
    name: guest.name,
    about: `a guest on ${guest.node}, in network ${guest.network}`,
    octet: 21 + index,
    dataAddress: guest.address,
    dataInterface: GUEST_INTERFACE,
    within: guest.node,
  }));
  return [
    node("net1", "the network node: router and DHCP server of network A", 11),
    node("cmp1", "a compute node, with vma1 and vmb1", 12),
    node("cmp2", "a compute node, with vma2 and vmb2", 13),
    ...guests,
    { name: "rtr1", about: "the router between the cloud and the server", octet: 41, dataAddress: OUTSIDE.router, dataInterface: "wan0" },
    { name: "srv1", about: "a server outside the cloud", octet: 51, dataAddress: OUTSIDE.server, dataInterface: "eth1" },
  ];
}

function smallLoss(): Ask {
  const target = GUESTS.find((guest) => guest.name === "vma2")?.address ?? "";
  return { runbook: "small-packet-loss", roles: { sender: ["vma1"], receiver: ["vma2"], gateway: ["cmp1", "cmp2"] }, inputs: { target } };
}

async function build(site: Site): Promise<void> {
  await layOverlayCables(site);
  await Promise.all([
    buildNetworkNode(site),
    buildComputeNode(site, "cmp1"),
    buildComputeNode(site, "cmp2"),
    buildGuests(site),
    buildOutside(site),
  ]);
  const { at } = site;
  const carrier: Carrier = "kvx";
  await Promise.all([useTunnel(at, USUAL_TUNNEL), configureByHand(at, rightMtu({ carrier }))]);
  await planMtu(at, rightMtu(USUAL_TUNNEL));
}
