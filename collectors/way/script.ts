import type { Slot } from "#machines/contract/collector.ts";
import { SHOW } from "../section.ts";

/** $1 target, $2 the client's address. */
export const ARGUMENTS = [
  { slot: "ipAddress", name: "target" },
  { slot: "ipAddress", name: "source" },
] as const satisfies readonly Slot[];

/** Interfaces that are asked how they would take the packet; a host with more has its first ones asked. */
const MOST_DEVICES = 24;
const MOST_ROUTES = 40;

/**
 * "route get ... from ... iif" is what the kernel decides about a packet that comes in by an interface, the reverse path check included
 * (EXDEV, "Invalid cross-device link"). Reading it forwards nothing; where log_martians is on it may write a line to the kernel's log.
 */
export const WAY_SCRIPT = [
  SHOW,
  'command -v ip >/dev/null 2>&1 || { echo "culprit: toolMissing: ip" >&2; exit 3; }',
  "t=$1 s=$2 v=-4 f=ipv4; case $t in *:*) v=-6 f=ipv6;; esac",
  'a=$(ip -o $v addr show 2>&1) || { echo "$a" >&2; exit 1; }',
  "echo '== addresses'; echo \"$a\"",
  'echo \'== links\'; for d in /sys/class/net/*; do [ -e "$d/address" ] && echo "${d##*/} $(cat "$d/address") $(cat "$d/operstate" 2>/dev/null)"; done',
  'echo \'== settings\'; for c in /proc/sys/net/$f/conf/*; do for k in rp_filter arp_ignore arp_filter forwarding; do [ -r "$c/$k" ] && echo "${c##*/} $k $(cat "$c/$k")"; done; done',
  'g() { echo "$1 $(shift; ip -o $v route get "$@" 2>&1 | head -n 1)"; }',
  "echo '== routes'; g target $t; g source $s",
  `m() { ip -o $v route show table all to match $1 2>/dev/null | grep -v -e '^local ' -e '^broadcast ' -e '^multicast ' -e '^anycast ' | head -n ${MOST_ROUTES} | sed "s/^/$2 /"; }`,
  "echo '== matches'; m $t target; m $s source",
  "echo '== rules'; ip $v rule 2>&1 | head -n 40",
  "echo '== arrivals'",
  `for d in $(echo "$a" | awk '{ print $2 }' | grep -v '^lo$' | sort -u | head -n ${MOST_DEVICES}); do g "$d target" $t from $s iif "$d"; g "$d source" $s from $t iif "$d"; done`,
  "echo '== neighbours'",
  "for h in $t $s $({ ip -o $v route get $t; ip -o $v route get $s; for d in $(echo \"$a\" | awk '{ print $2 }' | sort -u | head -n 8); do ip -o $v route get $t from $s iif \"$d\"; done; } 2>/dev/null | sed -n 's/.* via \\([0-9a-f.:]*\\) .*/\\1/p' | sort -u); do ip $v neigh show to $h 2>/dev/null | head -n 4; done",
  'echo \'== crowd\'; ip $v neigh show 2>/dev/null | awk \'{ k = $3; if ($2 != "dev") for (i = 1; i < NF; i++) if ($i == "dev") k = $(i + 1); n[k " " $NF]++ } END { for (k in n) print k, n[k] }\'',
  "show /proc/net/stat/$([ $f = ipv4 ] && echo arp || echo ndisc)_cache",
  "show /proc/sys/net/$f/neigh/default/gc_thresh3",
  "echo '== end'",
].join("\n");
