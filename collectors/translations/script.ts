import type { Slot } from "#machines/contract/collector.ts";

/** $1 target, $2 port. */
export const ARGUMENTS = [
  { slot: "ipAddress", name: "target" },
  { slot: "port", name: "port" },
] as const satisfies readonly Slot[];

/** Of each entry towards the service: the address and port that answers come back to. Counted on the host: tables have hundreds of thousands. */
const COUNT =
  'awk \'{ s = d = p = ""; for (i = 1; i <= NF; i++) { if ($i ~ /^src=/ && s == "") s = substr($i, 5); if ($i ~ /^dst=/) d = substr($i, 5); if ($i ~ /^dport=/) p = substr($i, 7) } if (d != "" && s != d && !((d, p) in seen)) { seen[d, p] = 1; n[d]++; if (!(d in lo) || p + 0 < lo[d]) lo[d] = p + 0; if (p + 0 > hi[d]) hi[d] = p + 0 } } END { for (k in n) print k, n[k], lo[k], hi[k] }\'';

export const TRANSLATIONS_SCRIPT = [
  "command -v conntrack >/dev/null 2>&1 || { echo 'culprit: toolMissing: conntrack' >&2; exit 3; }",
  `echo '== entries'; conntrack -L -p tcp -d "$1" --dport "$2" 2>/dev/null | ${COUNT}`,
  "echo '== rules'",
  // Each kind is asked where it is in use already: listing a table of the older kind makes it, and nft loads nf_tables.
  "nat() { $1 -t nat 2>/dev/null | grep -E -e '-j (MASQUERADE|SNAT)'; }",
  "{ if grep -q ' nft_do_chain' /proc/kallsyms 2>/dev/null; then nft -n list ruleset 2>/dev/null | grep -E 'masquerade|snat'; case $(iptables-save -V 2>/dev/null) in *nf_tables*) nat iptables-save;; esac; fi",
  "if grep -qx nat /proc/net/ip_tables_names 2>/dev/null; then for t in iptables-legacy-save iptables-save; do case $($t -V 2>/dev/null) in ''|*nf_tables*) ;; *) nat $t; break;; esac; done; fi; } | grep -v '^#' | sort -u | head -n 60",
  "echo '== end'",
].join("\n");
