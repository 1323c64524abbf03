/** A sensor that nobody stops ends by itself. Half an hour covers the longest reproduction a runbook may ask for, and its host notices nothing until then. */
export const LIMIT_SECONDS = "1800";

/** Python with ctypes counts drops with their interfaces; hosts without it count them as before. What python says of itself, as some wrappers do, is no answer. */
export const DROP_SCRIPT = `
case $(python3 -I -S -c 'import ctypes; print(1)' 2>/dev/null </dev/null) in 1) exec python3 -I -S -c "$2" "$1" "$3";; esac
exec sh -c "$3" culprit-drops "$1" 'this host has no python3 with ctypes'
`.trim();

/**
 * One line by CPU, reason and function would be too much for a long window on a busy host, so the host counts:
 * in the kernel (histogram trigger) where it can, with awk over the trace where not.
 *
 * - Nothing is mounted. Nothing global is touched: trigger, event and buffer belong to the private instance.
 * - The instance goes in the EXIT trap. The signals' traps only exit, so each way out passes it.
 * - SIGKILL passes no trap, and it is what ends commands whose connection was lost. So a guard in a session of its own waits for this
 *   shell to be gone, removes the instance and ends. Were it killed too, the next run takes the instance away: one whose process is gone
 *   or is no longer this script is stale.
 * - Another container of this machine sees our process under another number or not at all, and takes the instance for stale as long as it is
 *   not open (seen: 2 of 80 sensors lost theirs to the other host's clean-up). So making and opening it is tried again.
 * - The wait is in the background and `wait` is what the shell sits in: a shell answers a signal only between commands,
 *   and a `cat` in the foreground would hold it until the connection closed.
 * - $2 is why the interfaces of the drops are not known: the tracepoint's text has none.
 * - File descriptor 4 stays open on the instance: the kernel refuses to remove an instance in use, so nobody else's clean-up can.
 */
export const TRACE_SCRIPT = String.raw`
fail() { echo "culprit: $1: $2" >&2; exit 3; }
T=
for d in /sys/kernel/tracing /sys/kernel/debug/tracing; do [ -d "$d/instances" ] && { T=$d; break; }; done
if [ -z "$T" ]; then
  [ "$(id -u)" = 0 ] || fail denied 'tracefs needs root'
  fail absent 'tracefs, which is not mounted at /sys/kernel/tracing'
fi
E=events/skb/kfree_skb
[ -r "$T/$E/format" ] || { [ "$(id -u)" = 0 ] && fail absent 'the tracepoint skb:kfree_skb'; fail denied 'tracefs needs root'; }
command -v timeout >/dev/null 2>&1 || fail toolMissing timeout
for d in "$T"/instances/culprit-*-*; do
  [ -d "$d" ] || continue
  p=\${d##*/culprit-}; p=\${p%%-*}
  case $p in ''|*[!0-9]*) continue;; esac
  grep -q CULPRIT-ARMED "/proc/$p/cmdline" 2>/dev/null || rmdir "$d" 2>/dev/null
done
I= K= W= G=
clean() {
  trap '' HUP INT TERM PIPE
  [ -n "$W" ] && kill "$W" 2>/dev/null
  [ -n "$I" ] && [ -d "$I" ] || return 0
  exec 4>&-
  echo 0 >"$I/tracing_on"
  echo 0 >"$I/$E/enable"
  [ -n "$K" ] && echo "!$K" >"$I/$E/trigger"
  n=0
  until rmdir "$I" || [ $n -ge 20 ]; do n=$((n + 1)); sleep 0.1; done
  [ -d "$I" ] && echo "culprit: the instance $I could not be removed" >&3
  [ -n "$G" ] && { kill -TERM -- "-$G" || kill "$G"; }
  return 0
} 3>&2 2>/dev/null
trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM
read -r u </proc/sys/kernel/random/uuid
I=$T/instances/culprit-$$-\${u%%-*}
n=0
until mkdir "$I" 2>/dev/null && command exec 4>"$I/trace_marker"; do
  rmdir "$I"; n=$((n + 1)); [ $n -lt 5 ] || break
done 2>/dev/null
[ $n -lt 5 ] || { I=; fail denied 'a tracefs instance could not be created'; }
s=$(command -v setsid)
G=$( (exec $s sh -c 'while grep -q CULPRIT-ARMED "/proc/$1/cmdline"; do sleep 2; done; rmdir "$2"' culprit-guard $$ "$I") </dev/null >/dev/null 2>&1 4>&- & echo $!)
h=hist:keys=location.sym-offset
grep -q 'skb_drop_reason reason;' "$I/$E/format" && h=$h,reason
h=$h:sort=hitcount.descending:size=4096
if { echo "$h" >"$I/$E/trigger"; } 2>/dev/null; then K=$h
else echo 1 >"$I/$E/enable" || fail denied 'the event could not be enabled'
fi
exec 5<&0
timeout "$1" cat <&5 >/dev/null 2>&1 4>&- &
W=$!
read -r a u </proc/uptime
echo CULPRIT-ARMED
wait "$W"
W=
echo 0 >"$I/tracing_on"
read -r b u </proc/uptime
[ -n "$K" ] || echo 0 >"$I/$E/enable"
echo '== kernel'; uname -r
echo '== window'; echo "$a $b"
echo '== without'; echo "$2"
echo '== format'; grep '^print fmt' "$I/$E/format"
if [ -n "$K" ]; then
  echo '== hist'; grep -v '^#' "$I/$E/hist"
else
  echo '== counts'
  awk '/ kfree_skb: / {
    sub(/^.* kfree_skb: /, ""); r = "-"; l = "-"
    if (match($0, /reason: *[A-Za-z0-9_]*/)) { r = substr($0, RSTART + 7, RLENGTH - 7); gsub(/ /, "", r); if (r == "") r = "-" }
    if (match($0, /location=[^ ]*( \[[^]]*\])?/)) l = substr($0, RSTART + 9, RLENGTH - 9)
    n[r "\t" l]++
  } END { for (k in n) print n[k] "\t" k }' "$I/trace"
  echo '== overrun'
  for f in "$I"/per_cpu/cpu*/stats; do grep -E '^(overrun|dropped events|commit overrun):' "$f"; done
fi
echo '== end'
`
  .trim()
  .replaceAll("\\$", "$");
