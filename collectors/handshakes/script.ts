import type { Slot } from "#machines/contract/collector.ts";
import { UNSEEN_LINES } from "../unseen-script.ts";

/** $1 seconds until it ends by itself, $2 target, $3 port. */
export const ARGUMENTS = [
  { slot: "ipAddress", name: "target" },
  { slot: "port", name: "port" },
] as const satisfies readonly Slot[];

/** Nobody waits longer for a window; then the capture ends by itself. */
export const LIMIT_SECONDS = "900";
/** 250 bytes a line: 6 MB. On a host with more of these segments the reading says that it was cut. */
const MOST_PACKETS = 20_000;

/**
 * Segments with SYN or RST to and from one port of one address, ARP, and ICMP errors: a few bytes of each, on every interface, never promiscuous.
 *
 * - tcpdump says "listening on" when it is: only then the sensor says that it is armed.
 * - Packets wait in a buffer for up to a second unless --immediate-mode is there; without it the end waits for them.
 * - What connection tracking refused, and how often the neighbour table was full, is counted over the same window, without loading anything.
 *   Only the first network namespace has the file of the neighbour table; netlink tells it to all.
 * - What an interface, a backlog, a card or a tap's queue drops comes before the capture or after it: their counts are read with those of the tables.
 * - Of a segment, window and options are cut off: they say nothing here, and are half of the line.
 * - The line that arms is found by the shell: awk and sed read ahead, some until a buffer is full.
 * - The shell sits in `wait`: it hears a signal at once there. The guard ends the wait when tcpdump ends by itself.
 */
export const HANDSHAKES_SCRIPT = `
command -v tcpdump >/dev/null 2>&1 || { echo 'culprit: toolMissing: tcpdump' >&2; exit 3; }
case $2 in
*:*) f="(host $2 and ip6 proto 6 and tcp port $3 and (ip6[53] & 6 != 0)) or (icmp6 and (ip6[40] == 1 or ip6[40] == 135 or ip6[40] == 136))";;
*) f="(host $2 and tcp port $3 and (tcp[13] & 6 != 0)) or arp or (icmp[0] == 3)";;
esac
m=--immediate-mode l=0
tcpdump --help 2>&1 | grep -q immediate-mode || { m=; l=1.2; }
tables() {
  echo "== $1"
  for n in count max; do [ -e /proc/sys/net/netfilter/nf_conntrack_$n ] && echo "$n $(cat /proc/sys/net/netfilter/nf_conntrack_$n)"; done
  if [ -r /proc/net/stat/nf_conntrack ]; then sed 's/^/stat /' /proc/net/stat/nf_conntrack
  elif [ -e /proc/sys/net/netfilter/nf_conntrack_count ] && { [ -d /sys/module/nf_conntrack_netlink ] || [ ! -e /proc/modules ]; }; then conntrack -S 2>/dev/null | sed 's/^/tool /'; fi
  if [ -r /proc/net/stat/$4 ]; then sed 's/^/neighbours /' /proc/net/stat/$4
  else ip -s ntable show name $4 2>/dev/null | sed -n 's/.*table_fulls \\([0-9]*\\).*/fulls \\1/p' | head -n 1; fi
${UNSEEN_LINES}
}
case $2 in *:*) k=ndisc_cache ;; *) k=arp_cache ;; esac
tables before "$2" "$3" $k
echo '== capture'
exec 5<&0
{
  timeout "$1" cat <&5 >/dev/null 2>&1 &
  w=$!
  tcpdump -p -n -S -e -tt -l $m -i any -s 128 -c ${MOST_PACKETS} "$f" </dev/null 2>&1 5<&- &
  t=$!
  { while kill -0 $t; do sleep 0.5; done; kill $w; } </dev/null >/dev/null 2>&1 5<&- &
  g=$!
  wait $w
  sleep $l
  kill -TERM $t 2>/dev/null
  wait $t
  echo "== status $?"
  kill $g 2>/dev/null
  tables after "$2" "$3" $k
  echo '== end'
} | {
  while IFS= read -r x; do
    printf '%s\\n' "$x"
    case $x in *'listening on '*) echo CULPRIT-ARMED; break ;; esac
  done
  exec sed 's/, win .*$//'
}
`.trim();
