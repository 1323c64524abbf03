import type { Slot } from "#machines/contract/collector.ts";

/** $1 most probes, $2 target: typed and validated before they come here, and only ever used as quoted words or numbers. */
export const ARGUMENTS = [
  { slot: "count", name: "count" },
  { slot: "ipAddress", name: "target" },
] as const satisfies readonly Slot[];

/**
 * Ten probes first, a tenth of a second apart: where none is answered, more would only ask for an Ethernet address again and again, and each
 * waits for it. Where some are, the rest follow 8 ms apart, for a share of a few percent to show. The neighbour's entry is read afterwards:
 * before, it may be of another hour.
 *
 * --foreground keeps ping in the process group, so that whoever ends the group ends ping; busybox has no such option and needs none.
 */
export const PROBE_SCRIPT = String.raw`
command -v ping >/dev/null 2>&1 || { echo 'culprit: toolMissing: ping' >&2; exit 127; }
t='timeout --foreground -s INT'; $t 1 true 2>/dev/null || t='timeout -s INT'
v=$(ping -V 2>&1); case $v in *iputils*) o='-n -O -D';; *) o=;; esac
echo '== first'
f=$($t 15 ping $o -i 0.1 -c 10 -W 1 "$2" 2>&1); r=$?
printf '%s\n' "$f"; echo "exit $r"
case $f in
*' 0 received'*|*' 0 packets received'*) ;;
*' received'*)
  n=$(($1 - 10))
  [ $n -le 0 ] || { echo '== rest'; $t $((n * 24 / 1000 + 10)) ping $o -i 0.008 -c $n -W 1 "$2" 2>&1; echo "exit $?"; };;
esac
echo '== route'; ip route get "$2" 2>&1
echo '== neighbour'; ip neigh show "$2" 2>&1
echo '== end'
`.trim();
