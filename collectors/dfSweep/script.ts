import type { Slot } from "#machines/contract/collector.ts";
import { OVERHEADS } from "./candidates.ts";

/** $1: the address that is probed. */
export const ARGUMENTS = [{ slot: "ipAddress", name: "target" }] as const satisfies readonly Slot[];

/** Probes of each size. Two of a size that passes are both lost once in 10,000 times at 1 % random loss. */
export const PROBES = 2;

/** Stages that narrow it down, at most: four where nothing is lost by chance. */
const STAGES = 9;

/** So many of the sizes that failed first are asked again in the next stage. */
const AGAIN = 3;

/** A size of IPv4's least reassembly buffer (RFC 791) would do; 200 leaves room for IPv6 and any header. */
const SMALL = 200;

/**
 * Stages: the small and the full size; then what every known encapsulation would leave of it, at once; then what is left between the largest that passed
 * and the smallest that did not, at most 12 sizes at a time. A stage of lost probes takes 1.2 s. What may have
 * been lost by chance is asked again: a stage is a burst, and a busy virtual switch once lost all of one. Where that goes on, nothing is settled, and it says so.
 *
 * -M probe sets Don't Fragment and does not ask the kernel's cache of path MTUs, so an earlier answer cannot stand in for this one; without it (iputils
 * before 2019) -M do is used, and what the cache says is reported. Nothing is flushed: that would change the host.
 *
 * It says that it is armed at once: as a test in the window of another host's sweep it runs beside that one, and ends by itself.
 */
export const SWEEP_SCRIPT = `
echo CULPRIT-ARMED
PATH=$PATH:/usr/sbin:/sbin
T=$1
command -v ping >/dev/null 2>&1 || { echo "culprit: toolMissing: ping" >&2; exit 127; }
six=; head=28; small=${SMALL}
case $T in *:*) six=-6; head=48; small=1280;; esac
# ping says that it does not know a word before it opens a socket.
mode=none
for w in do probe; do
  case $(LC_ALL=C ping -M $w -c 1 -W 1 -s 8 127.0.0.1 2>&1 </dev/null) in *nvalid*|*nrecognized*|*nknown*|*[Uu]sage*) ;; *) mode=$w;; esac
done
[ $mode = none ] && { echo "culprit: toolMissing: ping that can forbid fragmentation (iputils)" >&2; exit 127; }
r=$(ip -o route get "$T" 2>&1 </dev/null)
case $r in *" dev "*) d=\${r##* dev }; d=\${d%% *};; *) d=;; esac
m=; [ -n "$d" ] && read -r m 2>/dev/null < "/sys/class/net/$d/mtu"
echo "route $r"
echo "mode $mode"
echo "device \${d:--} \${m:--}"
full=\${m:-1500}
# A loopback or a tunnel's device takes 65,000: no path does.
[ "$full" -gt 9216 ] && full=9216
[ "$full" -lt "$small" ] && small=$full
one() {
  o=$(LC_ALL=C ping $six -n -c ${PROBES} -i 0.2 -W 1 -M $mode -s $(($1 - head)) "$T" 2>&1 </dev/null)
  n=$(printf '%s\\n' "$o" | sed -n 's/^\\([0-9]*\\) packets transmitted, \\([0-9]*\\) .*received.*/\\1 \\2/p')
  w=$(printf '%s\\n' "$o" | sed -n 's/^From \\([0-9a-fA-F.:]*\\).*mtu *[=:] *\\([0-9]*\\).*/\\1 \\2/p' | head -n 1)
  l=$(printf '%s\\n' "$o" | sed -n 's/.*[Mm]essage too long,* *mtu[=: ]*\\([0-9]*\\).*/\\1/p' | head -n 1)
  case $o in
    *"bytes from"*) f=passed;;
    *"rag needed"*|*"acket too big"*) f=told;;
    *"essage too long"*) f=local; w="- \${l:--}";;
    *"o buffer space"*) f=refused;;
    *transmitted*) f=lost;;
    *) f=error;;
  esac
  echo "size $1 $f \${n:-- -} \${w:-- -}"
}
at() { for s in "$@"; do one "$s" & done; wait; }
# What was lost below the largest size that passed was lost by chance, or the size is not what decides: it is asked again, twice.
note() {
  again=
  for line in $(printf '%s\\n' "$1" | tr ' ' ,); do
    IFS=, read -r _ s f _ <<EOF
$line
EOF
    case $f in
      passed) [ "$s" -gt "$low" ] && low=$s; case $bad in *" $s "*) bad="\${bad%% $s *} \${bad#* $s }";; esac;;
      *) case $bad in *" $s "*) twice="$twice$s ";; *) bad="$bad$s ";; esac;;
    esac
  done
  high=$((full + 1))
  for s in $bad; do if [ "$s" -lt "$low" ]; then again="$again $s"; elif [ "$s" -lt "$high" ]; then high=$s; fi; done
}
settle() {
  note "$1"
  for n in 1 2; do
    [ -n "$again" ] && [ $asked -lt 24 ] || return 0
    for s in $again; do asked=$((asked + 1)); done
    a=$(at $again); printf '%s\\n' "$a"; note "$a"
  done
}
settled() { case "$((high - low)) $twice" in "1 "*" $high "*) return 0;; esac; return 1; }
low=0; high=$((full + 1)); bad=" "; twice=" "; asked=0
a=$(at "$small" "$full"); printf '%s\\n' "$a"; settle "$a"
if [ "$low" -eq "$small" ] && [ "$high" -le "$full" ]; then
  c=
  for o in ${OVERHEADS.join(" ")}; do s=$((full - o)); [ "$s" -gt "$low" ] && [ "$s" -lt "$high" ] && c="$c $s"; done
  for s in 1500 1492 1476 1462 1458 1450 1442 1400 1280 1024 576; do [ "$s" -gt "$low" ] && [ "$s" -lt "$high" ] && case "$c " in *" $s "*) ;; *) c="$c $s";; esac; done
  a=$(at $c); printf '%s\\n' "$a"; settle "$a"
  i=0
  while [ "$high" -le "$full" ] && [ $i -lt ${STAGES} ]; do
    i=$((i + 1)); gap=$((high - low))
    # The first size that fails has to fail in two stages: a burst that was lost by chance would move the boundary.
    settled && break
    step=$(((gap + 12) / 13)); [ $step -lt 1 ] && step=1
    c=; s=$((low + step)); while [ $s -lt $high ]; do c="$c $s"; s=$((s + step)); done
    # Beside the sizes in between those that failed first, which costs no time: one of the stage is lost anyway.
    n=0; for s in $(printf '%s\\n' $bad | sort -n); do [ "$s" -ge "$high" ] && [ $n -lt ${AGAIN} ] && c="$c $s" && n=$((n + 1)); done
    a=$(at $c); printf '%s\\n' "$a"; settle "$a"
  done
  [ "$high" -gt "$full" ] || settled || echo unsettled
fi
echo end
`.trim();
