import type { Blind } from "./blind.ts";

/**
 * tcpdump with the smallest buffer there is, and stopped nine tenths of the time, as on a host without a CPU to spare. What it then
 * misses the kernel counts, and tcpdump itself says "packets dropped by kernel": nothing here invents a number.
 */
export const captureLoses: Blind = {
  about: "tcpdump loses packets, and says so",
  put: [
    "guard tcpdump <<'BLIND'",
    '"$real" -B 4 "$@" &',
    "capture=$!",
    "trap 'kill -INT $capture; kill -CONT $capture' INT",
    "trap 'kill -TERM $capture; kill -CONT $capture' TERM HUP",
    "while sleep 0.02 && kill -STOP $capture; do",
    "  sleep 0.18",
    "  kill -CONT $capture",
    "done 2>/dev/null",
    "wait $capture",
    "BLIND",
  ].join("\n"),
  // A thousand pings of the loopback are over in less than one stop.
  proof: [
    "said=$(mktemp)",
    'timeout -s INT 1.5 tcpdump -n -i lo -w /dev/null icmp 2>"$said" &',
    "sleep 0.7",
    "ping -q -f -s 1000 -c 1000 127.0.0.1 >/dev/null",
    "wait",
    'grep -q "^[1-9][0-9]* packets dropped by kernel" "$said"',
    'found=$?; rm "$said"; exit $found',
  ].join("\n"),
};
