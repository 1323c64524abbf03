import type { Blind } from "./blind.ts";

/**
 * The host's `date` is off. Only `date` is: the kernel has one real-time clock for all of its namespaces, so file times, logs and
 * captures of this host go on showing the right one..
 */
export const clockOffset = (seconds: number): Blind => ({
  about: `date is ${Math.abs(seconds)} s ${seconds < 0 ? "slow" : "fast"}`,
  put: [
    "guard date <<'BLIND'",
    "for argument; do",
    '  case $argument in -d* | -r* | -f* | -s* | --date* | --reference* | --file* | --set*) exec "$real" "$@" ;; esac',
    "done",
    `exec "$real" -d "${seconds} seconds" "$@"`,
    "BLIND",
  ].join("\n"),
  proof: `now=$(mktemp); off=$(($(date +%s) - $(stat -c %Y "$now"))); rm "$now"; [ $((off - ${seconds})) -ge -1 ] && [ $((off - ${seconds})) -le 1 ]`,
});
