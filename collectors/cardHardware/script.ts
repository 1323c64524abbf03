import type { Slot } from "#machines/contract/collector.ts";

/** $1 expected Mbit/s. */
export const ARGUMENTS = [{ slot: "count", name: "expectedMbit" }] as const satisfies readonly Slot[];

/**
 * One line a value: interface, name, value. What a file or ethtool refuses has no line. ethtool is asked about cards only: virtual devices answer most of it
 * with "not supported".
 */
export const CARD_SCRIPT = String.raw`
PATH=$PATH:/usr/sbin:/sbin
command -v ethtool >/dev/null 2>&1 && echo '- ethtool yes' || echo '- ethtool no'
for d in /sys/class/net/*; do
  i=\${d##*/}
  [ "$i" != lo ] && [ -e "$d/ifindex" ] || continue
  show() { v=$(cat "$2" 2>/dev/null) && [ -n "$v" ] && echo "$i $1 $v"; }
  show operstate "$d/operstate"; show speed "$d/speed"; show duplex "$d/duplex"
  echo "$i rxQueues $(ls -d "$d"/queues/rx-* 2>/dev/null | wc -l)"
  echo "$i steered $(cat "$d"/queues/rx-*/rps_cpus 2>/dev/null | grep -c '[1-9a-f]')"
  [ -e "$d/device/driver" ] || continue
  p=$(readlink -f "$d/device"); r=$(readlink -f "$p/driver"); echo "$i driver \${r##*/}"
  show numa "$p/numa_node"
  show currentSpeed "$p/current_link_speed"; show currentWidth "$p/current_link_width"
  show maxSpeed "$p/max_link_speed"; show maxWidth "$p/max_link_width"
  command -v ethtool >/dev/null 2>&1 || continue
  ethtool -k "$i" 2>/dev/null | awk -v i="$i" '$1 ~ /^(large-receive-offload|tcp-segmentation-offload|generic-receive-offload|tx-udp_tnl-segmentation|tx-gre-segmentation):$/ { sub(":", "", $1); print i, "feature", $1, $2 }'
  ethtool -g "$i" 2>/dev/null | awk -v i="$i" '/^Current/ { c = 1 } $1 == "RX:" { print i, c ? "ring" : "ringMax", $2 }'
  ethtool -l "$i" 2>/dev/null | awk -v i="$i" '/^Current/ { c = 1 } $1 == "Combined:" || $1 == "RX:" { if ($2 ~ /^[0-9]+$/ && $2 > 0) print i, c ? "channels" : "channelsMax", $2 }'
  ethtool -c "$i" 2>/dev/null | awk -v i="$i" '$1 == "Adaptive" { print i, "adaptive", $3 } $1 == "rx-usecs:" { print i, "rxUsecs", $2 }'
done
echo end
`
  .trim()
  .replaceAll("\\$", "$");
