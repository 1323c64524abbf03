/** A sensor that nobody stops ends by itself. */
const LIMIT_SECONDS = 600;

/**
 * Two looks at every CPU and every thread, one when it is armed and one when it is stopped; in between nothing runs. Only the threads that ran are
 * printed, the busiest first. `printf` is the shell's own, so that ten thousand paths are no argument list.
 */
export const CPU_SCRIPT = String.raw`
fail() { echo "culprit: $1: $2" >&2; exit 3; }
exec 5<&0
threads() { printf '%s\n' /proc/[0-9]*/task/[0-9]*/stat | xargs grep -H '' 2>/dev/null; }
cpus() { grep '^cpu[0-9]' /proc/stat; }
pressure() { cat /proc/pressure/cpu 2>/dev/null; }
disk() { cat /proc/pressure/io 2>/dev/null; }
queues() { grep '^cpu[0-9]' /proc/schedstat 2>/dev/null; }
idle() {
  for d in /sys/devices/system/cpu/cpu[0-9]*/cpuidle/state[0-9]*; do
    [ -r "$d/time" ] || continue
    read -r n <"$d/name"; read -r l <"$d/latency"; read -r t <"$d/time"
    c=\${d#/sys/devices/system/cpu/cpu}; echo "\${c%%/*} $l $t $n"
  done
}
[ -r /proc/stat ] || fail absent /proc/stat
T=$(threads); C=$(cpus); R=$(pressure); Q=$(disk); U=$(queues); I=$(idle); read -r a x </proc/uptime
echo CULPRIT-ARMED
if [ -p /proc/self/fd/5 ]; then timeout ${LIMIT_SECONDS} cat <&5 >/dev/null 2>&1; else sleep 2; fi
read -r b x </proc/uptime
D=$(cpus); S=$(pressure); X=$(disk); V=$(queues); J=$(idle)
echo '== window'; echo "$a $b"
echo '== ticks'; getconf CLK_TCK 2>/dev/null || echo 100
echo '== cpus before'; echo "$C"
echo '== cpus after'; echo "$D"
echo '== threads'
{ echo "$T"; echo '=='; threads; } | awk '
  /^==$/ { second = 1; next }
  {
    p = $0; sub(/^\/proc\//, "", p); sub(/\/.*/, "", p)
    l = $0; sub(/^[^:]*:/, "", l); t = l; sub(/ .*/, "", t)
    c = l; sub(/^[0-9]+ \(/, "", c); sub(/\) [A-Za-z] [-0-9 ]*$/, "", c)
    r = l; sub(/^.*\) /, "", r); split(r, f, " ")
    k = p " " t " " f[20]
    if (p == t) name[p] = c
    if (!second) { u[k] = f[12]; s[k] = f[13]; next }
    du = f[12] - u[k]; ds = f[13] - s[k]
    if (du + ds > 0) { row[++n] = p " " t " " f[7] " " f[17] " " f[39] " " f[37] " " du " " ds " " c; who[n] = p }
  }
  END { for (i = 1; i <= n; i++) print row[i] "\t" name[who[i]] }' | sort -k7,7nr -k8,8nr | awk '{ print } NR >= 200 { exit }'
echo '== pressure before'; echo "$R"
echo '== pressure after'; echo "$S"
echo '== disk before'; echo "$Q"
echo '== disk after'; echo "$X"
echo '== schedstat before'; echo "$U"
echo '== schedstat after'; echo "$V"
echo '== idle before'; echo "$I"
echo '== idle after'; echo "$J"
echo '== frequency'
for d in /sys/devices/system/cpu/cpu[0-9]*/cpufreq; do
  [ -r "$d/scaling_cur_freq" ] && [ -r "$d/cpuinfo_max_freq" ] || continue
  read -r f <"$d/scaling_cur_freq"; read -r m <"$d/cpuinfo_max_freq"; c=\${d#/sys/devices/system/cpu/cpu}
  l=$m; [ -r "$d/scaling_max_freq" ] && read -r l <"$d/scaling_max_freq"
  g=-; [ -r "$d/scaling_governor" ] && read -r g <"$d/scaling_governor"
  v=-; [ -r "$d/scaling_driver" ] && read -r v <"$d/scaling_driver"
  # Drivers that choose by themselves call their own choice powersave; with the others it means the lowest.
  case $g,$v in powersave,intel_pstate|powersave,amd-pstate*) :;; powersave,*) [ -r "$d/scaling_min_freq" ] && read -r l <"$d/scaling_min_freq";; esac
  echo "\${c%%/*} $f $m $l"
done
echo '== end'
`
  .trim()
  .replaceAll("\\$", "$");
