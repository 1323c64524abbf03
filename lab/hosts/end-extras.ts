import { end } from "./process.ts";
import { must } from "./run.ts";
import type { Extra } from "./state.ts";

/**
 * Both at once: a process in a control group without CPU time, or one that waits for a frozen file system, is gone only once that is
 * undone. An undo waits for what could still make it anew.
 */
export const endExtras = async (extras: readonly Extra[]): Promise<void> => {
  const undoing = async () => {
    for (const extra of extras.toReversed()) if (extra.kind === "undo") await must(extra.argv);
  };
  await Promise.all([undoing(), ...extras.map((extra) => (extra.kind === "undo" ? Promise.resolve() : end(extra.ref)))]);
};
