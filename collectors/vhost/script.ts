/** Virtual machines of this host, by their descriptors and command lines in /proc: which of their network queues the kernel serves. */
export const VHOST_SCRIPT = String.raw`
[ "$(id -u)" = 0 ] || { echo 'culprit: denied: the descriptors of other users'"'"' processes need root' >&2; exit 3; }
echo '== module'; [ -d /sys/module/vhost_net ] && echo loaded || echo 'not loaded'
echo '== threads'; cat /proc/[0-9]*/task/[0-9]*/comm 2>/dev/null | grep -c '^vhost-'
echo '== guests'
for d in /proc/[0-9]*; do
  { read -r c <"$d/comm"; } 2>/dev/null || continue
  case $c in qemu*|kvm) ;; *) continue;; esac
  t=$(ls -l "$d/fd" 2>/dev/null | awk '/ -> \/dev\/net\/tun$/ { a++ } / -> \/dev\/vhost-net$/ { b++ } END { print a + 0, b + 0 }')
  a=$(tr '\0' '\n' <"$d/cmdline" 2>/dev/null)
  n=$(printf '%s\n' "$a" | sed -n '/^-name$/{n;s/^guest=//;s/,.*//;p;q;}')
  v=$(printf '%s\n' "$a" | grep -c 'virtio-net')
  echo "\${d#/proc/} $t $v \${n:--}"
done
echo '== end'
`
  .trim()
  .replaceAll("\\$", "$");
