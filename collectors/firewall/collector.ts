import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { counter, gauge, state } from "../field.ts";
import { parseNft } from "./parse.ts";
import { parseIptables } from "./parse-iptables.ts";
import { LEGACY_SCRIPT, NFT_SCRIPT, NFT_WITHOUT_NFT_SCRIPT } from "./script.ts";

/**
 * Rules of the packet filter that drop, and how much each dropped.
 *
 * Shape:
 *     == nft
 *     {"nftables":[{"metainfo":{"version":"1.0.6"}},{"table":{"family":"ip","name":"filter","handle":1}},
 *     {"chain":{"family":"ip","table":"filter","name":"INPUT","handle":1,"type":"filter","hook":"input","prio":0,"policy":"accept"}},
 *     {"rule":{"family":"ip","table":"filter","chain":"INPUT","handle":4,"expr":[
 *     {"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":"192.0.2.10"}},
 *     {"counter":{"packets":12,"bytes":1008}},{"drop":null}]}},
 *     {"rule":{"family":"ip","table":"filter","chain":"INPUT","handle":5,"expr":[{"drop":null}]}}]}
 *     == ip_tables_names
 *     == ip6_tables_names
 *     == end
 * Fields: counters since the rule was made, 64 bits. A rule counts when nothing between its counter and its verdict can let a packet go on;
 *   reject is a drop. uncountedDropRules are the rules, verdict maps and policies that drop and count nothing: while there is one, a flat
 *   dropPackets proves nothing. iptables counts what its policies drop, nftables does not; a policy below a rule that ends every packet is never asked.
 *   Example: dropPackets = 12, dropBytes = 1008, countedDropRules = 1, uncountedDropRules = 1, rules = 2
 * Empty: a ruleset without rules is one that drops nothing: 0. No text at all is unparsable.
 * Fails: wouldLoadModule where nf_tables or ip_tables is not loaded; denied without root. Where a second kind of tables is in use and no tool
 *   for it is present, uncountedDropRules and rules are unknown. Not seen at all: ebtables, tc, XDP, Open vSwitch flows, and drops for want of a queue's reader.
 * Source: libnftables-json(5); iptables-save(8); https://elixir.bootlin.com/linux/v6.12/source/net/ipv4/netfilter/ip_tables.c (ip_tables_names)
 */
export const firewall = {
  id: "firewall",
  title: "packet filter",
  about: "Rules that drop or reject, and what their counters say.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.5,
  deadlineMs: 20_000,
  // 500 bytes a rule as JSON: hypervisors carry ten thousand.
  maxBytes: 16 * 1024 * 1024,
  fields: {
    dropPackets: counter(64, "packets", "Dropped or rejected by rules, and iptables policies, that count."),
    dropBytes: counter(64, "bytes", "Their bytes."),
    invalidDropPackets: counter(64, "packets", "Dropped by rules that ask for what connection tracking calls invalid, and count."),
    invalidDropBytes: counter(64, "bytes", "Their bytes: with less than 46 a packet they were too short to fill a frame."),
    invalidDropRules: gauge("rules", "Rules that drop what connection tracking calls invalid, counted or not."),
    longestPassing: gauge(
      "bytes",
      "Largest packet that every rule lets pass which drops by length and asks for nothing else but interface and protocol; 65,535 where there is none.",
    ),
    errorDropRules: gauge(
      "rules",
      "Rules that drop the word that a packet was too large (ICMP's Destination Unreachable, ICMPv6's Packet Too Big) and ask for nothing else but interface and protocol.",
    ),
    countedDropRules: gauge("rules", "Rules and policies that drop and count."),
    uncountedDropRules: gauge("rules", "Rules, verdict maps and policies that may drop and do not count what they drop."),
    rules: gauge("rules", "All rules, whatever they do."),
  },
  tables: {
    dropRules: {
      packets: counter(64, "packets", "Dropped by this rule."),
      bytes: counter(64, "bytes", "Their bytes."),
      counted: state("The rule counts what it drops."),
    },
    invalidRules: {
      packets: counter(64, "packets", "Dropped by this rule, which asks for invalid ones."),
      bytes: counter(64, "bytes", "Their bytes."),
      counted: state("The rule counts what it drops."),
    },
  },
  ways: [
    { argv: ["sh", "-c", literally(NFT_SCRIPT)], parse: parseNft, privilege: "sudo", wouldLoad: ["nf_tables"] },
    {
      argv: ["sh", "-c", literally(NFT_WITHOUT_NFT_SCRIPT)],
      parse: parseIptables,
      privilege: "sudo",
      wouldLoad: ["nf_tables"],
    },
    { argv: ["sh", "-c", literally(LEGACY_SCRIPT)], parse: parseIptables, privilege: "sudo", wouldLoad: ["ip_tables"] },
  ],
} as const satisfies Collector;
