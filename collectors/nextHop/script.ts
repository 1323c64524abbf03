import type { Slot } from "#machines/contract/collector.ts";

/** $1 the address to reach. */
export const ARGUMENTS = [{ slot: "ipAddress", name: "target" }] as const satisfies readonly Slot[];

const MOST_ROUTES = 500;

/** Reading only: "route get" asks the kernel and sends nothing. */
export const NEXT_HOP_SCRIPT = [
  'command -v ip >/dev/null 2>&1 || { echo "culprit: toolMissing: ip" >&2; exit 3; }',
  "t=$1 v=-4 f=ipv4; case $t in *:*) v=-6 f=ipv6;; esac",
  'a=$(ip -o $v addr show 2>&1) || { echo "$a" >&2; exit 1; }',
  "echo '== addresses'; echo \"$a\"",
  'r=$(ip -o $v route get "$t" 2>&1 | head -n 1)',
  "echo '== route'; echo \"$r\"",
  'h=$(echo "$r" | sed -n \'s/.* via \\([0-9a-f.:]*\\) .*/\\1/p\'); [ -n "$h" ] || h=$t',
  "echo '== neighbour'; ip $v neigh show to \"$h\" 2>/dev/null | head -n 4",
  "echo '== unresolved'; ip $v neigh show 2>/dev/null | grep -E ' (FAILED|INCOMPLETE) *$' | head -n 40",
  'echo \'== settings\'; for c in /proc/sys/net/$f/conf/*; do for k in rp_filter arp_ignore; do [ -r "$c/$k" ] && echo "${c##*/} $k $(cat "$c/$k")"; done; done',
  "echo '== rules'; ip $v rule 2>&1 | head -n 40",
  `echo '== routes'; ip -o $v route show 2>&1 | head -n ${MOST_ROUTES + 1}`,
  "echo '== end'",
].join("\n");

export const CUT_ROUTES = MOST_ROUTES;
