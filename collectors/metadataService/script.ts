import type { Slot } from "#machines/contract/collector.ts";
import { METADATA_ADDRESS } from "../guest-kinds.ts";

/** $1 the guest's address. */
export const ARGUMENTS = [{ slot: "ipAddress", name: "target" }] as const satisfies readonly Slot[];

/** A sensor that nobody stops ends by itself. */
const LIMIT_SECONDS = 300;

/**
 * Looks into the namespaces that may serve the guest's metadata: those of routers and DHCP servers, and of OVN's metadata agent, that have the guest on a
 * network of their own. What TCP took in there is read before and after the window: it says whether anything reached the proxy.
 *
 * Rules come from nft, which also shows those that iptables made; where it cannot translate a target, iptables-save can. Legacy tables are only asked for
 * where this namespace has some, so that nothing is loaded.
 */
export const SERVICE_SCRIPT = String.raw`
fail() { echo "culprit: $1: $2" >&2; exit 3; }
command -v ip >/dev/null 2>&1 || fail toolMissing ip
case $1 in *:*) fail absent 'metadata of a guest that is reached by IPv6, which is asked for at another address';; esac
[ "$(id -u)" = 0 ] || fail denied 'other network namespaces take root'
M=${METADATA_ADDRESS}
exec 5<&0
nft=; command -v nft >/dev/null 2>&1 && grep -q ' nft_do_chain' /proc/kallsyms 2>/dev/null && nft=yes
for t in iptables-nft-save iptables-save; do case $($t -V 2>/dev/null) in *nf_tables*) xt=$t; break;; esac; done
for t in iptables-legacy-save iptables-save; do case $($t -V 2>/dev/null) in ''|*nf_tables*) ;; *) old=$t; break;; esac; done
saved() { awk -v m="$M" '/^[*]/ { t = substr($1, 2) } index($0, m) { print "rule " $0 } /^\[[0-9]+:[0-9]+\] .* -j (DROP|REJECT)/ { print "drop iptables " t " " $0 }'; }
rules() {
  r=
  if [ -n "$nft" ]; then
    l=$(ip netns exec "$1" nft list ruleset 2>/dev/null) && r=yes
    printf '%s\n' "$l" | awk -v m="$M" '/^table/ { t = $2 " " $3 } /^[ \t]*chain / { c = $2 } { sub(/^[ \t]+/, "") } index($0, m) { print "rule " $0 }
      /packets [0-9]+ bytes [0-9]+ (drop|reject)/ { print "drop table " t " " c ": " $0 }'
    case $l in *'xt target'*|*'# xt_'*) [ -z "$xt" ] || ip netns exec "$1" $xt -c 2>/dev/null | saved;; esac
  elif [ -n "$xt" ] && grep -q ' nft_do_chain' /proc/kallsyms 2>/dev/null; then ip netns exec "$1" $xt -c 2>/dev/null | saved; r=yes
  fi
  if [ -n "$(ip netns exec "$1" cat /proc/net/ip_tables_names 2>/dev/null)" ]; then
    if [ -n "$old" ]; then ip netns exec "$1" $old -c 2>/dev/null | saved; r=\${r:-yes}; else r=; fi
  fi
  [ -n "$r" ] || echo unread
}
look() { for n in $s; do
  echo "== $1 $n"
  ip netns exec "$n" awk '/^Tcp: [0-9]/ { print "tcp", $11, $15 }' /proc/net/snmp
  rules "$n"
done; }
state() {
  echo "== state $1"
  echo "device $4"
  echo "neighbour $(ip -n "$1" neigh show "$2" | sed -n 's/.* lladdr \([0-9a-f:]*\).*/\1/p' | head -n 1)"
  if ip -n "$1" -o -4 addr show | grep -qF " $M/"; then echo 'owns yes'; else echo 'owns no'; fi
  ip netns exec "$1" cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk '$4 == "0A" { print "listen " $2 }'
}
s=
for n in $(ip netns list 2>/dev/null | awk '/^(qrouter|snat|qdhcp|ovnmeta)-/ { print $1 }'); do
  case $(ip -n "$n" -4 route get "$1" 2>/dev/null | head -n 1) in *' via '*) ;; "$1 dev "*) s="$s $n";; esac
done
echo '== addresses'; ip -o -4 addr show
look before
for n in $s; do state "$n" $(ip -n "$n" -4 route get "$1" | head -n 1); done
echo CULPRIT-ARMED
if [ -p /proc/self/fd/5 ]; then timeout ${LIMIT_SECONDS} cat <&5 >/dev/null 2>&1; else sleep 1; fi
look after
echo '== end'
`
  .trim()
  .replaceAll("\\$", "$");
