import { gauge, state } from "./field.ts";

const bytes = (about: string) => gauge("bytes", about);
const packets = (about: string) => gauge("packets", about);

/** Shared by overhead and outer, which knows more: what travels inside the tunnel was seen. */
export const FIELDS = {
  guestMtu: bytes("MTU of the guests, the larger of the two."),
  carriedMtu: bytes("Largest packet that the tunnel carries in one piece."),
  tooLargeBy: bytes("By how much the guests' MTU is larger; 0 when it is not."),
  tooLargeIs: state("What is as large as that: the inner Ethernet header, the whole encapsulation..."),
  fits: state("The guests' packets fit into the tunnel: yes, no, unsure; none where there is no tunnel."),
  boundary: bytes("Largest size that came through, where larger ones vanish."),
  boundaryIs: state(
    "What that is: tunnel (what the tunnel carries), below (less than that), inside (a device before the tunnel), link (MTU of a link that was looked at), tag (a VLAN tag finds no room), vpn, between (two hosts of one network), beyond (the hosts looked at), unsure, none.",
  ),
  lostBetween: state("Nothing that vanished can have been dropped by a rule of either end."),
  lostInPieces: state("What vanished had been broken up before: its fragments were lost."),
  fragmented: packets("Packets that the tunnel's two ends broke up in the window."),
  underlayVanishes: state("Large packets between the two ends of the tunnel vanish as well."),
  underlayEndsEqual: state("The two ends of the tunnel have the same MTU towards each other."),
  attached: state("The two hosts are on one network, with no router in between."),
  tunnelKind: state('What carries them; "none".'),
  vpn: state('A VPN on the way: its device, or the ESP that leaves just as much as came through; "none".'),
  tagShort: state("As many bytes are missing from a full packet as one VLAN tag or two take, on a path with a VLAN's interface."),
  oversizedHere: state("This host is where an MTU that the tunnel does not carry is handed out or set: yes, no, unsure."),
  largerThanNetwork: state("This guest's MTU is larger than its network's."),
  networkFits: state("The network's MTU fits into the tunnel: yes, no, unsure."),
  smallerThanPeer: state("This host's link on the path has a smaller MTU than its other end."),
  boundaryIsOwnLink: state("The boundary is this host's link on the path: its MTU, or what a tunnel over it carries."),
  insideHere: state("The boundary is a device between the guest's port and the tunnel, on this host: yes, no, unsure."),
  lostTowards: packets("Large packets that vanished on their way to this host."),
  piecesTowards: state("They had been broken up before they were sent here."),
  fragmentsMissing: packets("Fragments that the other end made and this host's stack did not get to put together."),
} as const;
