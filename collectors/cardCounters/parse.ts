import type { CommandOutput } from "#machines/contract/collector.ts";
import type { Reading } from "#machines/contract/value.ts";
import { cardsIn } from "../card-rows.ts";
import { requireExitZero } from "../failure.ts";
import { sections } from "../section.ts";

export function parseCardCounters(output: CommandOutput): Reading {
  requireExitZero(output);
  return cardsIn(sections(output));
}
