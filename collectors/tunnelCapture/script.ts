import type { Slot } from "#machines/contract/collector.ts";

/** A capture that nobody stops ends by itself. */
export const LIMIT_SECONDS = "600";
/** Packets of the two addresses alone: a sweep sends 150, and each may be seen on three interfaces in both directions. */
export const LIMIT_PACKETS = "1500";

/** $1 and $2: the two ends whose packets travel inside the tunnel; $3 seconds and $4 packets at most. */
export const ARGUMENTS = [
  { slot: "ipAddress", name: "source" },
  { slot: "ipAddress", name: "target" },
] as const satisfies readonly Slot[];

/**
 * The filter is written on the host, since as text it is a hundred times as long as what makes it.
 *
 * An inner packet begins, counted from the outer IP header: after GRE of 4 to 16 bytes (checksum, key, sequence number), VXLAN, Geneve with as many
 * options as its first byte says, or nothing; then at once, after an Ethernet header, or after one with a VLAN tag. Over IPv6 the first fragment has a
 * header of 8 bytes more, and so has a tunnel of the kernel that limits nesting (RFC 2473 4.1.1).
 *
 * Of IPv6 addresses the second half is compared, which tells hosts apart; what else is caught the parser leaves out. Fragmentation Needed and Packet Too
 * Big are taken where the packet that they quote, after 8 bytes of their own, comes from or goes to one of the two.
 */
export const FILTER = String.raw`
hex() { (IFS=.; set -- $1; printf '0x%02x%02x%02x%02x' "$1" "$2" "$3" "$4"); }
half() {
  a=$1; case $a in *::*)
    l=\${a%%::*}; r=\${a#*::}; z=; n=$(echo "$l $r" | tr ': ' '

' | grep -c .)
    while [ $n -lt 8 ]; do z="$z 0"; n=$((n + 1)); done; a="$l$z $r";;
  esac
  set -- $(echo "$a" | tr : ' '); printf '0x%04x%04x 0x%04x%04x' "0x$5" "0x$6" "0x$7" "0x$8"
}
case $1$2 in
  *:*.*|*.*:*) echo "culprit: absent: a packet between an IPv4 address and an IPv6 address" >&2; exit 3;;
  *:*) v=6; s=$(half "$1"); s2=\${s#* }; s=\${s% *}; t=$(half "$2"); t2=\${t#* }; t=\${t% *};;
  *) v=4; s=$(hex "$1"); t=$(hex "$2");;
esac
ends() { [ $v = 4 ] && echo "($1[$2+12:4]=$3 and $1[$2+16:4]=$4)" || echo "($1[$2+16:4]=$3 and $1[$2+20:4]=$5 and $1[$2+32:4]=$4 and $1[$2+36:4]=$6)"; }
inner() { echo "($1[$2]&0xf0=0x\${v}0 and ($(ends $1 "$2" $s $t $s2 $t2) or $(ends $1 "$2" $t $s $t2 $s2)))"; }
any() { p=$1; shift; o=; for b in "$@"; do o="$o\${o:+ or }$(inner $p "$b")"; done; echo "($o)"; }
outer() {
  p=$1; n=$2; h=$3; u="$p[$n]=17 and $p[$((h + 2)):2]"; q="$(((h + 30)))+(($p[$((h + 8))]&0x3f)<<2)"
  echo "($p and $4 (($p[$n]=47 and $(any $p $((h + 4)) $((h + 8)) $((h + 12)) $((h + 16)) $((h + 18)) $((h + 22)) $((h + 26)) $((h + 30)) $((h + 34))))"
  echo "or ($u=4789 and $(any $p $((h + 30)) $((h + 34)))) or ($u=8472 and $(any $p $((h + 30)) $((h + 34)))) or ($u=4790 and $(any $p $((h + 16)) $((h + 30)) $((h + 34))))"
  echo "or ($u=6081 and $(any $p "$q" "4+$q")) or (($p[$n]=4 or $p[$n]=41) and $(any $p $h))))"
}
about() { [ $v = 4 ] && echo "ip[$1:4]=$2" || echo "(ip6[$1:4]=$2 and ip6[$(($1 + 4)):4]=$3)"; }
[ $v = 4 ] && r="(icmp[0]=3 and icmp[1]=4 and ($(about 40 $s) or $(about 44 $s) or $(about 40 $t) or $(about 44 $t)))" ||
  r="(icmp6 and ip6[40]=2 and ($(about 64 $s $s2) or $(about 80 $s $s2) or $(about 64 $t $t2) or $(about 80 $t $t2)))"
f="$(outer ip 9 20 '') or $(outer ip6 6 40 '') or $(outer ip6 40 48 '(ip6[6]=44 or ip6[6]=60) and') or $r"
`
  .trim()
  .replaceAll("\\$", "$");

/** tcpdump on all interfaces of the namespace, not promiscuous, 192 bytes a packet as hexadecimal text. Armed when tcpdump says that it listens; ends with its input. mawk waits for a whole block of input unless it is told to be interactive. */
export const TUNNEL_SCRIPT = `
for t in tcpdump awk timeout; do command -v $t >/dev/null 2>&1 || { echo "culprit: toolMissing: $t" >&2; exit 127; }; done
${FILTER}
m=
case $(awk -W version 2>&1 </dev/null) in mawk*) m='-W interactive';; esac
exec 5<&0
(
  tcpdump -i any -p -nn -t -l -x -s 192 -B 4096 -c "$4" "$f" 2>&1 5<&- &
  p=$!
  timeout "$3" cat <&5 >/dev/null 2>&1
  sleep 0.3
  kill -TERM $p 2>/dev/null
  wait $p
) | awk $m '
/listening on/ && !armed { armed = 1; print "CULPRIT-ARMED"; fflush(); next }
/packets captured/ { captured = $1; next }
/packets? dropped by kernel/ { dropped = $1; next }
/packets? received by filter|dropped by interface|^tcpdump: (verbose|WARNING|data link)|^dropped privs/ { next }
/^tcpdump: / { print > "/dev/stderr"; failed = 1; next }
/^[ \\t]+0x[0-9a-f]+:/ { h = $0; sub(/^[ \\t]+0x[0-9a-f]+:[ \\t]*/, "", h); gsub(/[ \\t]/, "", h); hex = hex h; next }
# VXLAN is told on two lines before the bytes.
head != "" && hex == "" { next }
/./ { if (head != "") print head, hex; n = split($0, w, " "); head = (w[2] ~ /^(In|Out|M|B|P)$/) ? w[1] " " w[2] : "any -"; hex = "" }
END {
  if (failed) exit 1
  if (head != "") print head, hex
  print "captured", captured + 0
  print "dropped", dropped + 0
  print "end"
}'
`.trim();
