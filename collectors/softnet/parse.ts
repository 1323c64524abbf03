import type { CommandOutput } from "#machines/contract/collector.ts";
import type { Reading } from "#machines/contract/value.ts";
import { requireExitZero } from "../failure.ts";
import { sections } from "../section.ts";
import { softnetIn } from "../softnet-rows.ts";

export function parseSoftnet(output: CommandOutput): Reading {
  requireExitZero(output);
  return softnetIn(sections(output));
}
