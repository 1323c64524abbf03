import { DISCIPLINES, NEITHER } from "../qdisc-script.ts";

/** A sensor that nobody stops ends by itself; a queue is looked at four times a second, at most this often. */
const LOOKS = 240;

/**
 * The queues are full only while it happens, so they are looked at while it happens: the disciplines, and each CPU's receive backlog.
 * The loop ends after the look it is in: one that is cut would be written into the last one.
 */
export const QUEUE_SCRIPT = `
fail() { echo "culprit: $1: $2" >&2; exit 3; }
PATH=$PATH:/usr/sbin:/sbin
${DISCIPLINES}
disciplines >/dev/null 2>&1; [ $? = 127 ] && fail toolMissing '${NEITHER}'
exec 5<&0
look() { echo "== qdisc $1"; disciplines || exit 3; echo "== softnet $1"; cat /proc/net/softnet_stat; }
(
  k=0
  trap 'k=${LOOKS}' TERM
  while [ $k -lt ${LOOKS} ]; do look $k; k=$((k + 1)); sleep 0.25; done
) &
S=$!
trap 'kill $S 2>/dev/null' EXIT
trap 'exit 143' HUP INT TERM PIPE
echo CULPRIT-ARMED
if [ -p /proc/self/fd/5 ]; then timeout 600 cat <&5 >/dev/null 2>&1; else sleep 1; fi
kill $S 2>/dev/null; wait $S 2>/dev/null
trap - EXIT
look last
echo '== end'
`.trim();
