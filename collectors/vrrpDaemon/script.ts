import { FIND_DAEMON } from "../vrrp-find.ts";

/** A sensor that nobody stops ends by itself. */
const LIMIT_SECONDS = 4_000;

/**
 * Samples what the VRRP daemon does, five times a second, from /proc and nothing else: no file of the host's disks is touched, so a disk or file system
 * that holds the daemon does not hold this as well. The daemon is whoever owns a raw socket for protocol 112 in this network namespace and is not
 * Culprit. Beside it, the reader of /dev/log: the process that has the socket the messages go to.
 */
export const DAEMON_SCRIPT = String.raw`
${FIND_DAEMON}
R=
exec 5<&0
name() { read -r c <"/proc/$1/comm" && echo "$1 $c"; }
group() {
  for t in cpu,cpuacct cpu ''; do
    g=$(sed -n "s/^[0-9]*:$t://p" "/proc/$P/cgroup" 2>/dev/null) && [ -n "$g" ] || continue
    for d in "/sys/fs/cgroup/$t$g" "/sys/fs/cgroup$g"; do [ -r "$d/cpu.stat" ] && { echo "$g"; cat "$d/cpu.stat"; return; }; done
  done
}
echo '== daemon'; name "$P"; tr '\0' ' ' <"/proc/$P/cmdline"; echo; echo "$C"
F=$(for f in "/proc/$P/fd/"*; do echo "\${f##*/} $(readlink "$f")"; done 2>/dev/null)
echo '== files'; echo "$F"
echo '== reader'
l=$(readlink -f /dev/log)
u=$(awk -v l="$l" '$8 == l { print $7; exit }' /proc/1/net/unix /proc/net/unix 2>/dev/null)
for f in $([ -n "$u" ] && holders "$u"); do
  p=\${f#/proc/}; p=\${p%%/*}
  if [ "$p" != 1 ] || [ -z "$R" ]; then R=$p; fi
done
[ -n "$R" ] && name "$R"
echo '== mounts'
{ echo "$F"; [ -n "$R" ] && for f in "/proc/$R/fd/"*; do echo "\${f##*/} $(readlink "$f")"; done 2>/dev/null; } | awk -v m="/proc/$P/mountinfo" '
  BEGIN { while ((getline l <m) > 0) { split(l, w, " "); i = index(l, " - "); split(substr(l, i + 3), t, " "); at[w[5]] = w[3] " " w[5] " " t[1] " " t[2] } }
  $2 ~ /^\// && $2 !~ /^\/(dev|proc|sys|memfd:)/ { b = ""; for (p in at) if ((p == "/" || index($2 "/", p "/") == 1) && length(p) > length(b)) b = p; if (b != "" && !($2 in done)) { done[$2]; print $2, at[b] } }'
echo '== group'; group
echo '== samples'
(
  k=0
  while :; do
    s= w=0 n=- a=- x=0 y=0 r=- q=-
    read -r u z </proc/uptime
    { read -r s <"/proc/$P/stat"; read -r w <"/proc/$P/wchan"; read -r n a z <"/proc/$P/syscall"; read -r x y z <"/proc/$P/schedstat"; } 2>/dev/null
    [ -n "$s" ] || { echo "$u gone"; break; }
    s=\${s##*) }; s=\${s%% *}
    [ -n "$R" ] && { read -r r <"/proc/$R/stat"; read -r q <"/proc/$R/wchan"; r=\${r##*) }; r=\${r%% *}; } 2>/dev/null
    t=-
    [ "$s" = D ] && [ $k -lt 5 ] && { k=$((k + 1)); t=$(sed 's/^\[[^]]*\] //; s/+.*//' "/proc/$P/stack" 2>/dev/null | tr '\n' '<'); }
    echo "$u $s \${w:-0} $n \${a:--} $x $y $r \${q:--} \${t:--}"
    sleep 0.2
  done
) &
S=$!
trap 'kill $S 2>/dev/null' EXIT
trap 'exit 143' HUP INT TERM PIPE
echo CULPRIT-ARMED
if [ -p /proc/self/fd/5 ]; then timeout ${LIMIT_SECONDS} cat <&5 >/dev/null 2>&1; else sleep 5; fi
kill $S 2>/dev/null; wait $S 2>/dev/null
trap - EXIT
echo '== group after'; group
echo '== end'
`
  .trim()
  .replaceAll("\\$", "$");
