import type { Collector } from "#machines/contract/collector.ts";
import { gauge, saying, state } from "../field.ts";
import { parseTranslations } from "./parse.ts";
import { ARGUMENTS, TRANSLATIONS_SCRIPT } from "./script.ts";

const ports = (about: string) => gauge("ports", about);

/**
 * Ports that this host's source translation uses towards one service, against those that its rules may give.
 *
 * Shape:
 *     == entries
 *     203.0.113.65 16 40000 40015
 *     == rules
 *     oifname "eth3" meta l4proto tcp counter packets 5 bytes 300 masquerade to :40000-40015 comment "uplink"
 *     == end
 * Fields: of this moment. usedPercent is of the narrowest rule; a rule without a range has 64,512 ports for each address it translates to.
 *   Example: translating = true, usedPorts = 16, capacity = 16, usedPercent = 100
 * Empty: no entry towards the service is translated: usedPorts is 0. Without a rule that translates, the capacity is unknown.
 * Fails: wouldLoadModule where connection tracking is not loaded; denied without root; toolMissing without conntrack. Rules with several addresses are
 *   taken for one; maps that choose a range by the packet are not looked into.
 * Source: conntrack(8); nft(8) (masquerade, snat); https://elixir.bootlin.com/linux/v6.12/source/net/netfilter/nf_nat_core.c (nf_nat_l4proto_unique_tuple)
 */
export const translations = {
  id: "translations",
  title: "source translation",
  about: "Ports that translation uses towards one service, and how many its rules allow.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.5,
  deadlineMs: 15_000,
  maxBytes: 64 * 1024,
  fields: {
    translating: saying(state("A rule of this host translates source addresses."), {
      no: "No rule of this host translates source addresses",
    }),
    usedPorts: ports("In use towards this service, of the address that uses most."),
    capacity: ports("What the narrowest rule may give."),
    usedPercent: saying(gauge("percent", "Used of the capacity."), { else: "{value} of the source ports that translation has are in use" }),
  },
  tables: {
    rules: { capacity: ports("What this rule may give."), usedPercent: gauge("percent", "Used of it.") },
    addresses: { ports: ports("In use of this address.") },
  },
  ways: [
    {
      argv: ["sh", "-c", TRANSLATIONS_SCRIPT, "culprit-translations", ...ARGUMENTS],
      parse: parseTranslations,
      privilege: "sudo",
      wouldLoad: ["nf_conntrack", "nf_conntrack_netlink"],
    },
  ],
} as const satisfies Collector;
