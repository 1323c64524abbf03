import type { Slot } from "#machines/contract/collector.ts";

/** A capture that nobody stops ends by itself, as the trace of drops does. */
export const LIMIT_SECONDS = "1800";
/** So many packets and no more: at 160 bytes each they stay far below what a window of a runbook sends. */
export const LIMIT_PACKETS = "400000";

/** $1 the address that is probed, $2 seconds at most, $3 packets at most. */
export const ARGUMENTS = [{ slot: "ipAddress", name: "target" }] as const satisfies readonly Slot[];

/**
 * Where an inner IPv4 header begins, counted from the outer one without options: GRE with 4 to 16 bytes, carrying IP or Ethernet; VXLAN and
 * Geneve with no, 8 or 16 bytes of options; IP in IP.
 */
const BASES = {
  "proto 47": [24, 28, 32, 36, 38, 42, 46, 50],
  "(udp port 4789 or udp port 8472)": [50],
  "udp port 6081": [50, 58, 66],
  "proto 4": [20],
} as const;

/** The BPF filter's part for encapsulated probes; $h is the probed address as a number. */
const INNER = Object.entries(BASES)
  .map(
    ([outer, bases]) =>
      `(${outer} and (${bases.map((base) => `(ip[${base}]=0x45 and ip[${base + 9}]=1 and (ip[${base + 12}:4]=$h or ip[${base + 16}:4]=$h))`).join(" or ")}))`,
  )
  .join(" or ");

/**
 * tcpdump on all interfaces of the namespace, not promiscuous, headers only; awk counts on the host, so that a window of thousands of probes comes
 * back as a few lines. Distinct probes are counted (by peer, id and sequence number), and for each place the mean of how many places
 * had seen the probe before: that is the order of the places on this host, without any clock.
 *
 * mawk waits for a whole block of input unless it is told to be interactive. The sensor is armed when tcpdump says that it listens. It ends when
 * its standard input does, and tells how many packets the kernel dropped.
 */
export const CAPTURE_SCRIPT = String.raw`
for t in tcpdump awk timeout; do command -v $t >/dev/null 2>&1 || { echo "culprit: toolMissing: $t" >&2; exit 127; }; done
case $1 in
  *:*) f="icmp6 and host $1";;
  *) h=$(IFS=.; set -- $1; printf '0x%02x%02x%02x%02x' "$1" "$2" "$3" "$4")
     f="(icmp and host $1) or __INNER__";;
esac
m=
case $(awk -W version 2>&1 </dev/null) in mawk*) m='-W interactive';; esac
exec 5<&0
(
  tcpdump -i any -p -nn -tt -l -s 160 -B 8192 -c "$3" "$f" 2>&1 5<&- &
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
`
  .trim()
  .replace("__INNER__", INNER);
