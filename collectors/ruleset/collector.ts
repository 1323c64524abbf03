import type { Collector } from "#machines/contract/index.ts";
import { literally } from "../echo.ts";
import { parseRuleset } from "./parse.ts";

/** Tables of the older kind, where a namespace has any: /proc names them without making one. Counters and the time of day are left out. */
const LEGACY = [
  "for v in ip ip6; do",
  '  n=$(cat /proc/net/${v}_tables_names 2>/dev/null); [ -z "$n" ] && continue',
  "  echo \"== ${v}tables\"; t=; for c in ${v}tables-legacy-save ${v}tables-save; do case $($c -V 2>/dev/null) in ''|*nf_tables*) ;; *) t=$c; break;; esac; done",
  "  if [ -z \"$t\" ]; then echo '!no tool for the tables that are there'",
  "  elif r=$($t 2>&1); then printf '%s\\n' \"$r\" | sed -e '/^#/d' -e 's/\\[[0-9]*:[0-9]*\\]//' | cksum",
  '  else echo "!$r" | head -n 1; fi',
  "done",
  "echo '== end'",
].join("\n");

/** -s leaves out counters, -t what is in sets that have a name: packets put addresses into those. Older tools know no -t. */
const NFT = [
  "echo '== nft'",
  "if command -v nft >/dev/null 2>&1; then",
  '  if r=$(nft -s -t list ruleset 2>&1) || r=$(nft -s list ruleset 2>&1); then printf \'%s\\n\' "$r" | cksum; else echo "!$r" | head -n 1; fi',
  "else case $(iptables-save -V 2>/dev/null) in *nf_tables*)",
  "  if r=$(iptables-save 2>&1 && ip6tables-save 2>&1); then printf '%s\\n' \"$r\" | sed -e '/^#/d' -e 's/\\[[0-9]*:[0-9]*\\]//' | cksum; else echo \"!$r\" | head -n 1; fi;;",
  "*) echo '!no nft, nor an iptables-save for nf_tables';; esac; fi",
].join("\n");

/**
 * Rules of the packet filter as one checksum, to prove that nothing changed: without counters, and without what packets put into sets.
 *
 * Shape:
 *     == nft
 *     2837465102 1204
 *     == iptables
 *     1183746552 311
 *     == end
 * Fields: the POSIX checksum and length of each list of rules that there is.
 *   Example: rules = nft 2837465102 1204; iptables 1183746552 311
 * Empty: a list without a rule has a checksum, too; without the last line, or without cksum, the rules are unknown.
 * Fails: wouldLoadModule where neither nf_tables nor ip_tables is loaded, and so no rule is there; denied without root. What is in named sets is not compared.
 * Source: nft(8), iptables-save(8), https://pubs.opengroup.org/onlinepubs/9699919799/utilities/cksum.html
 */
export const ruleset = {
  id: "ruleset",
  title: "rules of the packet filter",
  about: "All rules as one checksum, without counters, to prove that nothing changed.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0.2,
  deadlineMs: 10_000,
  maxBytes: 65_536,
  fields: { rules: { kind: "state", unit: "", about: "Checksums of the lists of rules." } },
  ways: [
    { argv: ["sh", "-c", literally(`${NFT}\n${LEGACY}`)], parse: parseRuleset, privilege: "sudo", wouldLoad: ["nf_tables"] },
    { argv: ["sh", "-c", literally(LEGACY)], parse: parseRuleset, privilege: "sudo", wouldLoad: ["ip_tables"] },
  ],
} as const satisfies Collector;
