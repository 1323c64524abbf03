/**
 * Legacy iptables and nftables can be in use side by side, each blind to the other. /proc/net/ip_tables_names lists the legacy tables of this
 * network namespace without creating any; only when it names one is the legacy tool asked, which then loads nothing either.
 */
const LEGACY = [
  'dump() { command -v "$2" >/dev/null 2>&1 || return 0; echo "== $1"; "$2" -c 2>&1 || echo "== !$1"; }',
  "legacy() { for t in $1-legacy-save $1-save; do case $($t -V 2>/dev/null) in ''|*nf_tables*) ;; *) dump $1 $t; return;; esac; done; }",
  "for v in ip ip6; do",
  '  n=$(cat /proc/net/${v}_tables_names 2>/dev/null); echo "== ${v}_tables_names"; [ -z "$n" ] || echo "$n"',
  '  [ -z "$n" ] || legacy ${v}tables',
  "done",
  "echo '== end'",
].join("\n");

export const NFT_SCRIPT = ["echo '== nft'; nft -j list ruleset || exit $?", LEGACY].join("\n");

/** iptables-nft without nft itself: sees the tables that iptables made, and no other. */
export const NFT_WITHOUT_NFT_SCRIPT = [
  "case $(iptables-save -V 2>/dev/null) in *nf_tables*) ;; *) echo 'culprit: toolMissing: nft, or iptables-save for nf_tables' >&2; exit 3;; esac",
  "echo '== other'; echo nf_tables",
  'dump() { echo "== $1"; $2 -c 2>&1 || echo "== !$1"; }; dump iptables-nft iptables-save; dump ip6tables-nft ip6tables-save',
  LEGACY,
].join("\n");

export const LEGACY_SCRIPT = [
  "command -v iptables-legacy-save >/dev/null 2>&1 || command -v iptables-save >/dev/null 2>&1 || { echo 'culprit: toolMissing: iptables-save' >&2; exit 3; }",
  "[ -r /proc/net/ip_tables_names ] || { [ -e /proc/net/ip_tables_names ] && echo 'culprit: denied: /proc/net/ip_tables_names' >&2 || echo 'culprit: absent: /proc/net/ip_tables_names' >&2; exit 3; }",
  // The function is there when nf_tables is loaded or built in, and then rules may stand that only nft would show.
  "echo '== other'; if grep -q ' nft_do_chain' /proc/kallsyms 2>/dev/null; then echo nf_tables; fi",
  LEGACY,
].join("\n");
