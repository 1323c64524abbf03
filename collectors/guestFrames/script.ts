import type { Slot } from "#machines/contract/collector.ts";
import { LARGE_BYTES, METADATA_ADDRESS } from "../guest-kinds.ts";
import { UNSEEN_LINES } from "../unseen-script.ts";

/** $1 the guest's address, $2 its tap, $3 the prober's port on its own switch. */
export const ARGUMENTS = [
  { slot: "ipAddress", name: "target" },
  { slot: "interface", name: "tap" },
  { slot: "interface", name: "proberTap" },
] as const satisfies readonly Slot[];

/** A sensor that nobody stops ends by itself; the longest window of a runbook that uses it is a tenth of this. */
const LIMIT_SECONDS = 300;
/** A request for metadata has its path in its first line, behind the headers of a tunnel where there is one. */
const SNAP_BYTES = 192;
/** 300 probes and answers pass at most eight interfaces of a host, so this is ten times what a window needs. */
const LIMIT_PACKETS = 50_000;

/**
 * Inner addresses of tunnelled frames, by their place in the outer IPv4 packet: GRE without and with a key, VXLAN and Geneve without options.
 * Of an ARP message the sender's and the target's address, of an IPv4 packet source and destination.
 */
const INNER_GRE = [50, 54, 58, 52, 62, 56, 66];
const INNER_UDP = [62, 66, 64, 74];
const matching = (offsets: readonly number[]): string => offsets.map((at) => `ip[${at}:4]=$h`).join(" or ");

/**
 * Counts by interface, direction and kind on the host itself: a capture of a window would be a megabyte of text.
 *
 * - Of the guest's large answers the largest is told as well, by place: an answer that comes in pieces has the guest's own MTU.
 * - Nothing is written to a file, no interface is made promiscuous (-p), 192 bytes of a frame are looked at.
 * - The lines are tcpdump's with `-i any` and a header that names the interface (LINUX_SLL2, libpcap 1.10); a frame in a tunnel is printed after the
 *   outer header, by VXLAN and Geneve on a line of its own.
 * - The shell reads tcpdump's first lines and awk the rest: some awks see nothing of a pipe before it is full or ends, and nobody would be told that the
 *   capture has begun.
 * - What the host drops before the capture or behind it is counted by others: their counts are read with those of the devices.
 * - stdin ends with the window or with the connection. tcpdump is told then, a moment later than the last frame; it also ends by itself.
 */
export const FRAMES_SCRIPT = String.raw`
fail() { echo "culprit: $1: $2" >&2; exit 3; }
command -v tcpdump >/dev/null 2>&1 || fail toolMissing tcpdump
case $1 in *:*) fail absent 'a capture of IPv6 neighbours, which this one does not know';; esac
[ "$(id -u)" = 0 ] || fail denied 'a capture needs root'
tcpdump -i any -L 2>&1 | grep -q LINUX_SLL2 || fail toolMissing 'tcpdump that names interfaces (libpcap 1.10)'
m=; tcpdump --help 2>&1 | grep -q immediate-mode && m=--immediate-mode
h=0x$(IFS=.; set -- $1; printf '%02x' "$@")
gre='${matching(INNER_GRE)}'
udp='${matching(INNER_UDP)}'
e() { eval "printf '%s' \"$1\""; }
f="(icmp and host $1) or (arp and host $1) or (tcp port 80 and host ${METADATA_ADDRESS} and host $1) or (ip proto 47 and ($(e "$gre"))) or (udp and (port 4789 or port 8472 or port 6081) and ($(e "$udp")))"
f="$f or (udp and (port 67 or port 68))"
devices() {
  for a in "$1" "$2"; do
    s=\${a#???}
    for d in "$a" "tap$s" "qbr$s" "qvb$s" "qvo$s"; do
      case " $seen " in *" $d "*) continue;; esac
      seen="$seen $d"; p=/sys/class/net/$d
      [ -e "$p" ] || continue
      read -r o <$p/operstate; read -r g <$p/flags; read -r r <$p/statistics/rx_packets; read -r t <$p/statistics/tx_packets
      read -r c 2>/dev/null <$p/carrier || c=-
      n=none; [ -e $p/master ] && { n=$(readlink $p/master); n=\${n##*/}; }
      read -r u <$p/mtu
      echo "device $d $o $c $g $r $t $n $u"
    done
  done 2>/dev/null
}
unseen() {
${UNSEEN_LINES}
}
seen=; b=$(devices "$2" "$3"; unseen)
exec 5<&0
{
  timeout ${LIMIT_SECONDS} tcpdump -i any -p -n -l -e -s ${SNAP_BYTES} -c ${LIMIT_PACKETS} $m "$f" </dev/null 2>&1 5<&- & p=$!
  ( cat <&5 >/dev/null & q=$!; trap 'kill $q 2>/dev/null' TERM; wait $q; sleep 0.3; [ -n "$m" ] || sleep 1; kill $p ) 2>/dev/null & k=$!
  wait $p
  kill $k 2>/dev/null
} | {
while read -r l; do case $l in 'listening on'*) echo CULPRIT-ARMED; break;; *ermission*|*'No such'*) echo "culprit: denied: $l" >&2;; esac; done
awk '
function mac(t) { return match(t, /is-at [0-9a-f:]+/) ? substr(t, RSTART + 6, 17) : "-" }
function bytes(t) { return match(t, /, length [0-9]+$/) ? substr(t, RSTART + 9) + 0 : 0 }
function size(b,   a) { a = dev " " dir " " (where == "" ? "-" : where); if (b > large[a]) large[a] = b }
function row(t,   k, x) {
  k = ""
  if (index(t, "> " M ".80: ")) k = index(t, " " T ".") ? (index(t, ": Flags [S]") ? "metaSyn" : match(t, /HTTP: [A-Z]+ /) ? "metaGet" : "") : ""
  else if (index(t, M ".80 > " T "."))
    k = index(t, ": Flags [S.]") ? "metaAccept" : index(t, ": Flags [R") ? "metaRefuse" : match(t, /HTTP: HTTP\/[0-9.]+ [23]/) ? "metaServe" : match(t, /HTTP: HTTP\/[0-9.]+ [45]/) ? "metaFail" : ""
  else if (index(t, "who-has " M " ") || index(t, "who-has " M ",")) k = index(t, "tell " T ",") ? "metaAsk" : ""
  else if (index(t, "Reply " M " is-at")) k = "metaAnswer"
  else if (index(t, "> " T ": ICMP echo request")) k = bytes(t) < ${LARGE_BYTES} ? "request" : "largeRequest"
  else if (index(t, " " T " > ") && index(t, "ICMP echo reply")) { k = "reply"; if (bytes(t) >= ${LARGE_BYTES}) { k = "largeReply"; size(bytes(t)) } }
  else if (index(t, "who-has " T " ") || index(t, "who-has " T ",")) k = index(t, "tell " T ",") ? "" : "ask"
  else if (index(t, "Reply " T " is-at")) { k = "answer"; if (where == "") answers[mac(t)]++ }
  else if (index(t, "tell " T ",")) k = "askBack"
  else if (index(t, "Reply ") && index(t, "is-at")) k = "answerBack"
  else if (index(t, "BOOTP/DHCP, Request")) k = "dhcpRequest"
  else if (index(t, "BOOTP/DHCP, Reply")) k = "dhcpReply"
  if (k != "") { n[dev " " dir " " (where == "" ? "-" : where) " " k]++; done = 1 }
}
/ packets? captured$/ { captured = $1; next }
/ packets? dropped by kernel$/ { lost = $1; next }
/^tcpdump: |packets? received by filter|packets? dropped by interface/ { next }
/^[0-9][0-9]:/ {
  dev = $2; dir = $3 == "Out" ? "out" : "in"; where = ""; done = 0
  if (match($0, /[0-9.]+ > [0-9.]+: GREv0/) || match($0, /[0-9.]+ > [0-9.]+: (VXLAN|Geneve)/)) {
    split(substr($0, RSTART, RLENGTH), o, /[ :]/); a = o[1]; z = o[3]
    split(a, A, "."); split(z, Z, ".")
    where = A[1] "." A[2] "." A[3] "." A[4] ">" Z[1] "." Z[2] "." Z[3] "." Z[4]
    row(substr($0, RSTART + RLENGTH)); next
  }
  row($0); next
}
/^[ \t]/ || where != "" { if (!done) row($0) }
END {
  for (k in n) print "frames " k " " n[k]
  for (k in large) print "size " k " " large[k]
  for (k in answers) print "answer " k " " answers[k]
  print "captured " (captured == "" ? "-" : captured) " lost " (lost == "" ? "-" : lost) " limit ${LIMIT_PACKETS}"
}' T="$1" M=${METADATA_ADDRESS}
}
echo '== before'; printf '%s\n' "$b"
echo '== after'; seen=; devices "$2" "$3"; unseen
echo '== end'
`
  .trim()
  .replaceAll("\\$", "$");
