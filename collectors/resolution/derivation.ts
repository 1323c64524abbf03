import type { Derivation } from "#machines/contract/collector.ts";
import { gauge, state } from "../field.ts";
import { resolutionOf } from "./derive.ts";

const packets = (about: string) => gauge("packets", about);

/**
 * Whether the probes were lost because nobody told the sender, or a host in between, the Ethernet address of its next hop, or the receiver that of the
 * sender, and which host keeps it from being told: one that has the address and is set not to answer, one whose rules drop ARP, one that does not believe the
 * question because its way back leads through another interface.
 *
 * Fields: of the window. arpLost and unbelieved are all the probes that are missing, where this host is to blame, and else 0: without the address none of them leaves.
 * Empty: the next hop is known, or some probes came back: 0.
 * Fails: what the sender's entry says is unknown where it was thrown away already. Who is to blame is unknown where rules choose between routing tables, where a rule for
 *   ARP does not count, and for IPv6. Where no host looked at is to blame, the questions may not have arrived: only a capture tells.
 * Source: RFC 826; https://elixir.bootlin.com/linux/v6.12/source/net/ipv4/arp.c (arp_process), net/ipv4/fib_frontend.c (fib_validate_source)
 */
export const resolution = {
  id: "resolution",
  title: "address resolution",
  about: "Whether the next hop's Ethernet address is what is missing, and which host keeps it from being told.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: ["nextHop", "firewall", "ping", "protocolCounters"],
  fields: {
    unresolved: state(
      "The sender, or a host in between, asked for its next hop's Ethernet address in vain, or the receiver for the sender's, and not one probe came back.",
    ),
    arpLost: packets("Probes that this host's rule or setting for ARP cost."),
    unbelieved: packets("Probes that were not sent because this host's reverse path filter refuses the question of ARP."),
  },
  tables: {
    culprits: { weight: gauge("", "How much it dropped; 1 for a setting.") },
    unbelieving: { refused: packets("Probes that were not sent because the question, which came in by this interface, was not believed.") },
  },
  derive: resolutionOf,
} as const satisfies Derivation;
