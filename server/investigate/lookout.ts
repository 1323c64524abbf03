import type { FailureKind } from "#machines/contract/index.ts";
import { askedOf, REPRODUCTION } from "#machines/evidence/asked.ts";
import { windowOf } from "#machines/evidence/window.ts";
import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { hostsOf, lookOf } from "#machines/journal/brief.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { CULPRIT } from "./bench.ts";
import { collectRound, type RoundRun } from "./collect-round.ts";
import type { Log } from "./log.ts";
import { restMs, workOf } from "./rest.ts";

/** The log learns of a watch that goes on after a minute, and then whenever it has lasted a tenth longer: 60 entries in a day. */
const FIRST_WORD_MS = 60_000;
const MORE = 0.1;
/** How soon a rest ends for whoever wants a host looked at. */
const LOOK_MS = 5_000;
/** After a lost connection: as long as a switch takes to come back, at most. */
const PAUSES_MS = [1_000, 2_000, 5_000, 15_000, 30_000];
/** Windows in a row that proved nothing, for a reason that may pass. A watch of a day must not end because one probe of thousands met a full host. */
const BLURS = 3;

export interface Watch {
  /** When it began, ms since the epoch: the time at which its first window was planned. */
  readonly since: number;
  readonly until: number;
}

/** Until when this investigation watches; null when it does not. From the log alone, so that a restart of the server changes nothing. */
export function watchOf(events: readonly InvestigationEvent[]): Watch | null {
  const first = events[0];
  const seconds = first?.type === "started" ? first.brief.watchSeconds : undefined;
  const planned = events.find((event) => event.type === "roundPlanned" && event.round.reproduction);
  if (seconds === undefined || planned === undefined) return null;
  const since = Date.parse(planned.at);
  return { since, until: since + seconds * 1_000 };
}

/**
 * Collects a round whose window has to show the symptom: quiet windows are thrown away and measured anew until one shows it or the time is up.
 * Only the window that counts is stored, whole, so that a restart in the middle finds nothing half done; what was quiet is told as a number.
 * A connection that is lost meanwhile is opened again, and a window that proved nothing is measured anew, a few times in a row. A window is followed by the rest that its hosts' work asks for. Without one, what was read after
 * a quiet window is what the next one begins with: half the commands, and no counter moves unseen in between.
 */
export async function lookOut(run: RoundRun, watch: Watch, reconnect: () => Promise<void>): Promise<void> {
  const { bench, log, round, signal } = run;
  const begun = bench.now().getTime();
  let windows = 0;
  let told = begun;
  let trouble: string | null = null;
  let losses = 0;
  let blurs = 0;
  let restSeconds = 0;
  let restTold = false;
  let carried: RoundRun["carried"];
  const tell = async (): Promise<void> => {
    const iso = (ms: number): string => new Date(ms).toISOString();
    await log.append([
      { type: "watching", round: round.number, windows, since: iso(watch.since), until: iso(watch.until), trouble, restSeconds },
    ]);
    told = bench.now().getTime();
    restTold = restSeconds > 0;
    trouble = null;
  };
  await tell();
  const everyMs = 1_000 * (factsOf(log.events(), bench.catalogue).runbook.reproduction?.watchEverySeconds ?? 0);
  let work = await workOf(run.hosts, signal);
  while (!signal.aborted) {
    const started = bench.now().getTime();
    const draft = draftOf(log);
    const after = await collectRound({ ...run, log: draft.log, ...(carried === undefined ? {} : { carried }) });
    if (signal.aborted) return;
    const { state, reason } = stateOf(run, draft.log.events());
    const over = bench.now().getTime() >= watch.until;
    blurs = state === "blurred" ? blurs + 1 : 0;
    if (state === "shown" || state === "useless" || blurs >= BLURS || over) return draft.store();
    // The watch goes on when it was looked at; no reading of a quiet window is missed.
    if (await someoneCame(log)) return;
    carried = state === "quiet" ? after : undefined;
    if (state === "lost") {
      trouble = "The connection to a host was lost and opened again.";
      await pause(PAUSES_MS[Math.min(losses++, PAUSES_MS.length - 1)] ?? 0, signal);
      await reconnect();
    } else {
      if (state === "blurred") trouble = `A window proved nothing and was measured anew: ${reason}.`;
      else windows += 1;
      losses = 0;
      const took = bench.now().getTime() - started;
      const now = await workOf(run.hosts, signal);
      const rest = Math.max(everyMs - took, restMs(work, now, took));
      work = now;
      // What moves while nobody looks belongs to no window: then the next one begins with readings of its own.
      if (rest > 0) {
        carried = undefined;
        restSeconds = Math.max(restSeconds, Math.round(rest / 1_000));
        // The first rest is told at once: whoever waits for something short has to know.
        if (restSeconds > 0 && !restTold) await tell();
        if (await someoneCameDuring(log, Math.min(rest, watch.until - bench.now().getTime()), signal)) return;
      }
    }
    const now = bench.now().getTime();
    if (now - told >= Math.max(FIRST_WORD_MS, (now - begun) * MORE)) await tell();
  }
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

type State = "shown" | "quiet" | "lost" | "blurred" | "useless";

/** What a window came to. Blurred: it proved nothing, and the next one may. Useless: so will every other window. */
function stateOf({ bench, round }: RoundRun, events: readonly InvestigationEvent[]): { readonly state: State; readonly reason: string } {
  const facts = factsOf(events, bench.catalogue);
  const mine = facts.answers.filter(({ request }) => request.key.startsWith(`${round.number}.`));
  const failures = mine.flatMap((answer) => ("failure" in answer ? [{ test: answer.request.test, kind: answer.failure.kind }] : []));
  const { proven, shown, counts, reason } = windowOf(askedOf(facts), round.number);
  // A window that lost a host on the way tells half of what happened, so it is measured anew even if it showed the symptom.
  if (failures.some(({ kind }) => LOSSES.has(kind))) return { state: "lost", reason };
  if (counts) return { state: "shown", reason };
  if (proven === true && shown === false) return { state: "quiet", reason };
  return { state: failures.some(({ test, kind }) => test === REPRODUCTION && !PASSING.has(kind)) ? "useless" : "blurred", reason };
}

const LOSSES: ReadonlySet<FailureKind> = new Set(["connectionLost", "unreachable", "channelRefused"]);
/** Failures of a probe that the next one need not meet; a missing tool or a refused right stays as it is. */
const PASSING: ReadonlySet<FailureKind> = new Set(["timedOut", "exited", "truncated", "unparsable", "badFrame"]);

interface Draft {
  readonly log: Log;
  /** Writes all that was appended, at once. */
  readonly store: () => Promise<void>;
}

/** A log that keeps what is appended to itself until it is stored. */
function draftOf(log: Log): Draft {
  const bodies: EventBody[] = [];
  const observations: NonNullable<NonNullable<Parameters<Log["append"]>[1]>["observations"]>[number][] = [];
  const seq = log.events().at(-1)?.seq ?? 0;
  const at = new Date().toISOString();
  return {
    log: {
      ...log,
      events: () => [...log.events(), ...bodies.map((body, index) => ({ ...body, seq: seq + index + 1, at, actor: CULPRIT }))],
      append: (more, { observations: seen = [] } = {}) => {
        bodies.push(...more);
        observations.push(...seen);
        return Promise.resolve();
      },
    },
    store: () => log.append(bodies, { observations }),
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
