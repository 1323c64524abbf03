import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { gauge } from "../field.ts";
import { parseSecurityGroups } from "./parse.ts";
import { GROUPS_SCRIPT } from "./script.ts";

/**
 * What the security groups of a compute node drop while this runs: rules of Neutron's chains, and flows of its OpenFlow firewall.
 *
 * Shape:
 *     == rules before
 *     [4:240] -A neutron-openvswi-i7be04d52-c -j DROP
 *     == flows before
 *      cookie=0x0, duration=29.3s, table=92, n_packets=2, n_bytes=148, priority=0 actions=drop
 *     CULPRIT-ARMED
 *     == rules after
 *     [70:4200] -A neutron-openvswi-i7be04d52-c -j DROP
 *     == flows after
 *      cookie=0x0, duration=33.3s, table=92, n_packets=2, n_bytes=148, priority=0 actions=drop
 *     == end
 * Fields: packets within this run, of all guests of the host. dropped is of the one chain or flow that dropped most; rules for what connection tracking
 *   calls invalid, and chains for forged senders, are left out.
 *   Example: dropped = 66, chains = 2
 * Empty: a host whose chains and flows drop nothing, or that has none: 0.
 * Fails: toolMissing with neither iptables-save nor Open vSwitch; denied without root. Groups of OVN are ACLs of its logical flows, in other tables.
 *   Groups that are offloaded to a card count late.
 * Source: https://opendev.org/openstack/neutron/src/tag/22.0.0/neutron/agent/linux/iptables_firewall.py;
 *   https://opendev.org/openstack/neutron/src/tag/22.0.0/neutron/agent/linux/openvswitch_firewall/constants.py
 */
export const securityGroups = {
  id: "securityGroups",
  title: "drops of security groups",
  about: "Counts what the security groups of a compute node drop while this runs.",
  risk: "R0",
  probe: false,
  effects: ["lets ovs-vswitchd finish two revalidations of its flows, as it does by itself twice a second"],
  scope: "host",
  costSeconds: 0.5,
  deadlineMs: 30_000,
  maxBytes: 1024 * 1024,
  fields: {
    dropped: gauge("packets", "By the chain or flow that dropped most."),
    chains: gauge("chains", "Chains and flows of security groups that drop."),
  },
  tables: { chains: { dropped: gauge("packets", "In the window.") } },
  ways: [{ argv: ["sh", "-c", literally(GROUPS_SCRIPT), "culprit-security-groups"], parse: parseSecurityGroups, privilege: "sudo" }],
} as const satisfies Collector;
