import { SHOW } from "../section.ts";

/** All bonds of the kernel, by /proc where it has them and by /sys where not, what each leg's interface says, and the bonds of Open vSwitch. */
export const BONDING_SCRIPT = String.raw`
${SHOW}
for f in /proc/net/bonding/*; do [ -f "$f" ] && show "$f"; done
echo '== sysfs bonds'
for d in /sys/class/net/*/bonding; do
  [ -d "$d" ] || continue
  b=\${d%/bonding}; b=\${b##*/}
  [ -f "/proc/net/bonding/$b" ] && continue
  echo "bond $b $(cat "$d/mode" "$d/miimon" "$d/arp_interval" "$d/min_links" "$d/ad_aggregator" 2>/dev/null | tr '\n' ' ')"
  for l in $(cat "$d/slaves"); do
    s=/sys/class/net/$l/bonding_slave
    echo "leg $b $l $(for k in mii_status link_failure_count ad_aggregator_id ad_actor_oper_port_state ad_partner_oper_port_state; do cat "$s/$k" 2>/dev/null || echo -; done | tr '\n' ' ')"
  done
done
echo '== interfaces'
for d in /sys/class/net/*; do
  [ -d "$d" ] || continue
  echo "\${d##*/} $(for k in operstate carrier speed duplex carrier_changes statistics/tx_bytes statistics/rx_bytes; do cat "$d/$k" 2>/dev/null || echo -; done | tr '\n' ' ')"
done
if command -v ovs-appctl >/dev/null 2>&1; then
  for c in bond/show lacp/show lacp/show-stats; do
    if t=$(timeout 5 ovs-appctl $c 2>/dev/null); then [ -z "$t" ] || { echo "== ovs $c"; printf '%s\n' "$t"; }
    elif [ $c = bond/show ] && [ -S /run/openvswitch/db.sock ]; then echo '== ovs unseen'; fi
  done
fi
echo '== end'
`
  .trim()
  .replaceAll("\\$", "$");
