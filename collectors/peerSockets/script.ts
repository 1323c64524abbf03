import type { Slot } from "#machines/contract/collector.ts";

/** A watch that nobody stops ends by itself. */
export const LIMIT_SECONDS = "600";
/** Lines of one look; a process that leaks sockets has a thousand of them by default before it can open no more. */
export const LIMIT_LINES = "2000";

/** $1 the port, $2 seconds at most, $3 lines of a look at most. */
export const ARGUMENTS = [{ slot: "port", name: "port" }] as const satisfies readonly Slot[];

/**
 * Looks at the service's sockets once a second, because a connection that hangs is gone when the probe gives up. The first look comes before the sensor is
 * armed, so that what is new after it began in the window. At the end, what the owners are and how many descriptors they have and may have.
 */
export const SOCKETS_SCRIPT = String.raw`
for t in ss timeout; do command -v $t >/dev/null 2>&1 || { echo "culprit: toolMissing: $t" >&2; exit 127; }; done
exec 5<&0
n=0
look() { echo "== look $n"; l=$(ss -tanp "( sport = :$1 )" 2>&1) || { echo "$l" >&2; exit 4; }; printf '%s\n' "$l" | head -n "$2" | tr -s ' '; n=$((n + 1)); }
echo '== user'; id -u
look "$1" "$3"
timeout "$2" cat <&5 >/dev/null 2>&1 &
w=$!
echo CULPRIT-ARMED
while kill -0 "$w" 2>/dev/null; do
  look "$1" "$3"
  i=0; while [ $i -lt 4 ] && kill -0 "$w" 2>/dev/null; do sleep 0.25 2>/dev/null || { sleep 1; i=4; }; i=$((i + 1)); done
done
echo '== owners'
printf '%s\n' "$l" | grep -o 'pid=[0-9]*' | sort -u | head -n 20 | while IFS== read -r _ p; do
  m=$(grep '^Max open files' "/proc/$p/limits" 2>/dev/null | { read -r _ _ _ soft _; echo "$soft"; })
  c=$(ls "/proc/$p/fd" 2>/dev/null | wc -l)
  echo "$p $c \${m:--}"
done
echo '== end'
`
  .trim()
  .replaceAll("\\$", "$");
