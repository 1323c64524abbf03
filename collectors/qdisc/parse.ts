import type { CommandOutput } from "#machines/contract/collector.ts";
import type { Reading } from "#machines/contract/value.ts";
import { requireExitZero } from "../failure.ts";
import { qdiscsIn } from "../qdisc-text.ts";

export function parseQdiscText(output: CommandOutput): Reading {
  requireExitZero(output);
  return qdiscsIn(output.stdout);
}
