import type { Slot } from "#machines/contract/collector.ts";

/** $1 expected Mbit/s. */
export const ARGUMENTS = [{ slot: "count", name: "expectedMbit" }] as const satisfies readonly Slot[];

/** A card of 64 queues has some 70 interrupts; more than this adds nothing. */
const MOST_INTERRUPTS = 256;

/**
 * One line a value: interface, name, value. What a file or ethtool refuses has no line. ethtool is asked about cards only: virtual devices answer most of it
 * with "not supported". Before Linux 4.13 sysfs does not say what a slot does, and lspci is asked.
 */
export const CARD_SCRIPT = String.raw`
PATH=$PATH:/usr/sbin:/sbin
command -v ethtool >/dev/null 2>&1 && echo '- ethtool yes' || echo '- ethtool no'
for d in /sys/devices/system/node/node[0-9]*; do
  [ -r "$d/cpulist" ] && read -r v <"$d/cpulist" && [ -n "$v" ] && echo "- node \${d##*/node} $v"
done
for d in /sys/class/net/*; do
  i=\${d##*/}
  [ "$i" != lo ] && [ -e "$d/ifindex" ] || continue
  show() { v=$(cat "$2" 2>/dev/null) && [ -n "$v" ] && echo "$i $1 $v"; }
  show operstate "$d/operstate"; show speed "$d/speed"; show duplex "$d/duplex"
  echo "$i rxQueues $(ls -d "$d"/queues/rx-* 2>/dev/null | wc -l)"
  echo "$i steered $(cat "$d"/queues/rx-*/rps_cpus 2>/dev/null | grep -c '[1-9a-f]')"
  k=$(sed -n 's/^DEVTYPE=//p' "$d/uevent" 2>/dev/null); [ -n "$k" ] && echo "$i kind $k"
  if [ -d "$d/bonding" ]; then show bondMode "$d/bonding/mode"; show aggregator "$d/bonding/ad_aggregator"; fi
  if [ -d "$d/bonding_slave" ]; then
    m=$(readlink "$d/master"); echo "$i bond \${m##*/}"
    show legLink "$d/bonding_slave/mii_status"; show legState "$d/bonding_slave/state"; show legAggregator "$d/bonding_slave/ad_aggregator_id"
  fi
  [ -e "$d/device/driver" ] || continue
  p=$(readlink -f "$d/device"); r=$(readlink -f "$p/driver"); echo "$i driver \${r##*/}"
  show numa "$p/numa_node"
  if [ -e "$p/current_link_speed" ]; then
    show currentSpeed "$p/current_link_speed"; show currentWidth "$p/current_link_width"
    show maxSpeed "$p/max_link_speed"; show maxWidth "$p/max_link_width"
  elif command -v lspci >/dev/null 2>&1; then
    lspci -vv -s "\${p##*/}" 2>/dev/null | awk -v i="$i" '
      /LnkCap:|LnkSta:/ && match($0, /Speed [0-9.]+ ?GT/) {
        w = /LnkCap:/ ? "max" : "current"; s = substr($0, RSTART + 6, RLENGTH - 6); sub(/ ?GT/, " GT/s", s); print i, w "Speed", s
        if (match($0, /Width x[0-9]+/)) print i, w "Width", substr($0, RSTART + 7, RLENGTH - 7)
      }'
  fi
  m=$p/msi_irqs; [ -d "$m" ] || m=$p/../msi_irqs
  ls "$m" 2>/dev/null | awk -v most=${MOST_INTERRUPTS} 'NR <= most' | while read -r q; do
    a=$(cat "/proc/irq/$q/effective_affinity_list" 2>/dev/null); [ -n "$a" ] || a=$(cat "/proc/irq/$q/smp_affinity_list" 2>/dev/null)
    [ -n "$a" ] && echo "$i interrupt$q $a"
  done
  command -v ethtool >/dev/null 2>&1 || continue
  ethtool -k "$i" 2>/dev/null | awk -v i="$i" '$1 ~ /^(large-receive-offload|tcp-segmentation-offload|generic-receive-offload|tx-udp_tnl-segmentation|tx-gre-segmentation):$/ { sub(":", "", $1); print i, "feature", $1, $2 ($3 == "" ? "" : " " $3) }'
  ethtool -g "$i" 2>/dev/null | awk -v i="$i" '/^Current/ { c = 1 } $1 == "RX:" { print i, c ? "ring" : "ringMax", $2 }'
  ethtool -l "$i" 2>/dev/null | awk -v i="$i" '/^Current/ { c = 1 } $1 == "Combined:" || $1 == "RX:" { if ($2 ~ /^[0-9]+$/ && $2 > 0) print i, c ? "channels" : "channelsMax", $2 }'
  ethtool -x "$i" 2>/dev/null | awk -v i="$i" '/^RX flow hash indirection table/ { t = 1; next } t && $1 ~ /^[0-9]+:$/ { for (f = 2; f <= NF; f++) if (!($f in s)) { s[$f]; n++ } next } t { exit } END { if (n) print i, "hashedQueues", n }'
  ethtool -c "$i" 2>/dev/null | awk -v i="$i" '$1 == "Adaptive" { print i, "adaptive", $3 } $1 == "rx-usecs:" { print i, "rxUsecs", $2 }'
done
echo end
`
  .trim()
  .replaceAll("\\$", "$");
