import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import type { Evidence } from "#machines/contract/index.ts";
import type { Journal, NewObservation } from "../journal.ts";
import { CULPRIT } from "./bench.ts";

/** The worker lost the right to write: another one has the investigation, or it is gone. Nothing was written. */
export class Fenced extends Error {
  override readonly name = "Fenced";
}

export interface Log {
  readonly id: string;
  /** All events up to the last append or refresh. */
  readonly events: () => readonly InvestigationEvent[];
  /** Appends after what people may have added meanwhile, in one transaction. @throws Fenced */
  readonly append: (
    bodies: readonly EventBody[],
    more?: { observations?: readonly NewObservation[]; evidence?: readonly Evidence[] },
  ) => Promise<void>;
  /** Appends only if nobody added anything since; false: somebody did, and it is read now. For what rests on how the log stood. @throws Fenced */
  readonly appendUnmoved: (bodies: readonly EventBody[], more?: { evidence?: readonly Evidence[] }) => Promise<boolean>;
  /** Reads what others added. */
  readonly refresh: () => Promise<readonly InvestigationEvent[]>;
  /** All events as they are now, without taking them over. */
  readonly peek: () => Promise<readonly InvestigationEvent[]>;
}

/** One investigation's log, as the worker holding `lease` sees it. */
export async function openLog(journal: Journal, id: string, lease: string): Promise<Log> {
  const events: InvestigationEvent[] = [...(await journal.read(id))];
  const last = (): number => events.at(-1)?.seq ?? 0;
  const refresh = async (): Promise<readonly InvestigationEvent[]> => {
    const fresh = await journal.read(id, last());
    events.push(...fresh);
    return fresh;
  };
  return {
    id,
    events: () => events,
    refresh,
    peek: async () => [...events, ...(await journal.read(id, last()))],
    appendUnmoved: async (bodies, more = {}) => {
      const appended = await journal.append(id, {
        expected: last(),
        events: bodies.map((body) => ({ body, actor: CULPRIT })),
        lease,
        ...more,
      });
      if (appended.ok) events.push(...appended.events);
      else if (appended.why !== "moved") throw new Fenced(`investigation ${id}: ${appended.why}`);
      else await refresh();
      return appended.ok;
    },
    append: async (bodies, more = {}) => {
      for (;;) {
        const appended = await journal.append(id, {
          expected: last(),
          events: bodies.map((body) => ({ body, actor: CULPRIT })),
          lease,
          ...more,
        });
        if (appended.ok) {
          events.push(...appended.events);
          return;
        }
        if (appended.why !== "moved") throw new Fenced(`investigation ${id}: ${appended.why}`);
        await refresh();
      }
    },
  };
}
