import type { Collector } from "#machines/contract/collector.ts";
import { gauge, state } from "../field.ts";
import { SHOW } from "../section.ts";
import { IGMP, parseVirtualAddress } from "./parse.ts";

/**
 * Whether this host has the address that was asked about, and whether it listens to VRRP's group.
 *
 * Shape:
 *     == addresses
 *     1: lo    inet 127.0.0.1/8 scope host lo\       valid_lft forever preferred_lft forever
 *     3: eth1    inet 192.0.2.11/24 scope global eth1\       valid_lft forever preferred_lft forever
 *     == /proc/net/igmp
 *     Idx	Device    : Count Querier	Group    Users Timer	Reporter
 *     3	eth1      :     2      V3
 *     				120000E0     1 0:00000000		0
 *     == end
 * Fields: at this moment, in this network namespace.
 *   Example: interface = none, addresses = 2, groupJoined = true
 * Empty: no address at all is refused: the loopback has one, or ip printed something else.
 * Fails: toolMissing without iproute2. A kernel without multicast has no /proc/net/igmp: groupJoined is unknown.
 * Source: ip-address(8); https://elixir.bootlin.com/linux/v6.12/source/net/ipv4/igmp.c (igmp_mc_seq_show)
 */
export const virtualAddress = {
  id: "virtualAddress",
  title: "the virtual address",
  about: "Whether this host has the virtual address now.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.1,
  deadlineMs: 5_000,
  // 120 bytes an address: hypervisors carry thousands.
  maxBytes: 1024 * 1024,
  fields: {
    held: state("This host has the address."),
    lacking: gauge("addresses", "0 when it has it, 1 when not."),
    interface: state("The interface that has it; none."),
    addresses: gauge("addresses", "All of its addresses."),
    groupJoined: state("It listens to 224.0.0.18."),
  },
  ways: [
    {
      argv: [
        "sh",
        "-c",
        `${SHOW}; echo '== addresses'; ip -o addr show || exit; show ${IGMP}; echo '== end'`,
        "culprit-address",
        { slot: "ipAddress", name: "address" },
      ],
      parse: parseVirtualAddress,
      privilege: "user",
    },
  ],
} as const satisfies Collector;
