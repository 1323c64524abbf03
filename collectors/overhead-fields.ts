import { gauge, saying, state } from "./field.ts";

const bytes = (about: string) => gauge("bytes", about);
const packets = (about: string) => gauge("packets", about);

/** Shared by overhead and outer, which knows more: what travels inside the tunnel was seen. */
export const FIELDS = {
  guestMtu: bytes("MTU of the guests, the larger of the two."),
  carriedMtu: bytes("Largest packet that the tunnel carries in one piece."),
  tooLargeBy: bytes("By how much the guests' MTU is larger; 0 when it is not."),
  tooLargeIs: state("What is as large as that: the inner Ethernet header, the whole encapsulation..."),
  fits: saying(state("The guests' packets fit into the tunnel: yes, no, unsure; none where there is no tunnel."), {
    yes: "The guests' packets fit into the tunnel",
    no: "The guests' packets do not fit into the tunnel",
    unsure: "It is not certain whether the guests' packets fit into the tunnel",
    none: "There is no tunnel",
  }),
  boundary: bytes("Largest size that came through, where larger ones vanish."),
  boundaryIs: saying(
    state(
      "What that is: tunnel (what the tunnel carries), below (less than that), inside (a device before the tunnel), link (MTU of a link that was looked at), tag (a VLAN tag finds no room), vpn, between (two hosts of one network), beyond (the hosts looked at), unsure, none.",
    ),
    {
      tunnel: "Sizes stop at what the tunnel carries",
      below: "Sizes stop below what the tunnel carries",
      inside: "Sizes stop at a device before the tunnel",
      link: "Sizes stop at the MTU of a link that was looked at",
      tag: "Sizes stop where a VLAN tag finds no room",
      vpn: "Sizes stop at what a VPN carries",
      between: "Sizes stop between two hosts of one network",
      beyond: "Sizes stop beyond the hosts that were looked at",
      unsure: "It is not certain where sizes stop",
      none: "No size stops anywhere",
    },
  ),
  lostBetween: saying(state("Nothing that vanished can have been dropped by a rule of either end."), {
    no: "A rule of either end may have dropped what vanished",
  }),
  nothingUnseen: state(
    "No host of the path has a program at an interface (XDP), which drops before any capture and any counter: what vanished was not lost so.",
  ),
  lostInPieces: saying(state("What vanished had been broken up before: its fragments were lost."), {
    yes: "What vanished had been broken up before, and its fragments were lost",
    no: "What vanished had not been broken up before",
  }),
  fragmented: packets("Packets that the tunnel's two ends broke up in the window."),
  underlayVanishes: saying(state("Large packets between the two ends of the tunnel vanish as well."), {
    no: "Large packets between the two ends of the tunnel do not vanish",
  }),
  underlayEndsEqual: saying(state("The two ends of the tunnel have the same MTU towards each other."), {
    no: "The two ends of the tunnel have different MTUs towards each other",
  }),
  attached: state("The two hosts are on one network, with no router in between."),
  tunnelKind: saying(state('What carries them; "none".'), { none: "No tunnel carries the packets", else: "The packets travel in {value}" }),
  vpn: saying(state('A VPN on the way: its device, or the ESP that leaves just as much as came through; "none".'), {
    none: "There is no VPN on the way",
    else: "There is a VPN on the way: {value}",
  }),
  tagShort: saying(state("As many bytes are missing from a full packet as one VLAN tag or two take, on a path with a VLAN's interface."), {
    no: "The bytes that are missing from a full packet are not those of a VLAN tag, or no VLAN's interface is on the path",
  }),
  oversizedHere: saying(state("This host is where an MTU that the tunnel does not carry is handed out or set: yes, no, unsure."), {
    yes: "This host is where an MTU that the tunnel does not carry is handed out or set",
    no: "This host hands out and sets no MTU that the tunnel does not carry",
    unsure: "It is not certain whether this host hands out or sets an MTU that the tunnel does not carry",
  }),
  largerThanNetwork: saying(state("This guest's MTU is larger than its network's."), {
    no: "This guest's MTU is not larger than its network's",
  }),
  networkFits: saying(state("The network's MTU fits into the tunnel: yes, no, unsure."), {
    yes: "The network's MTU fits into the tunnel",
    no: "The network's MTU does not fit into the tunnel",
    unsure: "It is not certain whether the network's MTU fits into the tunnel",
  }),
  smallerThanPeer: state("This host's link on the path has a smaller MTU than its other end."),
  boundaryIsOwnLink: saying(state("The boundary is this host's link on the path: its MTU, or what a tunnel over it carries."), {
    no: "The boundary is not this host's link on the path",
  }),
  insideHere: saying(state("The boundary is a device between the guest's port and the tunnel, on this host: yes, no, unsure."), {
    yes: "The boundary is a device between the guest's port and the tunnel, on this host",
    no: "The boundary is no device between the guest's port and the tunnel of this host",
    unsure: "It is not certain whether the boundary is a device between the guest's port and the tunnel of this host",
  }),
  lostTowards: packets("Large packets that vanished on their way to this host."),
  piecesTowards: saying(state("They had been broken up before they were sent here."), {
    yes: "Large packets had been broken up before they were sent here",
    no: "Large packets had not been broken up before they were sent here",
  }),
  fragmentsMissing: packets("Fragments that the other end made and this host's stack did not get to put together."),
} as const;
