import type { InvestigationEvent } from "#machines/journal/event.ts";
import { hostsOf, lookOf } from "#machines/journal/brief.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { isNewEvent } from "#machines/journal/watch-part.ts";
import { collectRound } from "./collect-round.ts";
import { draftOf } from "./draft.ts";
import type { Log } from "./log.ts";
import { pause } from "./pause.ts";
import { restMs, workOf } from "./rest.ts";
import type { RoundRun } from "./round-run.ts";
import { bookOf } from "./watch-book.ts";
import { isReproduced, type Watch } from "./watch-time.ts";
import { stateOf } from "./window-state.ts";

/** How soon a rest ends for whoever wants a host looked at. */
const LOOK_MS = 5_000;
/** After a lost connection: as long as a switch takes to come back, at most. */
const PAUSES_MS = [1_000, 2_000, 5_000, 15_000, 30_000];
/** Windows in a row that proved nothing, for a reason that may pass. A watch of a day must not end because one probe of thousands met a full host. */
const BLURS = 3;

/**
 * Collects a round whose window has to show the symptom: quiet windows are thrown away and measured anew until one shows it or the time is up.
 * Only the window that counts is stored, whole, so that a restart in the middle finds nothing half done; what was quiet is told as a number.
 * A connection that is lost meanwhile is opened again, and a window that proved nothing is measured anew, a few times in a row. A window is followed by the rest that its hosts' work asks for. Without one, what was read after
 * a quiet window is what the next one begins with: half the commands, and no counter moves unseen in between. Where the watch judges each event, a window that shows what was judged just before is thrown away, too.
 */
export async function lookOut(run: RoundRun, watch: Watch, reconnect: () => Promise<void>): Promise<void> {
  const { bench, log, round, signal } = run;
  const book = await bookOf(run, watch);
  let losses = 0;
  let blurs = 0;
  let carried: RoundRun["carried"];
  const everyMs = 1_000 * (factsOf(log.events(), bench.catalogue).runbook.reproduction?.watchEverySeconds ?? 0);
  let work = await workOf(run.hosts, signal);
  while (!signal.aborted) {
    const started = bench.now().getTime();
    const draft = draftOf(log);
    const after = await collectRound({ ...run, log: draft.log, ...(carried === undefined ? {} : { carried }) });
    if (signal.aborted) return;
    const { state, reason } = stateOf(run, draft.log.events());
    const now = bench.now().getTime();
    const isOld = state === "shown" && isSameEvent(log.events(), round.number, { now, wasQuiet: book.windows > 0 });
    blurs = state === "blurred" ? blurs + 1 : 0;
    if ((state === "shown" && !isOld) || state === "useless" || blurs >= BLURS || now >= watch.until) return draft.store();
    // The watch goes on when it was looked at; no reading of a quiet window is missed.
    if (await someoneCame(log)) return;
    carried = state === "quiet" ? after : undefined;
    if (state === "lost") {
      book.trouble = "The connection to a host was lost and opened again.";
      await pause(PAUSES_MS[Math.min(losses++, PAUSES_MS.length - 1)] ?? 0, signal);
      await reconnect();
    } else {
      await book.count(state, reason);
      losses = 0;
      const took = bench.now().getTime() - started;
      const worked = await workOf(run.hosts, signal);
      const rest = Math.max(everyMs - took, restMs(work, worked, took));
      work = worked;
      // What moves while nobody looks belongs to no window: then the next one begins with readings of its own.
      if (rest > 0) {
        carried = undefined;
        await book.rest(Math.round(rest / 1_000));
        if (await someoneCameDuring(log, Math.min(rest, watch.until - bench.now().getTime()), signal)) return;
      }
    }
    await book.tellWhenDue();
  }
}

/** A window shows what was judged just before. Once one was judged here, whatever shows belongs to it. */
function isSameEvent(events: readonly InvestigationEvent[], round: number, at: Parameters<typeof isNewEvent>[1]): boolean {
  const [first] = events;
  const reproduced = events.find(isReproduced);
  if (first?.type !== "started" || first.watch === undefined || reproduced?.type !== "roundPlanned") return false;
  return reproduced.round.number === round && !isNewEvent(first.watch, at);
}

async function someoneCame(log: Log): Promise<boolean> {
  const events = await log.peek();
  return hostsOf(events).some(({ key }) => lookOf(events, key) === "looking");
}

/** Rests for so long; true as soon as somebody came. */
async function someoneCameDuring(log: Log, ms: number, signal: AbortSignal): Promise<boolean> {
  for (let left = ms; left > 0 && !signal.aborted; left -= LOOK_MS) {
    await pause(Math.min(left, LOOK_MS), signal);
    if (await someoneCame(log)) return true;
  }
  return false;
}
