import { LIMIT_SECONDS } from "./script.ts";

/** Samples a second: no multiple of the tick, so that what runs by the tick is not all that is seen. 64 CPUs give 6,000 a second. */
const HERTZ = "99";

/** Rows that are printed: the largest shares. */
const MOST_ROWS = 100;

/** awk, over what perf script prints: the rows that the trace gives. The idle task has thread 0. An address of the kernel begins with ffff, as on x86 and arm64. */
const COUNT = String.raw`
function flush() { if (cpu != "" && tid != 0) row[cpu "\t" tid "\t" (leaf == "" ? "user" : "kernel") "\t" call "\t" (leaf == "" ? "-" : leaf) "\t" name]++; cpu = "" }
/^[^\t ].* +[0-9]+ \[[0-9]+\] *$/ {
  flush(); match($0, / +[0-9]+ \[[0-9]+\] *$/)
  name = substr($0, 1, RSTART - 1); s = substr($0, RSTART); split(s, w, " "); tid = w[1]; cpu = w[2]; gsub(/[^0-9]/, "", cpu); cpu += 0; leaf = ""; call = "-"; n = 0
  next
}
NF >= 2 && $1 ~ /^[0-9a-f]+$/ {
  n++; if (length($1) != 16 || $1 !~ /^ffff/) next
  s = $2; sub(/\+0x.*/, "", s); sub(/\.(isra|constprop|part|cold).*/, "", s)
  if (n == 1) leaf = s
  if (s ~ /^(__x64_sys_|__ia32_sys_|__arm64_sys_|__s390x_sys_|ksys_|sys_)/) { call = s; sub(/^(__x64_|__ia32_|__arm64_|__s390x_|k)?sys_/, "", call) }
}
END { flush(); for (k in row) print row[k] "\t" k }
`.trim();

/** It begins once perf samples, a second or more after perf was started: only then the sensor is armed. */
const WORKLOAD = `read -r a u </proc/uptime; printf "CULPRIT-ARMED\\n== armed\\n%s\\n" "$a" >&7; exec timeout ${LIMIT_SECONDS} cat <&5 >/dev/null 7>&-`;

/** Where tracefs is not there: samples by perf, through a pipe and without a file. Its workload is the wait for the end of the measurement. */
export const PERF_SCRIPT = String.raw`
fail() { echo "culprit: $1: $2" >&2; exit 3; }
command -v perf >/dev/null 2>&1 || fail toolMissing perf
command -v timeout >/dev/null 2>&1 || fail toolMissing timeout
perf record -q -a -e cpu-clock -F ${HERTZ} -o /dev/null -- true >/dev/null 2>&1 || fail denied 'perf may not sample this machine'
exec 5<&0 7>&1
rows=$(perf record -q -a -e cpu-clock -F ${HERTZ} -g -o - -- sh -c '${WORKLOAD}' 2>/dev/null </dev/null |
  perf script -i - -F comm,tid,cpu,ip,sym 2>/dev/null | awk '${COUNT}' | sort -t'	' -k1,1nr | awk '{ t += $1 } NR <= ${MOST_ROWS} { print; next } { r += $1 } END { if (r) print r "\t-\t-\trest\t-\t-\t-" }')
read -r b u </proc/uptime
echo '== stopped'; echo "$b"
echo '== on'; printf '%s\n' "$rows"
echo '== on lost'; echo 0
echo '== off'; echo '!absent'
echo '== end'
`
  .trim()
  .replaceAll("\\$", "$");
