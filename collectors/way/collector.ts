import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { counter, gauge, state } from "../field.ts";
import { parseWay } from "./parse.ts";
import { ARGUMENTS, WAY_SCRIPT } from "./script.ts";

const oneWay = (to: string) =>
  ({
    refusal: state(`Why this host has no way to ${to}: none, noRoute, unreachable, prohibit, invalid (blackhole).`),
    hop: state(`Next hop on the way to ${to}: itself, when it is on link.`),
    dev: state(`Interface on the way to ${to}.`),
    hopState: state(`State of that next hop's neighbour entry; absent: there is none.`),
    hopMac: state(`Ethernet address of that next hop, as this host believes.`),
  }) as const;
const [toTarget, toSource] = [oneWay("the target"), oneWay("the client")];

/**
 * How this host would send a packet to the service and back to the client, and what it knows of the next hop.
 *
 * Shape:
 *     == addresses
 *     2: eth1    inet 192.0.2.11/24 scope global eth1\       valid_lft forever preferred_lft forever
 *     == links
 *     eth1 2e:84:40:0c:2c:3a up
 *     == settings
 *     all rp_filter 0
 *     all forwarding 0
 *     eth1 rp_filter 1
 *     eth1 arp_ignore 0
 *     == routes
 *     target 203.0.113.11 via 192.0.2.1 dev eth1 src 192.0.2.11 uid 0 \    cache
 *     source local 192.0.2.11 dev lo src 192.0.2.11 uid 0 \    cache <local>
 *     == matches
 *     target default via 192.0.2.1 dev eth1
 *     == rules
 *     0:	from all lookup local
 *     == arrivals
 *     eth1 target RTNETLINK answers: Invalid cross-device link
 *     eth1 source local 192.0.2.11 from 203.0.113.11 dev lo \    cache <local> iif eth1
 *     == neighbours
 *     192.0.2.1 dev eth1 lladdr 06:ad:22:8c:88:58 REACHABLE
 *     == crowd
 *     eth1 REACHABLE 1
 *     eth1 FAILED 2
 *     == /proc/net/stat/arp_cache
 *     entries  allocs destroys hash_grows  lookups hits  res_failed  rcv_probes_mcast rcv_probes_ucast  periodic_gc_runs forced_gc_runs unresolved_discards table_fulls
 *     00000003  0000000a 00000007 00000000  00000012 00000004  00000000  00000000 00000000  00000016 00000000 00000000 00000005
 *     == /proc/sys/net/ipv4/neigh/default/gc_thresh3
 *     1024
 *     == end
 * Fields: as they are now. arrivals say what the kernel would do with the packet if it came in by that interface; reversePath is its refusal to believe the
 *   sender (EXDEV; from 6.14 on it says EINVAL, as for a blackhole). The neighbour table's count and limit are of the whole machine.
 *   Example: forwarding = false, targetHop = 192.0.2.1, targetDev = eth1, targetHopState = REACHABLE, sourceRefusal = none, unresolved = 2, tableFulls = 5, neighbourLimit = 1024
 * Empty: a host always has an address on its loopback; without any the reading is unparsable.
 * Fails: toolMissing without ip. The count and limit of the neighbour table exist in the first network namespace only: unknown elsewhere. Marks and
 *   protocols that rules choose routes by are not modelled; a route that another program changes is seen as it is now.
 * Source: ip-route(8) (get), ip-neighbour(8); https://elixir.bootlin.com/linux/v6.12/source/net/ipv4/route.c (inet_rtm_getroute), net/core/neighbour.c
 */
export const way = {
  id: "way",
  title: "routes and neighbours",
  about: "The way to the service and back: route, next hop, its neighbour entry, and what is believed on arrival.",
  risk: "R0",
  probe: false,
  effects: ["asks the kernel how it would route a packet; where log_martians is on, a refusal may write one line to the kernel's log"],
  scope: "netns",
  costSeconds: 0.3,
  deadlineMs: 10_000,
  maxBytes: 256 * 1024,
  fields: {
    forwarding: state("This host forwards."),
    targetLocal: state("The target's address is one of this host's own."),
    sourceLocal: state("The client's address is one of this host's own."),
    targetRefusal: toTarget.refusal,
    targetHop: toTarget.hop,
    targetDev: toTarget.dev,
    targetHopState: toTarget.hopState,
    targetHopMac: toTarget.hopMac,
    sourceRefusal: toSource.refusal,
    sourceHop: toSource.hop,
    sourceDev: toSource.dev,
    sourceHopState: toSource.hopState,
    sourceHopMac: toSource.hopMac,
    unresolved: gauge("entries", "Neighbours that nobody answered for."),
    neighbours: gauge("entries", "Neighbours of this network namespace."),
    tableFulls: counter(32, "times", "Since boot, a neighbour could not be entered: the table was full."),
    neighbourLimit: gauge("entries", "The most neighbours that the machine keeps."),
  },
  tables: {
    addresses: { address: state("One of its own addresses."), prefix: gauge("bits", "Its prefix."), dev: state("Where it is.") },
    links: { mac: state("Its Ethernet address."), state: state("Up or down.") },
    settings: {
      rpFilter: gauge("", "Reverse path check: 0 off, 1 strict, 2 loose."),
      arpIgnore: gauge("", "For which questions ARP is not answered; 8 is all."),
      forwarding: gauge("", "1: forwards what comes in here."),
    },
    arrivals: {
      refusal: state("Why it would be refused; none: it would not."),
      hop: state("Next hop."),
      dev: state("Interface it would leave by."),
      local: state("It is for this host."),
    },
    matches: { prefix: gauge("bits", "Prefix of a route that the address falls under.") },
    neighbours: { state: state("State of the entry."), mac: state("Ethernet address.") },
    crowd: { entries: gauge("entries", "Neighbours on this interface."), unresolved: gauge("entries", "Those nobody answered for.") },
  },
  ways: [{ argv: ["sh", "-c", literally(WAY_SCRIPT), "culprit-way", ...ARGUMENTS], parse: parseWay, privilege: "user" }],
} as const satisfies Collector;
