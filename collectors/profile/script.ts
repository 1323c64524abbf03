/** A sensor that nobody stops ends by itself; its buffers are full long before on a busy host. */
export const LIMIT_SECONDS = "600";

/** Kilobytes of both buffers of all CPUs together: some 25,000 stacks, which awk counts in a second. */
const BUDGET_KB = 8_192;

/** Rows that are printed of each part: the largest shares, and the longest waits. */
const MOST_ROWS = 100;

/**
 * Functions in which a program waits because it has nothing to do. By the place in the kernel, never by the program: a daemon that waits for a log reader
 * sleeps as soundly as one that waits for a request.
 */
const AT_REST =
  "^(do_epoll_wait|ep_poll|do_poll|do_sys_poll|do_select|core_sys_select|poll_schedule_timeout|do_nanosleep|hrtimer_nanosleep|common_nsleep|futex_do_wait|futex_wait|futex_wait_queue(_me)?|__futex_wait|do_wait|do_wait4|kernel_wait4|__do_wait|(anon_)?pipe_read|pipe_wait|pipe_wait_readable|inet_csk_accept|inet_csk_wait_for_connect|__skb_wait_for_more_packets|sk_wait_data|unix_stream_read_generic|unix_stream_data_wait|do_sigtimedwait|sigsuspend|do_sigsuspend|n_tty_read|wait_woken|io_cqring_wait|inotify_read|eventfd_read|timerfd_read|signalfd_dequeue|do_syslog|syslog_print|devkmsg_read|do_msgrcv|worker_thread|kthread|smpboot_thread_fn|kthread_worker_fn|rcu_gp_kthread|rcu_gp_fqs_loop|kswapd|kcompactd|oom_reaper|khugepaged|ksoftirqd|tun_ring_recv|tun_do_read|packet_recvmsg|virtio.*|vhost.*)$";

/** The scheduler's own frames, which stand above every wait, and those of the tracer. */
const ABOVE_A_WAIT =
  "^(trace_event_.*|__traceiter_.*|__bpf_trace_.*|__schedule|schedule|schedule_idle|schedule_preempt_disabled|schedule_timeout.*|schedule_hrtimeout.*|io_schedule.*|__wait_for_common|wait_for_common.*|wait_for_completion.*|bit_wait.*|__wait_on_bit.*|out_of_line_wait_on_bit.*|__cond_resched|preempt_schedule.*|perf_trace_.*)$";

/** awk, over a trace: one row for each place that the CPUs were seen in. "count CPU thread-id user|kernel call function name". */
const ON_CPU = String.raw`
function flush() {
  if (cpu == "") return
  leaf = ""; call = "-"
  for (i = 1; i <= n; i++) if (f[i] ~ /^(asm_sysvec_|asm_common_interrupt|el[01][ht_]*[0-9]*_)/) from = i + 1
  for (i = n; i >= 1; i--) if (f[i] ~ /^(__x64_sys_|__ia32_sys_|__arm64_sys_|__s390x_sys_|ksys_|sys_)/) { call = f[i]; sub(/^(__x64_|__ia32_|__arm64_|__s390x_|k)?sys_/, "", call); break }
  if (from && from <= n) leaf = f[from]
  row[cpu "\t" tid "\t" (leaf == "" ? "user" : "kernel") "\t" call "\t" (leaf == "" ? "-" : leaf) "\t" name]++
  cpu = ""
}
/<stack trace>$/ {
  flush(); n = from = 0
  if (!match($0, /-[0-9]+ +\[[0-9]+\]/)) next
  name = substr($0, 1, RSTART - 1); sub(/^ +/, "", name)
  tid = substr($0, RSTART + 1, RLENGTH - 1); cpu = tid; sub(/ .*/, "", tid); sub(/^.*\[/, "", cpu); sub(/\].*/, "", cpu); cpu = cpu + 0
  next
}
/^ => / { s = $2; sub(/\+0x.*/, "", s); sub(/\.(isra|constprop|part|cold).*/, "", s); f[++n] = s; next }
{ flush() }
END { flush(); for (k in row) print row[k] "\t" k }
`.trim();

/**
 * awk, over a trace: one row for each thread, state and place it waited in. "longest total count open state where thread-id name", in microseconds.
 * What was still waiting at the end is open. Behind the moment at which the first buffer was full nothing counts: what ended a wait may be missing there.
 */
const OFF_CPU = String.raw`
function where(  i, w, k) {
  w = ""; k = 0
  for (i = 1; i <= n && k < 4; i++) if (f[i] !~ above) { w = w (k ? " < " : "") f[i]; k++ }
  return w == "" ? "-" : w
}
function flush() { if (pending != "" && pending in since) { place[pending] = where() } pending = ""; n = 0 }
function ended(t, at,  k, d) {
  if (!(t in since)) return
  d = (at - since[t]) * 1000000; k = state[t] "\t" ((t in place) ? place[t] : "-") "\t" t "\t" name[t]
  if (d > longest[k]) longest[k] = d
  total[k] += d; count[k]++; if (at == stop) open[k] = 1
  delete since[t]; delete place[t]
}
/^ => / { s = $2; sub(/\+0x.*/, "", s); sub(/\.(isra|constprop|part|cold).*/, "", s); f[++n] = s; next }
/<stack trace>$/ { flush(); if (match($0, /-[0-9]+ +\[/)) { t = substr($0, RSTART + 1, RLENGTH - 1); sub(/ .*/, "", t); pending = t } next }
{
  flush()
  if (!match($0, /[0-9]+\.[0-9]+: sched_/)) next
  at = substr($0, RSTART, RLENGTH); sub(/: sched_/, "", at); at += 0
  if (at > stop) next
}
/: sched_switch: / {
  t = $0; sub(/^.* prev_pid=/, "", t); sub(/ .*/, "", t)
  q = $0; sub(/^.* prev_state=/, "", q); sub(/ .*/, "", q)
  c = $0; sub(/^.*: sched_switch: prev_comm=/, "", c); sub(/ prev_pid=.*/, "", c)
  since[t] = at; state[t] = substr(q, 1, 1); name[t] = c; delete place[t]; next
}
/: sched_wak/ { t = $0; sub(/^.* pid=/, "", t); sub(/ .*/, "", t); ended(t, at) }
END {
  flush(); for (t in since) ended(t, stop)
  for (k in longest) { split(k, p, "\t"); w = p[2]; sub(/ < .*/, "", w); if (p[1] == "S" && w ~ rest) continue; printf "%d\t%d\t%d\t%d\t%s\n", longest[k], total[k], count[k], open[k], k }
}
`.trim();

/**
 * Two private instances, one for each profile, so that neither takes the other's room. Nothing is mounted and nothing global is changed: filters, triggers
 * and buffers belong to the instances. A full buffer keeps what is in it. How the instances go, also when this is killed, is as in the sensor of drops:
 * an EXIT trap that each signal passes, a guard in a session of its own for SIGKILL, an open file that others' clean-up cannot overcome, and a
 * clean-up of what a killed guard left.
 *
 * Where two sensors begin in the same moment the kernel has refused a trigger (seen: one of some eighty), so what is written is tried again.
 *
 * Timer interrupts are the samples: local_timer_entry on x86, elsewhere the timer that expires. An idle CPU has none.
 */
export const PROFILE_SCRIPT = String.raw`
fail() { echo "culprit: $1: $2" >&2; exit 3; }
T=
for d in /sys/kernel/tracing /sys/kernel/debug/tracing; do [ -d "$d/instances" ] && { T=$d; break; }; done
[ "$(id -u)" = 0 ] || fail denied 'a profile needs root'
case $(cat /sys/kernel/security/lockdown 2>/dev/null) in *'[confidentiality]'*) fail denied 'lockdown (confidentiality) forbids tracing';; esac
[ -n "$T" ] || fail absent 'tracefs, which is not mounted at /sys/kernel/tracing'
S=events/sched/sched_switch; U=events/sched/sched_waking
[ -r "$T/$S/format" ] && [ -r "$T/$U/format" ] || fail absent 'the tracepoints sched:sched_switch and sched:sched_waking'
E=
for e in events/irq_vectors/local_timer_entry events/timer/hrtimer_expire_entry; do [ -r "$T/$e/format" ] && { E=$e; break; }; done
[ -n "$E" ] || fail absent 'a tracepoint of the timer'
command -v timeout >/dev/null 2>&1 || fail toolMissing timeout
for d in "$T"/instances/culprit-*-*; do
  [ -d "$d" ] || continue
  p=\${d##*/culprit-}; p=\${p%%-*}
  case $p in ''|*[!0-9]*) continue;; esac
  grep -q CULPRIT-ARMED "/proc/$p/cmdline" 2>/dev/null || rmdir "$d" 2>/dev/null
done
I= J= W= G=
clean() {
  trap '' HUP INT TERM PIPE
  [ -n "$W" ] && kill "$W" 2>/dev/null
  exec 4>&- 6>&-
  for d in "$I" "$J"; do
    [ -n "$d" ] && [ -d "$d" ] || continue
    echo 0 >"$d/tracing_on"; echo 0 >"$d/events/enable"
    n=0
    until rmdir "$d" || [ $n -ge 20 ]; do n=$((n + 1)); sleep 0.1; done
    [ -d "$d" ] && echo "culprit: the instance $d could not be removed" >&3
  done
  [ -n "$G" ] && { kill -TERM -- "-$G" || kill "$G"; }
  return 0
} 3>&2 2>/dev/null
trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
trap 'exit 143' TERM
read -r u </proc/sys/kernel/random/uuid
I=$T/instances/culprit-$$-\${u%%-*}; J=$I-off
n=0
until mkdir "$I" && command exec 4>"$I/trace_marker" && mkdir "$J" && command exec 6>"$J/trace_marker"; do
  exec 4>&- 6>&-; rmdir "$I" "$J"; n=$((n + 1)); [ $n -lt 5 ] || break
done 2>/dev/null
[ $n -lt 5 ] || { I= J=; fail denied 'a tracefs instance could not be created'; }
s=$(command -v setsid)
G=$( (exec $s sh -c 'while grep -q CULPRIT-ARMED "/proc/$1/cmdline"; do sleep 2; done; rmdir "$2" "$3"' culprit-guard $$ "$I" "$J") </dev/null >/dev/null 2>&1 4>&- 6>&- & echo $!)
c=$(grep -c '^processor' /proc/cpuinfo); k=$((${BUDGET_KB} / 2 / (c > 0 ? c : 1))); [ $k -ge 64 ] || k=64
for d in "$I" "$J"; do echo 0 >"$d/options/overwrite"; echo $k >"$d/buffer_size_kb"; done 2>/dev/null
tell() {
  n=0
  until { echo "$1" >"$2"; } 2>/dev/null || { [ "\${2##*/}" = trigger ] && grep -q "^stacktrace" "$2"; }; do n=$((n + 1)); [ $n -lt 10 ] || return 1; sleep 0.05; done
}
tell 'common_pid != 0' "$I/$E/filter" && tell 'stacktrace if common_pid != 0' "$I/$E/trigger" || fail absent 'stack traces of events'
q='prev_pid != 0 && prev_state & 15'
tell "$q" "$J/$S/filter" && tell "stacktrace if $q" "$J/$S/trigger" || fail absent 'stack traces of events'
still() {
  printf '%s\n' /proc/[0-9]*/task/[0-9]*/stat | xargs grep -H ') [DTt] ' 2>/dev/null | awk 'NR <= ${MOST_ROWS}' | while IFS= read -r l; do
    d=\${l%%/stat:*}; z=\${l##*) }
    s=$(awk 'NR <= 30 { f = $2 == "" ? $1 : $2; sub(/\+0x.*/, "", f); sub(/\.(isra|constprop|part|cold).*/, "", f); printf "%s ", f }' "$d/stack" 2>/dev/null)
    w=; read -r w <"$d/wchan"; c=; read -r c <"$d/comm"; t=\${d%/task/*}; p=; read -r p <"$t/comm"
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "\${t##*/}" "\${d##*/}" "\${z%% *}" "\${s:-$w}" "$p" "$c"
  done 2>/dev/null
}
B=$(still)
exec 5<&0
echo 1 >"$J/$U/enable" && echo 1 >"$J/$S/enable" && echo 1 >"$I/$E/enable" || fail denied 'the events could not be enabled'
timeout "$1" cat <&5 >/dev/null 2>&1 4>&- 6>&- &
W=$!
read -r a u </proc/uptime
echo CULPRIT-ARMED
wait "$W"
W=
echo 0 >"$I/tracing_on"; echo 0 >"$J/tracing_on"
read -r b u </proc/uptime
A=$(still)
echo 0 >"$I/events/enable"; echo 0 >"$J/events/enable"
lost() { cat "$1"/per_cpu/cpu*/stats | awk '/^(dropped events|overrun|commit overrun):/ { n += $NF } END { print n + 0 }'; }
echo '== window'; echo "$a $b"
echo '== on'
awk '${ON_CPU}' "$I/trace" | sort -t'	' -k1,1nr | awk '{ t += $1 } NR <= ${MOST_ROWS} { print; next } { r += $1 } END { if (r) print r "\t-\t-\trest\t-\t-\t-" }'
echo '== on lost'; lost "$I"
# Where a buffer is full, its last event is the end of what can be paired.
e=$(for d in "$J"/per_cpu/cpu*; do
  grep -q '^dropped events: [1-9]' "$d/stats" || continue
  awk 'match($0, /[0-9]+\.[0-9]+: /) { t = substr($0, RSTART, RLENGTH - 2) } END { if (t != "") print t }' "$d/trace"
done | sort -n | awk 'NR == 1')
[ -n "$e" ] || e=$(awk 'match($0, /[0-9]+\.[0-9]+: /) { t = substr($0, RSTART, RLENGTH - 2); if (t > m) m = t } END { print m }' "$J/trace")
g=$(awk 'match($0, /[0-9]+\.[0-9]+: /) { print substr($0, RSTART, RLENGTH - 2); exit }' "$J/trace")
echo '== off seen'; echo "$g $e"
echo '== off'
awk -v stop="$e" -v rest='${AT_REST}' -v above='${ABOVE_A_WAIT}' '${OFF_CPU}' "$J/trace" | sort -t'	' -k1,1nr | awk 'NR <= ${MOST_ROWS}'
echo '== off lost'; lost "$J"
echo '== still before'; [ -z "$B" ] || printf '%s\n' "$B"
echo '== still after'; [ -z "$A" ] || printf '%s\n' "$A"
echo '== end'
`
  .trim()
  .replaceAll("\\$", "$");
