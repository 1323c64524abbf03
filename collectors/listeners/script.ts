import type { Slot } from "#machines/contract/collector.ts";
import { SHOW } from "../section.ts";

/** $1 port. */
export const ARGUMENTS = [{ slot: "port", name: "port" }] as const satisfies readonly Slot[];

const SETTINGS = ["net/core/somaxconn", "net/ipv4/tcp_max_syn_backlog", "net/ipv4/tcp_syncookies", "net/ipv4/tcp_abort_on_overflow"];

/** What the whole network namespace refused; the names differ between kernels, so they are chosen here and missing ones are told apart from zero. */
const COUNTERS =
  'echo "== counters"; awk \'$1 == "TcpExt:" { if (!h) { split($0, n); h = 1 } else for (i = 2; i <= NF; i++) if (n[i] ~ /^(Listen(Overflows|Drops)|TCPReqQFull(Drop|DoCookies)|PAWS(Passive|Estab|Timewait))$/) print n[i], $i }\' /proc/net/netstat';

/** Sockets are counted on the host, since a busy service has tens of thousands; only those that listen travel as they are. */
const COUNT =
  'awk \'$1 == "LISTEN" { print "listen " $0; next } $1 == "State" { next } { n[$1 (/ ino:0( |$)/ ? " 0" : " 1")]++ } END { for (k in n) print "count " k " " n[k] }\'';

/** Two looks a quarter of a second apart: what is in the queue both times waits, what is there once comes by. */
export const SS_SCRIPT = [
  SHOW,
  "command -v ss >/dev/null 2>&1 || { echo 'culprit: toolMissing: ss' >&2; exit 3; }",
  // It complains of a missing cgroup for each socket, and lists them all the same.
  "ss -n -t -l >/dev/null 2>&1 || { ss -n -t -l; exit 1; }",
  `look() { ss -n -t -a -p -e "sport = :$1" 2>/dev/null | ${COUNT}; }`,
  "echo '== first'; look $1",
  "sleep 0.25",
  "echo '== second'; look $1",
  "echo '== processes'",
  "for p in $(ss -n -t -l -p \"sport = :$1\" 2>/dev/null | grep -o 'pid=[0-9]*' | sort -u | head -n 16); do p=${p#pid=}",
  "  n=-; [ -r /proc/$p/fd ] && n=$(ls /proc/$p/fd | wc -l); l=$(awk '/^Max open files/ { print $4 }' /proc/$p/limits 2>/dev/null)",
  '  echo "$p $n ${l:--} $(tr " " _ </proc/$p/comm 2>/dev/null)"; done',
  COUNTERS,
  ...SETTINGS.map((path) => `show /proc/sys/${path}`),
  "echo '== end'",
].join("\n");

/** In /proc/net/tcp a listening socket's rx_queue is its accept queue; its limit is nowhere, nor is its owner's name. */
export const PROC_SCRIPT = [
  SHOW,
  "h=$(printf '%04X' \"$1\")",
  // Root may open what a container or a security module then refuses to show: an empty list would say that nobody listens.
  "cat /proc/net/tcp >/dev/null 2>&1 || { echo 'culprit: denied: /proc/net/tcp' >&2; exit 3; }",
  `look() { cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v p=":$1" '$2 ~ p "$" { if ($4 == "0A") { split($5, q, ":"); print "hex " $2 " " q[2]; next } n[$4 ($10 == 0 ? " 0" : " 1")]++ } END { for (k in n) print "count " k " " n[k] }'; }`,
  "echo '== first'; look $h",
  "sleep 0.25",
  "echo '== second'; look $h",
  "echo '== processes'",
  COUNTERS,
  ...SETTINGS.map((path) => `show /proc/sys/${path}`),
  "echo '== end'",
].join("\n");
