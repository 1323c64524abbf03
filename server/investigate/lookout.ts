import type { FailureKind } from "#machines/contract/index.ts";
import { askedOf, REPRODUCTION } from "#machines/evidence/asked.ts";
import { windowOf } from "#machines/evidence/window.ts";
import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { hostsOf, lookOf } from "#machines/journal/brief.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { isNewEvent } from "#machines/journal/watch-part.ts";
import { CULPRIT } from "./bench.ts";
import { collectRound, type RoundRun } from "./collect-round.ts";
import type { Log } from "./log.ts";
import { isReproduced, type Watch } from "./watch-time.ts";
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

interface Book {
  /** Windows without the symptom so far. */
  readonly windows: number;
  trouble: string | null;
  count(state: Exclude<State, "lost">, reason: string): Promise<void>;
  rest(seconds: number): Promise<void>;
  tellWhenDue(): Promise<void>;
}

/** What the log is told of a watch, and when. It goes on with the numbers that stand there. */
async function bookOf({ bench, log, round }: RoundRun, watch: Watch): Promise<Book> {
  const [first] = log.events();
  const goesOn = first?.type === "started" && first.watch !== undefined;
  const before = log.events().findLast((event) => event.type === "watching" && event.round === round.number);
  const last = before?.type === "watching" ? before : null;
  const begun = bench.now().getTime();
  let told = begun;
  let [windows, passed, restSeconds] = [last?.windows ?? 0, last?.passed ?? 0, 0];
  let restTold = false;
  const tell = async (): Promise<void> => {
    const iso = (ms: number): string => new Date(ms).toISOString();
    const [since, until] = [iso(watch.since), iso(watch.until)];
    const { trouble } = book;
    await log.append([
      { type: "watching", round: round.number, windows, since, until, trouble, restSeconds, ...(passed === 0 ? {} : { passed }) },
    ]);
    told = bench.now().getTime();
    restTold = restSeconds > 0;
    book.trouble = null;
  };
  const book: Book = {
    get windows() {
      return windows;
    },
    trouble: null,
    count: async (state, reason) => {
      if (state === "blurred") book.trouble = `A window proved nothing and was measured anew: ${reason}.`;
      else if (state === "shown") passed += 1;
      else windows += 1;
      // What comes back is an event of its own, also after a restart: that it had gone, and that it had not, is told at once.
      if (goesOn && ((state === "quiet" && windows === 1) || (state === "shown" && passed === 1))) await tell();
    },
    rest: async (seconds) => {
      restSeconds = Math.max(restSeconds, seconds);
      // The first rest is told at once: whoever waits for something short has to know.
      if (restSeconds > 0 && !restTold) await tell();
    },
    tellWhenDue: async () => {
      const now = bench.now().getTime();
      if (now - told >= Math.max(FIRST_WORD_MS, (now - begun) * MORE)) await tell();
    },
  };
  await tell();
  return book;
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

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    // A watch rests thousands of times on one signal: none of them is left hanging there.
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener("abort", over, { once: true });
  });
}
