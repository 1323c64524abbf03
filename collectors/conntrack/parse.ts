import type { CommandOutput } from "#machines/contract/collector.ts";
import type { Reading, Row } from "#machines/contract/value.ts";
import { requireExitZero, requireWholeLines, unparsable } from "../failure.ts";
import { decimal } from "../number.ts";
import { conntrackRow, sumConntrack } from "../conntrack-rows.ts";

const U32 = 0xffff_ffff;

export function parseConntrackText(output: CommandOutput): Reading {
  requireExitZero(output);
  requireWholeLines(output.stdout);
  return sumConntrack(
    output.stdout
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map(row),
  );
}

function row(line: string): Row {
  const columns = new Map<string, number>();
  for (const word of line.trim().split(/\s+/)) {
    const [, name = "", digits] = /^([a-z_]+)=(.*)$/.exec(word) ?? unparsable(`"${word.slice(0, 40)}" is not name=number`);
    const value = decimal(digits, name);
    columns.set(name, typeof value === "number" && value <= U32 ? value : unparsable(`${name}=${digits} is larger than 32 bits`));
  }
  const cpu = columns.get("cpu") ?? unparsable("a row without cpu=");
  return conntrackRow(String(cpu), columns);
}
