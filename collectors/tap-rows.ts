import { type Row } from "#machines/contract/value.ts";
import { unparsable } from "./failure.ts";
import { decimal } from "./number.ts";

/** One line a tun or tap device. A descriptor of /dev/net/tun says in fdinfo which device it has: "iff:<TAB>tun0". */
export const TAP_LINES = String.raw`
l=
for d in /sys/class/net/*; do [ -e "$d/tun_flags" ] && l="$l \${d##*/}"; done
if [ -n "$l" ]; then
  o=$(grep -s '^iff:' /proc/[0-9]*/fdinfo/* 2>/dev/null)
  for i in $l; do
    read -r n <"/sys/class/net/$i/statistics/tx_dropped"; read -r q <"/sys/class/net/$i/tx_queue_len"
    p=$(echo "$o" | awk -v i="$i" -F'[:\t ]+' '$NF == i { split($1, w, "/"); print w[3]; exit }')
    c=-; [ -n "$p" ] && read -r c <"/proc/$p/comm"
    echo "tap $i $n $q \${p:--} $c"
  done
fi
`
  .trim()
  .replaceAll("\\$", "$");

export function tapsIn(lines: readonly string[]): readonly Row[] {
  return lines
    .filter((line) => line !== "")
    .map((line) => {
      const [, name = "", dropped, length, program = "-"] =
        /^tap (\S+) (\d+) (\d+) \S+ (.+)$/.exec(line) ?? unparsable(`"${line.slice(0, 40)}" is not a tap`);
      return {
        key: program === "-" ? name : `${name} (${program})`,
        dropped: decimal(dropped, `${name} dropped`),
        queueLength: decimal(length, `${name} queue`),
      };
    });
}
