import type { Slot } from "#machines/contract/collector.ts";
import { ADDRESS_WORDS, INSIDE, OUTSIDE } from "../inner-script.ts";
import { UNSEEN_LINES } from "../unseen-script.ts";

/** A capture that nobody stops ends by itself. */
export const LIMIT_SECONDS = "600";
/** Packets of the two addresses alone: a sweep sends 150, and each may be seen on three interfaces in both directions. */
export const LIMIT_PACKETS = "1500";
/** Later fragments of everybody's tunnels. */
export const LIMIT_LATER = "20000";

/** $1 and $2: the two ends whose packets travel inside the tunnel; $3 seconds, $4 packets and $5 later fragments at most. */
export const ARGUMENTS = [
  { slot: "ipAddress", name: "source" },
  { slot: "ipAddress", name: "target" },
] as const satisfies readonly Slot[];

/**
 * The filter is written on the host, since as text it is a hundred times as long as what makes it.
 *
 * Of IPv6 addresses the second half is compared, which tells hosts apart; what else is caught the parser leaves out. Fragmentation Needed and Packet Too
 * Big are taken where the packet that they quote, after 8 bytes of their own, comes from or goes to one of the two.
 */
export const FILTER = String.raw`
${ADDRESS_WORDS}
case $1$2 in
  *:*.*|*.*:*) echo "culprit: absent: a packet between an IPv4 address and an IPv6 address" >&2; exit 3;;
  *:*) v=6; s=$(half "$1"); s2=\${s#* }; s=\${s% *}; t=$(half "$2"); t2=\${t#* }; t=\${t% *};;
  *) v=4; s=$(hex "$1"); t=$(hex "$2");;
esac
ends() { [ $v = 4 ] && echo "($1[$2+12:4]=$3 and $1[$2+16:4]=$4)" || echo "($1[$2+16:4]=$3 and $1[$2+20:4]=$5 and $1[$2+32:4]=$4 and $1[$2+36:4]=$6)"; }
inner() { echo "($1[$2]&0xf0=0x\${v}0 and ($(ends $1 "$2" $s $t $s2 $t2) or $(ends $1 "$2" $t $s $t2 $s2)))"; }
${INSIDE}
about() { [ $v = 4 ] && echo "ip[$1:4]=$2" || echo "(ip6[$1:4]=$2 and ip6[$(($1 + 4)):4]=$3)"; }
[ $v = 4 ] && r="(icmp[0]=3 and icmp[1]=4 and ($(about 40 $s) or $(about 44 $s) or $(about 40 $t) or $(about 44 $t)))" ||
  r="(icmp6 and ip6[40]=2 and ($(about 64 $s $s2) or $(about 80 $s $s2) or $(about 64 $t $t2) or $(about 80 $t $t2)))"
f="${OUTSIDE} or $r"
`
  .trim()
  .replaceAll("\\$", "$");

/**
 * Later fragments carry neither ports nor inner addresses, so no filter knows whose they are: all of the protocols that carry tunnels are taken, of each
 * its header alone, by a tcpdump of its own. Where other traffic is broken up, too, they are many; what meets the limit does so here and not above.
 */
export const LATER =
  "(ip[6:2]&0x1fff!=0 and (ip[9]=47 or ip[9]=17 or ip[9]=4 or ip[9]=41)) or (ip6[6]=44 and ip6[42:2]&0xfff8!=0 and (ip6[40]=47 or ip6[40]=17 or ip6[40]=4 or ip6[40]=41 or ip6[40]=60))";

/**
 * tcpdump on all interfaces of the namespace, not promiscuous, 192 bytes a packet as hexadecimal text. The first one is started once that of later fragments
 * listens, so that it arms both; they end with the input. One writes behind the other, since two at once write into each other's lines. Of later
 * fragments only those leave the host that bear source, target, protocol and id of a first one that was taken. mawk waits for a whole block
 * of input unless it is told to be interactive. What the host drops before a capture sees it is counted by others, whose counts are read at both ends.
 */
export const TUNNEL_SCRIPT = `
for t in tcpdump awk timeout; do command -v $t >/dev/null 2>&1 || { echo "culprit: toolMissing: $t" >&2; exit 127; }; done
${FILTER}
unseen() {
${UNSEEN_LINES}
}
b=$(unseen)
m=
case $(awk -W version 2>&1 </dev/null) in mawk*) m='-W interactive';; esac
limit=$3
watch() {
  (
    tcpdump -i any -p -nn -t -l -x -s "$2" -B 4096 -c "$3" "$4" 2>&1 5<&- &
    p=$!
    timeout "$limit" cat <&5 >/dev/null 2>&1
    sleep 0.3
    kill -TERM $p 2>/dev/null
    wait $p
  ) | awk $m -v what="$1" '
function told(line) { if (what == "first") { print line; fflush() } else kept[++n] = line }
/listening on/ && !armed { armed = 1; print "armed"; fflush(); next }
/packets captured/ { captured = $1; next }
/packets? dropped by kernel/ { dropped = $1; next }
/packets? received by filter|dropped by interface|^tcpdump: (verbose|WARNING|data link)|^dropped privs/ { next }
/^tcpdump: / { print > "/dev/stderr"; failed = 1; next }
/^[ \\t]+0x[0-9a-f]+:/ { h = $0; sub(/^[ \\t]+0x[0-9a-f]+:[ \\t]*/, "", h); gsub(/[ \\t]/, "", h); hex = hex h; next }
# VXLAN is told on two lines before the bytes.
head != "" && hex == "" { next }
/./ { if (head != "") told(what " " head " " hex); split($0, w, " "); head = (w[2] ~ /^(In|Out|M|B|P)$/) ? w[1] " " w[2] : "any -"; hex = "" }
END {
  if (failed) exit 1
  if (head != "") told(what " " head " " hex)
  for (i = 1; i <= n; i++) print kept[i]
  print "ended", what, captured + 0, dropped + 0
}'
}
exec 5<&0
watch later 96 "$5" '${LATER}' | {
  exec 6<&0
  read -r l <&6 || exit 1
  { watch first 192 "$4" "$f"; cat <&6; } | awk $m -v most="$5" '
# What says which datagram a fragment is of.
function key(hex) { return hex ~ /^4/ ? substr(hex, 9, 4) substr(hex, 19, 2) substr(hex, 25, 16) : substr(hex, 17, 64) substr(hex, 89, 8) }
$1 == "armed" { print "CULPRIT-ARMED"; fflush(); next }
$1 == "ended" { ended[$2] = $3; lost[$2] = $4; done++; next }
$1 == "first" { print $2, $3, $4; if ($4 ~ /^4...........[2367abef]/ || $4 ~ /^6...........2c/) begun[key($4)] = 1; next }
$1 == "later" && key($4) in begun { if (++told > 6000) over = 1; else print "later", $2, $3, substr($4, 1, $4 ~ /^4/ ? 40 : 96) }
END {
  if (done != 2) exit 1
  print "captured", ended["first"]
  print "dropped", lost["first"]
  print "later-captured", over ? most : ended["later"]
  print "later-dropped", lost["later"]
}'
} || exit
printf '%s\\n' "$b" | sed 's/^/before /'
unseen | sed 's/^/after /'
echo end
`.trim();
