import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { counter, gauge, saying, state } from "../field.ts";
import { parseLinksJson } from "./parse.ts";
import { parseLinksFiles, SYSFS_SCRIPT } from "./parse-files.ts";

const counters = {
  rxPackets: counter(64, "packets", "Received."),
  rxDropped: counter(
    64,
    "packets",
    "Received and thrown away by the core: full backlog, unknown protocol, wrong VLAN. Not the card's own losses.",
  ),
  rxErrors: counter(64, "packets", "Received faulty: sum of length, checksum, framing and overrun errors, as the driver counts them."),
  rxMissed: counter(64, "packets", "Missed by the card: no free receive descriptor. The host never saw them."),
  rxFifo: counter(64, "packets", "Lost in the card's own buffer."),
  rxOver: counter(64, "packets", "Overruns of the card's receiver."),
  rxNohandler: counter(64, "packets", "Arrived on a device that takes nothing itself, such as an inactive slave of a bond."),
  txPackets: counter(64, "packets", "Sent."),
  txDropped: counter(
    64,
    "packets",
    "Thrown away by the driver or the core on the way out: a full tun queue, for instance. Not the queueing discipline's drops.",
  ),
  txErrors: counter(64, "packets", "Could not be sent; on tunnels: too large and not to be fragmented."),
  carrierChanges: saying(counter(64, "changes", "How often the link went up or down."), {
    "0": "The link did not go up or down",
    else: "The link went up or down: {value}",
  }),
} as const;

/**
 * Counters of every network interface, from `ip`, or from sysfs where `ip` prints no JSON.
 *
 * Shape:
 *     [{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP"],"mtu":65536,"operstate":"UNKNOWN","link_type":"loopback",
 *     "stats64":{"rx":{"packets":9,"errors":0,"dropped":0,"over_errors":0},"tx":{"packets":9,"errors":0,"dropped":0}}},
 *     {"ifindex":2,"ifname":"eth0","flags":["UP"],"mtu":1500,"operstate":"UP","link_type":"ether","linkinfo":{"info_kind":"veth"},
 *     "stats64":{"rx":{"packets":70,"errors":1,"dropped":2,"over_errors":0,"fifo_errors":0,"missed_errors":3},
 *     "tx":{"packets":80,"errors":0,"dropped":4,"carrier_changes":5}}}]
 * Fields: counters since the interface was made, 64 bits. Sums leave the loopback out; a packet that crosses a bridge and its port counts at both.
 *   `dropped` of ip is rx_dropped alone, and a full CPU backlog is in it; the "drop" of /proc/net/dev is rx_dropped plus rx_missed.
 *   `nohandler` is printed only when it is not 0. `carrier_changes` and `missed_errors` come with the second -s.
 *   Example: rxPackets = 70, rxDropped = 2, rxErrors = 1, rxMissed = 3, rxOver = 0, rxNohandler = 0, txPackets = 80, txDropped = 4, carrierChanges = 5
 * Empty: "[]" is a network namespace without a loopback, which does not exist: unparsable. Only a loopback: every sum is 0.
 * Fails: toolMissing where ip has no -j (busybox, iproute2 before 4.14) and the next way is taken. ethtool's own counters are not here.
 * Source: https://docs.kernel.org/networking/statistics.html; struct rtnl_link_stats64 in include/uapi/linux/if_link.h; iproute2 ip/ipaddress.c.
 */
export const links = {
  id: "links",
  title: "interface counters",
  about: "What each interface received, sent, missed and dropped.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.2,
  deadlineMs: 10_000,
  // 1.1 kB an interface; hosts with a thousand taps exist.
  maxBytes: 4 * 1024 * 1024,
  fields: {
    ...counters,
    interfaces: gauge("interfaces", "Interfaces that were summed; the loopback is not among them."),
  },
  tables: {
    interfaces: {
      ...counters,
      mtu: gauge("bytes", "Largest packet the interface takes."),
      ifindex: gauge("", "The kernel's number of the interface; another one means it was made anew."),
      operstate: state("UP, DOWN, UNKNOWN (devices that cannot tell), LOWERLAYERDOWN."),
      kind: state('What sort of device: veth, bridge, vxlan; "physical" where the kernel names none.'),
      master: state('Bridge, bond or switch it is a port of; "none" where it is not.'),
      qdisc: state("The queueing discipline on the way out."),
      txQueueLength: gauge("packets", "That a queue of the device holds on the way out."),
      xdp: state('How an XDP program is attached: native, generic, offloaded; "none" where there is none.'),
    },
  },
  ways: [
    { argv: ["ip", "-s", "-s", "-d", "-j", "link"], parse: parseLinksJson, privilege: "user" },
    { argv: ["sh", "-c", literally(SYSFS_SCRIPT)], parse: parseLinksFiles, privilege: "user" },
  ],
} as const satisfies Collector;
