import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseNextHop } from "./parse.ts";
import { ARGUMENTS, NEXT_HOP_SCRIPT } from "./script.ts";

/**
 * The next hop on the way to an address, whether its Ethernet address is known, and what this host does with questions for its own.
 *
 * Shape:
 *     == addresses
 *     2: eth1    inet 192.0.2.11/24 scope global eth1\       valid_lft forever preferred_lft forever
 *     == route
 *     192.0.2.12 via 198.51.100.12 dev eth2 src 192.0.2.11 uid 0 \    cache
 *     == neighbour
 *     198.51.100.12 dev eth2 FAILED
 *     == unresolved
 *     198.51.100.12 dev eth2 FAILED
 *     == settings
 *     all rp_filter 0
 *     eth1 rp_filter 1
 *     eth1 arp_ignore 0
 *     == rules
 *     0:	from all lookup local
 *     32766:	from all lookup main
 *     == routes
 *     192.0.2.0/24 dev eth1 proto kernel scope link src 192.0.2.11
 *     == end
 * Fields: as they are now. An entry that failed stays for a while on a host of fewer than 128 neighbours; on others it is thrown away within seconds: absent.
 *   Example: targetLocal = false, hop = 198.51.100.12, dev = eth2, source = 192.0.2.11, hopState = FAILED, ownRules = 0, routesCut = false
 * Empty: a host always has an address on its loopback; without any the reading is unparsable.
 * Fails: toolMissing without ip. Where rules choose routes (ownRules above 0) the table that is shown need not be the one that is asked.
 * Source: ip-route(8), ip-neighbour(8); https://www.kernel.org/doc/html/v6.12/networking/ip-sysctl.html (rp_filter, arp_ignore)
 */
export const nextHop = {
  id: "nextHop",
  title: "next hop",
  about: "The next hop to the target, the state of its neighbour entry, and what this host does with questions of ARP.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.2,
  deadlineMs: 10_000,
  maxBytes: 256 * 1024,
  fields: {
    targetLocal: state("The target's address is one of this host's own."),
    hop: state("Next hop: the target itself, when it is on link."),
    dev: state("Interface that leads there."),
    source: state("The address that this host uses towards it."),
    hopState: state("State of the next hop's neighbour entry; absent: there is none; own: the target is this host."),
    ownRules: gauge("rules", "Routing rules beyond those that every host has."),
    routesCut: state("There are more routes than are shown."),
  },
  tables: {
    addresses: { address: state("One of its own addresses."), dev: state("Where it is."), prefix: gauge("bits", "Its prefix.") },
    unresolved: { address: state("An address that this host asked for in vain."), dev: state("By this interface.") },
    settings: {
      rpFilter: gauge("", "Reverse path check: 0 off, 1 strict, 2 loose."),
      arpIgnore: gauge("", "For which questions ARP is not answered; 8 is all."),
    },
    routes: {
      destination: state("A network, or default."),
      dev: state("Interface."),
      metric: gauge("", "The least is taken."),
    },
  },
  ways: [{ argv: ["sh", "-c", literally(NEXT_HOP_SCRIPT), "culprit-next-hop", ...ARGUMENTS], parse: parseNextHop, privilege: "user" }],
} as const satisfies Collector;
