/**
 * `ethtool -S` of every interface with a device behind it: virtual ones answer with counters of their own, which say nothing about a card.
 * Sections as of section.ts: interface and driver; the second mark where ethtool refused.
 */
export const CARDS_SCRIPT = [
  "cd /sys/class/net || exit 1",
  "for i in *; do",
  '  [ -e "$i/device" ] || continue',
  "  command -v ethtool >/dev/null 2>&1 || { echo 'culprit: toolMissing: ethtool' >&2; exit 127; }",
  '  d=$(readlink "$i/device/driver"); n="$i ${d##*/}"',
  '  echo "== $n"; ethtool -S "$i" 2>&1 || echo "== !$n"',
  "done",
  "echo '== end'",
].join("\n");
