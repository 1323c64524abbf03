import { literally } from "../echo.ts";
import { showFiles } from "../section.ts";
import { GLANCE_WITHIN_SCRIPT } from "../glance-script.ts";
import { FILES } from "../protocol-counters.ts";
import { STAT } from "../conntrack-file.ts";

/** A network node of a large cloud has hundreds; each takes about 40 ms, twice. */
export const MOST_NAMESPACES = 64;

/**
 * One namespace's answers: `part <what> <exit code>`, then what it printed, each line set in by a blank, so that nothing in there can pass for a line of ours.
 * Rules: only those that drop, with their counts. Neither way makes a table or loads a module: nft is asked only where its code is there (NFT), and the legacy
 * tools only where this namespace has tables of theirs.
 */
const INSIDE = String.raw`
say() { printf 'part %s %s\n' "$1" "$2"; printf '%s\n' "$out" | sed 's/^/ /'; }
out=$(cat /proc/net/dev 2>/dev/null); say devices $?
out=$( (${showFiles(FILES)}) 2>/dev/null); say protocols $?
out=$( (${showFiles([STAT])}) 2>/dev/null); say tracking $?
out=$(tc -s -j qdisc show 2>/dev/null); say queues $?
out=$( (
${GLANCE_WITHIN_SCRIPT}
) 2>/dev/null); say glance $?
saved='^\[[0-9]+:[0-9]+\] .* -j (DROP|REJECT)'
drops() {
  r=0
  if [ -n "$NFT" ]; then
    if command -v nft >/dev/null 2>&1; then l=$(nft list ruleset 2>/dev/null) || r=1; printf '%s\n' "$l" | grep -E 'packets [0-9]+ bytes [0-9]+ (drop|reject)'
    else
      l=; for t in iptables-nft-save iptables-save; do case $($t -V 2>/dev/null) in *nf_tables*) l=yes; break;; esac; done
      if [ -n "$l" ] && l=$($t -c 2>/dev/null); then printf '%s\n' "$l" | grep -E "$saved"; else r=1; fi
    fi
  fi
  if [ -n "$(cat /proc/net/ip_tables_names 2>/dev/null)" ]; then
    l=; for t in iptables-legacy-save iptables-save; do case $($t -V 2>/dev/null) in ''|*nf_tables*) ;; *) l=yes; break;; esac; done
    if [ -n "$l" ] && l=$($t -c 2>/dev/null); then printf '%s\n' "$l" | grep -E "$saved"; else r=1; fi
  fi
  return $r
}
out=$(drops); say rules $?
`;

/** Which namespaces there are, as the collector `namespaces` finds them; then each is entered once. */
export const NAMESPACE_COUNTERS_SCRIPT = literally(String.raw`
fail() { echo "culprit: $1: $2" >&2; exit 3; }
[ "$(id -u)" = 0 ] || fail denied 'other network namespaces take root'
command -v nsenter >/dev/null 2>&1 || fail toolMissing nsenter
NFT=; grep -q ' nft_do_chain' /proc/kallsyms 2>/dev/null && NFT=yes
export NFT
inside=$(cat <<'INSIDE'
${INSIDE}
INSIDE
)
own=$(readlink /proc/self/ns/net); own=${"$"}{own#net:[}; own=${"$"}{own%]}
met=" $own "
n=0
look() {
  case $met in *" $1 "*) return;; esac
  met="$met$1 "
  c=$(nsenter --net="$2" grep -c : /proc/self/net/dev 2>/dev/null) || { echo "left $1 $3"; return; }
  [ "$c" -gt 1 ] || return
  n=$((n + 1)); [ "$n" -le ${MOST_NAMESPACES} ] || return
  echo "namespace $1 $3"
  if nsenter --net="$2" sh -c "$inside"; then echo "done $1"; else echo "left $1 $3"; fi
}
for f in /run/netns/*; do [ -e "$f" ] && i=$(stat -L -c %i "$f" 2>/dev/null) && look "$i" "$f" "${"$"}{f##*/}"; done
for p in /proc/[0-9]*; do
  l=$(readlink "$p/ns/net" 2>/dev/null) || continue
  l=${"$"}{l#net:[}; l=${"$"}{l%]}
  case $met in *" $l "*) ;; *) read -r w 2>/dev/null <"$p/comm" || w=; look "$l" "$p/ns/net" "of $w";; esac
done
echo "found $n"
echo end`);
