import { clockOffset } from "../../blinds/clock.ts";
import { untraced, tracingRefused } from "../../blinds/kernel.ts";
import { hungCommand, toolMissing, toolRefuses, truncatedOutput } from "../../blinds/tools.ts";
import { firewallDrop, firewallDropUncounted } from "../pair/firewall-drop.ts";
import { blinded } from "./blinded.ts";

const REFUSAL = "Operation not permitted (you must be root)";
const LEGACY = ["iptables-save", "ip6tables-save", "iptables-nft-save", "ip6tables-nft-save", "iptables", "iptables-nft"];
/** The first bytes of a rule set: the table is there, and no rule yet. */
const SHORT = 180;

/** The drop reason NETFILTER_DROP in nft_do_chain names a rule, and what beta received and did not deliver names beta. */
export const firewallWithoutNft = blinded(firewallDrop, {
  id: "firewall-without-nft",
  about: "A packet filter rule on beta drops echo requests, and nft is not installed on beta.",
  blinds: { beta: [toolMissing("nft")] },
});

export const firewallUnseen = blinded(firewallDrop, {
  id: "firewall-unseen",
  about: "A packet filter rule on beta drops echo requests; beta has no tool that shows rules, and there is neither tracefs nor BTF.",
  blinds: { alpha: untraced, beta: [toolMissing("nft"), ...LEGACY.map(toolMissing), ...untraced] },
  notNameable: "What beta receives and does not deliver says that beta loses it; what on beta, only its rules or the drop reasons say.",
});

export const firewallRefused = blinded(firewallDrop, {
  id: "firewall-refused",
  about: "A packet filter rule on beta drops echo requests; the login on beta may not list rules, and may not trace.",
  blinds: {
    alpha: tracingRefused,
    beta: [toolRefuses("nft", REFUSAL), ...LEGACY.map((tool) => toolRefuses(tool, REFUSAL, 4)), ...tracingRefused],
  },
  notNameable: "The rules and the drop reasons are denied to this login on beta, and nothing else tells a rule from another drop there.",
});

export const firewallHung = blinded(firewallDrop, {
  id: "firewall-hung",
  about: "A packet filter rule on beta drops echo requests, and nft never returns on beta.",
  blinds: { beta: [hungCommand("nft")] },
});

/** A list that ends early has no rule that drops in it, which is not the same as no such rule. */
export const firewallCutOff = blinded(firewallDrop, {
  id: "firewall-cut-off",
  about: "A packet filter rule on beta drops echo requests, and what nft prints on beta is cut off before that rule.",
  blinds: { beta: [truncatedOutput("nft", SHORT, ["-j", "list", "ruleset"])] },
});

/** Without a counter the rule's text is the evidence, and the drop reasons its number. */
export const firewallUncountedUntraced = blinded(firewallDropUncounted, {
  id: "firewall-uncounted-untraced",
  about: "A packet filter rule without a counter drops echo requests on beta, and there is neither tracefs nor BTF.",
  blinds: { alpha: untraced, beta: untraced },
});

/** Nothing is hidden: only what compares times of two hosts, or a time with a log's, goes wrong. */
export const firewallWrongClock = blinded(firewallDrop, {
  id: "firewall-wrong-clock",
  about: "A packet filter rule on beta drops echo requests, and beta's date is an hour fast.",
  blinds: { beta: [clockOffset(3_600)] },
});
