import { setTimeout as wait } from "node:timers/promises";
import type { Visitor } from "../access/rights.ts";
import { cellsOf, type HostCell } from "../read/sweeps.ts";
import { shownTo } from "../read/shown.ts";
import type { SweepStatus } from "../store/sweeps.ts";
import { web } from "../web.ts";
import { createBell } from "./bell.ts";
import { HEARTBEAT_MS } from "./follow-log.ts";
import { whileSeen } from "./follow.ts";

/** What became of a sweep and of those of its hosts that moved; all of them at first. */
export type SweepNews = { readonly status: SweepStatus; readonly cells: readonly HostCell[] } | { readonly heartbeat: true };

/** Many hosts move at once: so much later they are told together. */
const TOGETHER_MS = 300;

/** How the hosts of a sweep stand, then how they move. Whoever comes back is told all: cells replace cells, so nothing is missed or counted twice. */
export const followSweep = (visitor: Visitor, id: string, gone: AbortSignal): AsyncGenerator<SweepNews> =>
  whileSeen(visitor, gone, (signal) => follow(visitor, id, signal));

async function* follow(visitor: Visitor, id: string, signal: AbortSignal): AsyncGenerator<SweepNews> {
  const { store, hub } = await web();
  const shown = await shownTo(visitor);
  const bell = createBell(signal);
  const leave = hub.subscribe(id, bell.ring);
  const known = new Map<string, number>();
  let told = "";
  try {
    while (!signal.aborted) {
      const rung = bell.next(HEARTBEAT_MS);
      const sweep = await store.sweeps.get(id);
      if (sweep === null) return;
      const logs = await store.sweeps.hosts(id, known);
      for (const { investigation, seq } of logs) known.set(investigation, seq);
      if (logs.length > 0 || told !== sweep.status) {
        told = sweep.status;
        yield shown.value({ status: sweep.status, cells: cellsOf(logs) });
      } else if ((await rung) === "silence") yield { heartbeat: true };
      await wait(TOGETHER_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    leave();
    bell.end();
  }
}
