import type { Queue } from "../store/queue.ts";
import type { Store } from "../store/store.ts";

/** Often enough for a host that comes back, seldom enough for one that does not. */
const EVERY_MS = 60_000;

/**
 * Puts in line again what nobody else would: a change that is not proven to be undone, for as long as it is not, also when the process that made it is gone, and a
 * watch whose next part was not begun, as the process that came to the verdict ended just then. Once in line is in line, so several processes do no harm.
 */
export function keepGoing({
  store,
  queue,
  everyMs = EVERY_MS,
}: {
  readonly store: Pick<Store, "stuckInvestigations"> & { readonly watches: Pick<Store["watches"], "open"> };
  readonly queue: Pick<Queue, "enqueue">;
  readonly everyMs?: number;
}): () => Promise<void> {
  let ended = false;
  let running: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    // Without a database there is nothing to look at; the next time it may be back.
    const stuck = (await store.stuckInvestigations().catch(() => [])).map(({ id }) => id);
    const watches = await store.watches.open().catch(() => []);
    for (const id of [...stuck, ...watches]) if (!ended) await queue.enqueue(id).catch(() => undefined);
  };
  const timer = setInterval(() => {
    running = running.then(look);
  }, everyMs);
  timer.unref();
  return async () => {
    ended = true;
    clearInterval(timer);
    await running;
  };
}
