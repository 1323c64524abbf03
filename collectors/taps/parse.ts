import type { CommandOutput } from "#machines/contract/collector.ts";
import type { Reading } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { sum } from "../number.ts";
import { TAP_LINES, tapsIn } from "../tap-rows.ts";

export const TAP_SCRIPT = `${TAP_LINES}\necho end`;

export function parseTaps(output: CommandOutput): Reading {
  requireExitZero(output);
  if (!/(^|\n)end\n$/.test(output.stdout)) unparsable("the output ends before its last line");
  const rows = tapsIn(output.stdout.split("\n").filter((line) => line !== "end"));
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
