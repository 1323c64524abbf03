import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge, state } from "../field.ts";
import { parseBonding } from "./parse.ts";
import { BONDING_SCRIPT } from "./script.ts";

/**
 * Bonds of the kernel and of Open vSwitch, and each of their legs: link, aggregator, churn, partner, failures, bytes.
 *
 * Shape:
 *     == /proc/net/bonding/bond0
 *     Ethernet Channel Bonding Driver: v6.1.0-18-amd64
 *
 *     Bonding Mode: IEEE 802.3ad Dynamic link aggregation
 *     Transmit Hash Policy: layer2 (0)
 *     MII Status: up
 *     MII Polling Interval (ms): 100
 *     802.3ad info
 *     Min links: 0
 *     Active Aggregator Info:
 *     	Aggregator ID: 1
 *     	Number of ports: 1
 *     	Partner Mac Address: 1a:8a:f1:0c:31:4d
 *
 *     Slave Interface: leg0
 *     MII Status: up
 *     Speed: 1000 Mbps
 *     Duplex: full
 *     Link Failure Count: 0
 *     Aggregator ID: 1
 *     Actor Churn State: none
 *     Partner Churn State: none
 *     Actor Churned Count: 0
 *     Partner Churned Count: 0
 *
 *     Slave Interface: leg1
 *     MII Status: up
 *     Link Failure Count: 2
 *     Aggregator ID: 2
 *     Actor Churn State: churned
 *     Partner Churn State: churned
 *     == sysfs bonds
 *     == interfaces
 *     leg0 up 1 1000 full 1 81234 91234
 *     leg1 up 1 1000 full 5 1234 2234
 *     == end
 *   An interface: name, state, carrier, speed, duplex, carrier changes, bytes sent and received. Bonds that /proc does not show come from /sys; those of
 *   Open vSwitch from bond/show, lacp/show and lacp/show-stats, where it runs; "== ovs unseen" where it runs and does not say.
 * Fields: at this moment. A leg is out when its link is down, or, with LACP, when it is not in the active aggregator; with Open vSwitch, when it may not be
 *   enabled. Counts of failures and churn never fall: compare two readings.
 *   Example: bonds = 1, legs = 2, legsOut = 1, churnedLegs = 1, legFailures = 2, ovsUnseen = false, modes = IEEE 802.3ad Dynamic link aggregation
 * Empty: no bond at all is absent, not 0.
 * Fails: denied when Open vSwitch does not say its bonds and the kernel has none; details of a partner need root (CAP_NET_ADMIN); drivers before 4.2 do not say whether a leg churns: unknown. Teams (teamd) are not seen.
 * Source: https://www.kernel.org/doc/html/v6.1/networking/bonding.html; https://elixir.bootlin.com/linux/v6.1/source/drivers/net/bonding/bond_procfs.c; ovs-vswitchd(8)
 */
export const bonding = {
  id: "bonding",
  title: "bonds",
  about: "Bonds of this host and each of their legs: link, aggregator, churn, partner, failures.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.3,
  deadlineMs: 15_000,
  // 1 kB a leg and 60 bytes an interface.
  maxBytes: 2 * 1024 * 1024,
  fields: {
    bonds: gauge("bonds", "Bonds."),
    legs: gauge("legs", "Their interfaces."),
    legsOut: gauge("legs", "Of them, those that take no part in sending."),
    churnedLegs: gauge("legs", "Of them, those whose LACP port has churned."),
    legFailures: gauge("failures", "How often the bonds saw a link fail, since they were made."),
    ovsUnseen: state("Open vSwitch runs here and did not say which bonds it has."),
    modes: state("How they share."),
  },
  tables: {
    legs: {
      leg: state("Its interface."),
      bond: state("Its bond."),
      up: state("Its link is up, as the bond sees it."),
      carries: state("It takes part in sending."),
      carrier: state("Its link is up, as the interface sees it."),
      speed: state("Its speed."),
      duplex: state("Full or half."),
      failures: gauge("failures", "How often the bond saw it fail."),
      carrierChanges: gauge("changes", "How often its carrier changed."),
      aggregator: gauge("", "The number of its aggregator."),
      churned: state("Its LACP port has churned: it has been trying to get in sync for more than a minute."),
      defaulted: state("Its LACP port works with defaults, or with what has expired."),
      partnerSystem: state("Its partner."),
      partnerKey: gauge("", "The key of its partner's aggregation."),
      txBytes: gauge("bytes", "Sent since it was made."),
    },
    bonds: {
      mode: state("How it shares."),
      lacp: state("It speaks LACP."),
      monitored: state("It looks whether links are up."),
      hashPolicy: state("What it chooses a leg by."),
      minLinks: gauge("legs", "Fewer than that, and it is down."),
      ports: gauge("legs", "In the active aggregator."),
    },
  },
  ways: [{ argv: ["sh", "-c", literally(BONDING_SCRIPT)], parse: parseBonding, privilege: "sudo" }],
} as const satisfies Collector;
