import type { Derivation } from "#machines/contract/collector.ts";
import { gauge, saying, state } from "../field.ts";
import { pathOf } from "./derive.ts";

const bytes = (about: string) => gauge("bytes", about);

/**
 * The way of a packet between two hosts as their layouts draw it: which links it passes with which MTU, which tunnel carries it between the two hosts
 * that run the guests, what that tunnel costs, and what is left for the guests.
 *
 * The tunnel is the one that the sender's port leads to: from the guest's tap over bridges, veth pairs, Open vSwitch's ports and patches to a
 * tunnel whose other end is an address of the receiver's host. Flow tables are not followed: every port of a bridge counts as connected.
 *
 * Fields: of the whole path, except own...: these are of the host that is asked about: on sender and receiver the interface with their address, on the hosts
 *   that carry the tunnel the interface towards the tunnel's other end, on a gateway the one towards the target, on the network's host the DHCP server's.
 * Empty: without a host that carries a tunnel there is none: tunnelKind is "none", and carriedMtu is unknown.
 * Source: Documentation/networking of each device; RFC 2784, RFC 2890, RFC 7348, RFC 8926; ovs-vswitchd.conf.db(5); collectors/encapsulation.ts
 */
export const path = {
  id: "path",
  title: "path and its MTUs",
  about: "Which links and which tunnel lie between two hosts, with the MTU of each.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "host",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: ["layout", "mtuOffers"],
  fields: {
    senderMtu: bytes("MTU of the sender's interface."),
    receiverMtu: bytes("MTU of the receiver's interface."),
    networkMtu: bytes("MTU that the network's DHCP server tells everybody."),
    attached: saying(state("The two are on one network, with no router in between."), { no: "There is a router between the two" }),
    tunnelKind: state('What carries them between the hosts: gre, vxlan, geneve...; "none" when nothing does.'),
    tunnel: state("Its port on the sender's side."),
    tunnelBy: state("Who makes its packets: kernel, openvswitch, program."),
    tunnelDf: state("What its setting says about Don't Fragment outside."),
    overheadBytes: bytes("What the tunnel adds to a packet."),
    overheadIs: state("The parts of that."),
    underlayMtu: bytes("MTU of the links between the two hosts that carry the tunnel, as the larger of its ends has it."),
    carriedMtu: bytes("Largest packet that the tunnel carries in one piece."),
    smallestLinkMtu: bytes("Smallest MTU of the two hosts' own links and of the gateways named."),
    vpn: state("A VPN's device (WireGuard, IPsec) on the way of one of the hosts that were named."),
    insideMtu: bytes("Smallest MTU between the guest's port and the tunnel, on this host that carries it."),
    insideLink: state("Which device has it; none where there is no way of a guest to a tunnel on this host."),
    ownLink: state("Interface of this host that is on the path."),
    ownMtu: bytes("Its MTU."),
    peerMtu: bytes("MTU of the interface at the other end: of receiver for sender, of the other tunnel end for one."),
    smallerThanPeer: saying(state("This host's is smaller than the other end's."), {
      yes: "This host's MTU is smaller than the other end's",
      no: "This host's MTU is not smaller than the other end's",
    }),
    taggedLink: state("This host's interface on the path is a VLAN's."),
  },
  tables: {
    hops: {
      host: state("On which host."),
      link: state("Which interface."),
      kind: state("What it is."),
      mtu: bytes("Its MTU."),
      order: gauge("", "Its place on the way."),
    },
    inside: { mtu: bytes("Its MTU."), below: bytes("How far it is below the sender's.") },
    own: { mtu: bytes("Its MTU."), below: bytes("How far it is below the other end's.") },
  },
  derive: pathOf,
} as const satisfies Derivation;
