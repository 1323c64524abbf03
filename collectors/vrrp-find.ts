/**
 * Finds the VRRP daemon: $P, the first process with a raw socket for protocol 112 in this network namespace that is not a sensor of Culprit's own; $C
 * how many there are. `holders INODE` lists who has a socket; busybox's find has no -lname.
 */
export const FIND_DAEMON = String.raw`
fail() { echo "culprit: $1: $2" >&2; exit 3; }
[ "$(id -u)" = 0 ] || fail denied 'what another user'"'"'s process waits for needs root'
holders() { find /proc/[0-9]*/fd -lname "socket:\[$1\]" 2>/dev/null || { for d in /proc/[0-9]*/fd; do ls -l "$d" 2>/dev/null | grep -q "socket:\[$1\]" && echo "$d/x"; done; }; }
D= C=0
for i in $(awk '$2 ~ /:0070$/ { print $10 }' /proc/net/raw /proc/net/raw6 2>/dev/null); do
  for f in $(holders "$i"); do
    p=\${f#/proc/}; p=\${p%%/*}
    grep -q CULPRIT-ARMED "/proc/$p/cmdline" 2>/dev/null && continue
    case " $D " in *" $p "*) ;; *) D="$D $p"; C=$((C + 1));; esac
  done
done
set -- $D
[ $C -gt 0 ] || fail absent 'a process with a VRRP socket (IP protocol 112) in this network namespace'
P=$1
`
  .trim()
  .replaceAll("\\$", "$");
