import type { Slot } from "#machines/contract/collector.ts";
import { ADDRESS_WORDS, INSIDE, OUTSIDE } from "../inner-script.ts";

/** A capture that nobody stops ends by itself, as the trace of drops does. */
export const LIMIT_SECONDS = "1800";
/** So many packets and no more: a window of a runbook sends far fewer. Of each 400 bytes are looked at, which Geneve's longest options over IPv6 need. */
export const LIMIT_PACKETS = "400000";

/** $1 the address that is probed, $2 seconds at most, $3 packets at most. */
export const ARGUMENTS = [{ slot: "ipAddress", name: "target" }] as const satisfies readonly Slot[];

/**
 * The filter is written on the host, as that of tunnelCapture is: echo requests and answers of one address, at once or inside a tunnel over IPv4 or IPv6.
 * An IPv4 header inside without options, and of an IPv6 address the second half: what else is caught names another peer, and the reading says so.
 */
export const FILTER = String.raw`
${ADDRESS_WORDS}
case $1 in
  *:*) v=6; e=icmp6; t=$(half "$1"); t2=\${t#* }; t=\${t% *};;
  *) v=4; e=icmp; t=$(hex "$1");;
esac
inner() { [ $v = 4 ] && echo "($1[$2]=0x45 and $1[$2+9]=1 and ($1[$2+12:4]=$t or $1[$2+16:4]=$t))" ||
  echo "($1[$2]&0xf0=0x60 and $1[$2+6]=58 and (($1[$2+16:4]=$t and $1[$2+20:4]=$t2) or ($1[$2+32:4]=$t and $1[$2+36:4]=$t2)))"; }
${INSIDE}
f="($e and host $1) or ${OUTSIDE}"
`
  .trim()
  .replaceAll("\\$", "$");

/**
 * tcpdump on all interfaces of the namespace, not promiscuous, the beginning of each packet; awk counts on the host, so that a window of thousands of probes comes
 * back as a few lines. Distinct probes are counted (by peer, id and sequence number), and for each place the mean of how many places
 * had seen the probe before: that is the order of the places on this host, without any clock.
 *
 * mawk waits for a whole block of input unless it is told to be interactive. The sensor is armed when tcpdump says that it listens. It ends when
 * its standard input does, and tells how many packets the kernel dropped.
 */
export const CAPTURE_SCRIPT =
  String.raw`for t in tcpdump awk timeout; do command -v $t >/dev/null 2>&1 || { echo "culprit: toolMissing: $t" >&2; exit 127; }; done
${FILTER}
m=
case $(awk -W version 2>&1 </dev/null) in mawk*) m='-W interactive';; esac
exec 5<&0
(
  tcpdump -i any -p -nn -tt -l -s 400 -B 8192 -c "$3" "$f" 2>&1 5<&- &
  p=$!
  timeout "$2" cat <&5 >/dev/null 2>&1
  sleep 0.3
  kill -TERM $p 2>/dev/null
  wait $p
) | awk $m -v target="$1" '
/listening on/ && !armed { armed = 1; print "CULPRIT-ARMED"; fflush(); next }
/packets captured/ { captured = $1; next }
/packets? dropped by kernel/ { dropped = $1; next }
/packets? received by filter|dropped by interface|^tcpdump: (verbose|WARNING|data link)|^dropped privs/ { next }
/^tcpdump: / { print > "/dev/stderr"; failed = 1; next }
$1 ~ /^[0-9]+\.[0-9]+$/ { where = $2; way = $3; wrap = "-"
  if (!armed) { armed = 1; print "CULPRIT-ARMED"; fflush() } }
/GREv0/ { wrap = "gre" }
/VXLAN/ { wrap = "vxlan" }
/Geneve/ { wrap = "geneve" }
/ICMP6?, echo re(quest|ply)|ICMP echo re(quest|ply)/ {
  kind = /echo request/ ? "request" : "reply"
  if (!match($0, /id [0-9]+, seq [0-9]+/)) { odd++; next }
  split(substr($0, RSTART, RLENGTH), n, /[ ,]+/)
  peer = ""
  m = split($0, w, " ")
  for (j = 2; j < m; j++) if (w[j] == ">") {
    a = w[j - 1]; b = w[j + 1]; sub(/:$/, "", b)
    if (a == target) peer = b
    else if (b == target) peer = a
  }
  if (peer == "") { odd++; next }
  probe = peer " " kind " " n[2] " " n[4]
  at = peer " " kind " " where " " way " " wrap
  if ((at " " n[2] " " n[4]) in seen) { again[at]++; next }
  seen[at " " n[2] " " n[4]] = 1
  count[at]++; rank[at] += before[probe]; before[probe]++
  if (before[probe] == 1) any[peer " " kind]++
}
END {
  if (failed) exit 1
  print "== places"
  for (k in count) printf "%s %d %.2f %d\n", k, count[k], rank[k] / count[k], again[k]
  print "== any"
  for (k in any) print k, any[k]
  print "== capture"
  print "captured", captured
  print "dropped", dropped
  print "odd", odd + 0
  print "== end"
}'
`.trim();
