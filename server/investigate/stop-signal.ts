import type { Log } from "./log.ts";
import { statusOf } from "./status.ts";

/** How soon a person's Stop reaches a running command. */
const LOOK_MS = 400;

/** Aborts the step in progress as soon as a person stops the investigation, or when the worker itself is told to end. */
export function stopSignal(log: Log, outer: AbortSignal): { readonly signal: AbortSignal; end(): void } {
  const inner = new AbortController();
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    log
      .peek()
      .then((events) => {
        if (statusOf(events) === "stopped") inner.abort(new Error("stopped by a person"));
      })
      // The database being away for a moment is the append's problem; it will say so.
      .catch((error: unknown) => inner.signal.aborted || void error)
      .finally(() => (looking = false));
  }, LOOK_MS);
  timer.unref();
  return { signal: AbortSignal.any([outer, inner.signal]), end: () => clearInterval(timer) };
}
