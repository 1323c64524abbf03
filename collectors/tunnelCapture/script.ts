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
 * Where an inner IPv4 header may begin, counted from an outer one without options: GRE with 4 to 16 bytes, carrying IP, Ethernet, or Ethernet with a
 * VLAN tag; VXLAN and Geneve with no, 8 or 16 bytes of options and with a tag; IP in IP.
 */
const BASES = {
  "proto 47": [24, 28, 32, 36, 38, 42, 46, 50],
  "(udp dst port 4789 or udp dst port 8472)": [50, 54],
  "udp dst port 6081": [50, 54, 58, 66],
  "proto 4": [20],
} as const;

const pair = (base: number): string =>
  `(ip[${base}]&0xf0=0x40 and ((ip[${base + 12}:4]=$s and ip[${base + 16}:4]=$t) or (ip[${base + 12}:4]=$t and ip[${base + 16}:4]=$s)))`;

const INNER = Object.entries(BASES)
  .map(([outer, bases]) => `(${outer} and (${bases.map(pair).join(" or ")}))`)
  .join(" or ");

/** Fragmentation Needed about packets to or from one of the two: the refused packet's addresses are quoted at 40 and 44. */
const REFUSALS = "(icmp[0]=3 and icmp[1]=4 and (ip[40:4]=$s or ip[44:4]=$s or ip[40:4]=$t or ip[44:4]=$t))";

/** tcpdump on all interfaces of the namespace, not promiscuous, 128 bytes a packet as hexadecimal text. Armed when tcpdump says that it listens; ends with its input. mawk waits for a whole block of input unless it is told to be interactive. */
export const TUNNEL_SCRIPT = `
for t in tcpdump awk timeout; do command -v $t >/dev/null 2>&1 || { echo "culprit: toolMissing: $t" >&2; exit 127; }; done
hex() { (IFS=.; set -- $1; printf '0x%02x%02x%02x%02x' "$1" "$2" "$3" "$4"); }
case $1$2 in *:*) echo "culprit: absent: a filter for IPv6 inside tunnels" >&2; exit 3;; esac
s=$(hex "$1"); t=$(hex "$2")
f="${INNER} or ${REFUSALS}"
m=
case $(awk -W version 2>&1 </dev/null) in mawk*) m='-W interactive';; esac
exec 5<&0
(
  tcpdump -i any -p -nn -t -l -x -s 128 -B 4096 -c "$4" "$f" 2>&1 5<&- &
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
