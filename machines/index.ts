import type { collectors, derivations } from "#collectors";
import type { Authored } from "./author.ts";
import type { personSpec } from "./contract/ask.ts";
import type { Runbook } from "./contract/index.ts";

export type { Runbook } from "./contract/index.ts";

/** The author's door: checks a runbook against the collectors while it is typed, and returns it unchanged. */
export function defineRunbook<
  const H extends string,
  const T extends string,
  const R extends string,
  const I extends string,
  const M extends string,
>(runbook: Authored<typeof collectors & typeof derivations & { readonly person: typeof personSpec }, H, T, R, I, M>): Runbook;
export function defineRunbook(runbook: unknown): unknown {
  return runbook;
}
