import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseLayout } from "./parse.ts";
import { ARGUMENTS, LAYOUT_SCRIPT } from "./script.ts";
import { TABLES } from "./tables.ts";

/**
 * What a host's network is built of: namespaces, interfaces and what they are stacked on or plugged into, bridges, Open vSwitch, tunnels, addresses,
 * routes, neighbours, guests, and the way to one address.
 *
 * Shape:
 *     == json .
 *     [{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP"],"mtu":65536,"operstate":"UNKNOWN","link_type":"loopback","address":"00:00:00:00:00:00","addr_info":[]},{"ifindex":3,"link_index":2,"ifname":"eth1","flags":["UP"],"mtu":1500,"operstate":"UP","link_type":"ether","address":"b6:ab:f0:e4:42:1d","link_netnsid":1,"linkinfo":{"info_kind":"veth"},"addr_info":[{"family":"inet","local":"10.20.0.12","prefixlen":24,"scope":"global"}]}]
 *     == routes .
 *     10.20.0.0/24 dev eth1 proto kernel scope link src 10.20.0.12
 *     == neighbours .
 *     10.20.0.13 dev eth1 lladdr 62:76:79:39:00:02 STALE
 *     == ids .
 *     nsid 1 (iproute2 netns name: qrouter-2d6f)
 *     == route-to
 *     10.20.0.13 dev eth1 src 10.20.0.12 uid 0
 *         cache expires 553sec mtu 1400
 *     == namespace qrouter-2d6f
 *     inode 4026533256
 *     entry named
 *     == json qrouter-2d6f
 *     [{"ifindex":2,"link_index":3,"ifname":"qr-5c6d","flags":["UP"],"mtu":1462,"operstate":"UP","link_type":"ether","address":"52:9f:52:c1:78:a2","link_netnsid":0,"linkinfo":{"info_kind":"veth"},"addr_info":[]}]
 *     == routes qrouter-2d6f
 *     == neighbours qrouter-2d6f
 *     == ids qrouter-2d6f
 *     == summary
 *     own 4026532630
 *     hidden 0
 *     skipped 0
 *     == ovs
 *     == guests
 *     == end
 * Fields: states of this moment. Keys of rows have their namespace in front ("qrouter-2d6f/qr-5c6d"), except in the one that was asked for; a namespace
 *   without a name is called after its first process ("pid-4711"). routeMtu is what the kernel keeps to towards the target: a path MTU it learnt, else the
 *   route's own, else the interface's; routeMtuFrom says which.
 *   Example: outInterface = eth1, outMtu = 1500, routeMtu = 1400, routeMtuFrom = learnt, smallestMtu = 1500, smallestMtuLink = eth1, namespaces = 1, links = 2, complete = true
 * Empty: a table without rows is a kind of thing this host does not have. No interface at all: unparsable.
 * Fails: `ip` without JSON is read from its text, and without `ip` from /sys and /proc/net: the own namespace, no addresses, few kinds. Without root other
 *   namespaces and Open vSwitch stay closed. Large hosts are cut, and `cut` says where: a key that is missing then means nothing.
 *   Tables of policy routing other than main are not read; `ip route get` obeys them. A way that VLAN-aware bridges or flow tables choose is not visible here.
 * Source: https://man7.org/linux/man-pages/man8/ip-address.8.html, ip-route.8, ip-netns.8 (list-id); RFC 7047 5.1 for ovs-vsctl -f json;
 *   Documentation/filesystems/proc.rst (fdinfo), drivers/net/tun.c (iff).
 */
export const layout = {
  id: "layout",
  title: "network layout",
  about: "What this host's network is built of, and how it reaches the target.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.6,
  deadlineMs: 30_000,
  // 4 MB of links in the own namespace, and room for 120 others.
  maxBytes: 16 * 1024 * 1024,
  fields: {
    outInterface: state("Interface by which the target is reached."),
    outKind: state("What sort of device that is."),
    outMtu: gauge("bytes", "Its MTU."),
    routeMtu: gauge("bytes", "Largest packet the kernel sends to the target without fragmenting it."),
    routeMtuFrom: state("Where that comes from: interface, route, or learnt from a Fragmentation Needed."),
    nextHop: state('Router towards the target; "none" when it is on the same network.'),
    source: state("Address that packets to the target come from."),
    targetIsOwn: state("The target is an address of this host itself."),
    smallestMtu: gauge("bytes", "Smallest MTU of the interfaces that are up, in this namespace, the loopback left out."),
    smallestMtuLink: state("Which interface that is."),
    namespaces: gauge("namespaces", "Other network namespaces with interfaces."),
    links: gauge("interfaces", "Interfaces of this namespace, the loopback included."),
    routes: gauge("routes", "Routes of this namespace's main table, both families."),
    neighbours: gauge("entries", "Neighbour entries of all namespaces that were read."),
    bridges: gauge("bridges", "Linux bridges, in all namespaces."),
    bonds: gauge("bonds", "Bonds and teams, in all namespaces."),
    tunnels: gauge("tunnels", "Tunnels: the kernel's, Open vSwitch's, and taps named like one."),
    ovsBridges: gauge("bridges", "Bridges of Open vSwitch; 0 where it is not installed."),
    ovsPorts: gauge("ports", "Ports of Open vSwitch."),
    guests: gauge("guests", "Virtual machines that run here, as far as their processes show."),
    complete: state("Nothing was cut, hidden or left out."),
    cut: state("What was left out because there is too much of it."),
  },
  tables: TABLES,
  ways: [
    { argv: ["sh", "-c", literally(LAYOUT_SCRIPT), "culprit-layout", ...ARGUMENTS], parse: parseLayout, privilege: "sudo" },
    { argv: ["sh", "-c", literally(LAYOUT_SCRIPT), "culprit-layout", ...ARGUMENTS], parse: parseLayout, privilege: "user" },
  ],
} as const satisfies Collector;
