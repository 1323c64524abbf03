import type { Slot } from "#machines/contract/collector.ts";
import { LARGE, PIECES } from "./pieces.ts";

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
 * One question for the guest's Ethernet address goes to everybody as well, whatever the neighbour table knows: an entry that is wrong is believed without
 * asking, and only the answers tell who has the address. It goes last, since the answer sets the entry right, as the kernel's own question would some
 * seconds later. perl builds the frame; without perl or root it is not sent, and that stays unknown.
 *
 * Where small probes come back, up to one in a hundred, two kinds of large ones follow: of the size of this host's own MTU, not to be fragmented, and
 * questions in pieces (pieces.ts). What is wrong with the size loses these alone.
 *
 * --foreground keeps ping in the process group, so that whoever ends the group ends ping; busybox has no such option and needs none.
 */
export const PROBE_SCRIPT = String.raw`
command -v ping >/dev/null 2>&1 || { echo 'culprit: toolMissing: ping' >&2; exit 127; }
t='timeout --foreground -s INT'; $t 1 true 2>/dev/null || t='timeout -s INT'
v=$(ping -V 2>&1); case $v in *iputils*) o='-n -O -D';; *) o=;; esac
ask='use Socket; my ($t, $d, $s) = @ARGV; open(my $f, "<", "/sys/class/net/$d/address") or exit 1; my $m = pack("H*", join("", split(/[:\s]/, <$f>)));
open($f, "<", "/sys/class/net/$d/ifindex") or exit 1; my $i = <$f> + 0; socket(my $k, 17, 3, unpack("S", pack("n", 0x806))) or exit 1;
my $b = "\xff" x 6; my $a = pack("SSISCC", 17, unpack("S", pack("n", 0x806)), $i, 0, 0, 6) . $m . "\0\0";
exit(send($k, $b . $m . pack("nnnCCn", 0x806, 1, 0x800, 6, 4, 1) . $m . inet_aton($s) . "\0" x 6 . inet_aton($t), 0, $a) ? 0 : 1)'
pieces='${PIECES}'
counts() { printf '%s\n' "$1" | sed -n 's/^\([0-9]*\) packets transmitted, \([0-9]*\) .*received.*/\1 \2/p'; }
echo '== first'
f=$($t 15 ping $o -i 0.1 -c 10 -W 1 "$2" 2>&1); r=$?
printf '%s\n' "$f"; echo "exit $r"; set -- "$1" "$2" $(counts "$f")
case $f in
*' 0 received'*|*' 0 packets received'*) ;;
*' received'*|*' packets received'*)
  n=$(($1 - 10))
  [ $n -le 0 ] || {
    echo '== rest'; f=$($t $((n * 24 / 1000 + 10)) ping $o -i 0.008 -c $n -W 1 "$2" 2>&1); r=$?
    printf '%s\n' "$f"; echo "exit $r"; set -- "$@" $(counts "$f")
  };;
esac
w=$(ip route get "$2" 2>/dev/null | head -n 1); m=
case $w in *' dev '*) d=\${w##* dev }; d=\${d%% *}; read -r m 2>/dev/null <"/sys/class/net/$d/mtu";; esac
echo '== mtu'; echo "\${m:--}"
large() {
  case $2 in *:*) return;; esac
  # A loopback takes 65,000, and nothing on a path does.
  [ "\${m:-0}" -ge 576 ] && [ "$m" -le 9216 ] && s=$((\${3:-0} + \${5:-0})) && [ $(((s - \${4:-0} - \${6:-0}) * 100)) -lt $s ] || return
  q=; [ -n "$o" ] && q='-n -i 0.2'
  echo '== full'; $t 9 ping $q \${o:+-M do} -c ${LARGE} -W 1 -s $((m - 28)) "$2" 2>&1; echo "exit $?"
  echo '== parts'; perl -M-lib=. -e "$pieces" "$2" $((m * 2 - 28)) ${LARGE} 2>/dev/null ||
    { $t 9 ping $q -c ${LARGE} -W 1 -s $((m * 2 - 28)) "$2" 2>&1; echo "exit $?"; }
}
large "$@"
echo '== route'; ip route get "$2" 2>&1
echo '== neighbour'; ip neigh show "$2" 2>&1
a=no
case $w in *' via '*|*' dev lo '*|*:*|'') ;; *' dev '*' src '*)
  d=\${w##* dev }; d=\${d%% *}; s=\${w##* src }; s=\${s%% *}
  perl -M-lib=. -e "$ask" "$2" "$d" "$s" 2>/dev/null && a=yes && sleep 0.3;;
esac
echo '== asked'; echo $a
echo '== end'
`
  .trim()
  .replaceAll("\\$", "$");
