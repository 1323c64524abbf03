import type { CommandOutput } from "#machines/contract/collector.ts";
import type { Reading } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal, sum } from "../number.ts";

/** A descriptor of /dev/net/tun says in fdinfo which device it has: "iff:<TAB>tun0". */
export const TAP_SCRIPT = String.raw`
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
echo end
`
  .trim()
  .replaceAll("\\$", "$");

export function parseTaps(output: CommandOutput): Reading {
  requireExitZero(output);
  const lines = output.stdout.split("\n");
  if (!/(^|\n)end\n$/.test(output.stdout)) unparsable("the output ends before its last line");
  const rows = lines
    .filter((line) => line !== "" && line !== "end")
    .map((line) => {
      const [, name = "", dropped, length, program = "-"] =
        /^tap (\S+) (\d+) (\d+) \S+ (.+)$/.exec(line) ?? unparsable(`"${line.slice(0, 40)}" is not a tap`);
      return {
        key: program === "-" ? name : `${name} (${program})`,
        dropped: decimal(dropped, `${name} dropped`),
        queueLength: decimal(length, `${name} queue`),
      };
    });
  return {
    fields: {
      taps: rows.length,
      dropped: sum(
        rows.map(({ dropped }) => dropped),
        "dropped",
      ),
    },
    tables: { taps: rows },
  };
}
