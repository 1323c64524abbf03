import type { Slot } from "#machines/contract/collector.ts";

/** $1 count, $2 interval in ms, $3 target: typed and validated before they come here, and only ever used as quoted words or numbers. */
export const ARGUMENTS = [
  { slot: "count", name: "count" },
  { slot: "milliseconds", name: "interval" },
  { slot: "ipAddress", name: "target" },
] as const satisfies readonly Slot[];

/**
 * ping wants seconds. Three times the nominal time may pass on a busy host; then SIGINT, on which ping prints its summary.
 * Not ping's own -w: with it -c counts answers instead of requests, and the first ICMP error ends the run.
 * --foreground keeps ping in the process group, so that whoever ends the group ends ping; busybox has no such option and needs none.
 */
const PREPARE = [
  "i=$(printf '%d.%03d' $(($2 / 1000)) $(($2 % 1000)))",
  "d=$(($1 * $2 * 3 / 1000 + 10))",
  "t='timeout --foreground -s INT'; $t 1 true 2>/dev/null || t='timeout -s INT'",
  'command -v ping >/dev/null 2>&1 || { echo "culprit: toolMissing: ping" >&2; exit 127; }',
].join("\n");

export const IPUTILS_SCRIPT = `${PREPARE}\nexec $t "$d" ping -n -O -D -i "$i" -c "$1" -W 1 "$3"`;

export const BUSYBOX_SCRIPT = `${PREPARE}\nexec $t "$d" ping -i "$i" -c "$1" -W 1 "$3"`;
