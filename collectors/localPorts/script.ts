import type { Slot } from "#machines/contract/collector.ts";
import { SHOW } from "../section.ts";

/** $1 target, $2 port. */
export const ARGUMENTS = [
  { slot: "ipAddress", name: "target" },
  { slot: "port", name: "port" },
] as const satisfies readonly Slot[];

const SETTINGS = ["ip_local_port_range", "ip_local_reserved_ports", "tcp_tw_reuse"];

const COUNT =
  'awk \'$1 == "State" { next } { o = "-"; if (match($0, /users:\\(\\("[^"]*"/)) o = substr($0, RSTART + 9, RLENGTH - 10); n[$1 " " o]++ } END { for (k in n) print "count " k " " n[k] }\'';

export const PORTS_SCRIPT = [
  SHOW,
  "command -v ss >/dev/null 2>&1 || { echo 'culprit: toolMissing: ss' >&2; exit 3; }",
  "ss -n -t -l >/dev/null 2>&1 || { ss -n -t -l; exit 1; }",
  ...SETTINGS.map((name) => `show /proc/sys/net/ipv4/${name}`),
  `echo '== sockets'; ss -n -t -a -p dst "$1" dport = ":$2" 2>/dev/null | ${COUNT}`,
  "echo '== end'",
].join("\n");
