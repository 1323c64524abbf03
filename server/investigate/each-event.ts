import { WATCH_SECONDS, type Catalogue } from "#machines/contract/index.ts";
import { askedOf } from "#machines/evidence/asked.ts";
import { windowOf } from "#machines/evidence/window.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { MOST_EVENTS, partId, restAfter, verdictKey, type WatchPart } from "#machines/journal/watch-part.ts";
import type { Journal } from "../journal.ts";
import { watchOf } from "./watch-time.ts";

export type GoesOn = Extract<EventBody, { type: "watchGoesOn" }>;

interface From {
  readonly id: string;
  readonly catalogue: Catalogue;
  readonly now: number;
  /** How long its hosts have to rest after this event. */
  readonly restMs: number;
  /** Why nothing more is begun for whoever started it; null or absent: they still may. */
  readonly refused?: string | null;
}

/**
 * What becomes of a watch after the verdict of this log: it waits for its next event, or is over, and why. Null where nobody asked for each event, there is no
 * verdict, or it is written already.
 */
export function afterVerdict(
  events: readonly InvestigationEvent[],
  { id, catalogue, now, restMs, refused = null }: From,
): EventBody | null {
  const [first] = events;
  const concluded = events.findLast((event) => event.type === "concluded");
  if (first?.type !== "started" || first.brief.watchEach !== true || concluded === undefined || isTold(events)) return null;
  const watch = watchOf(events);
  const { shown, reason } = showed(events, catalogue);
  const part = first.watch;
  const lasted = part !== undefined && shown && !wasQuiet(events);
  const over = (why: string): EventBody => ({ type: "watchOver", reason: why, judged: shown, lasted });
  const event = part?.event ?? 1;
  if (events.some(({ type }) => type === "stopped")) return over("A person stopped it.");
  if (watch === null) return over("It never began: no window was measured.");
  if (!shown)
    return over(concluded.verdict.kind === "symptomAbsent" ? "Its time is up." : `No window could show the symptom any more: ${reason}.`);
  if (events.some(({ type, actor }) => type === "answered" && actor.kind === "person"))
    return over("The verdict needed a person, and nobody is asked again and again. Start it again to watch on.");
  if (events.some(({ type }) => type === "changeApproved"))
    return over("A change of a host was approved: what it does there would be judged as an event of its own.");
  if (refused !== null) return over(refused);
  if (event >= MOST_EVENTS) return over(`${MOST_EVENTS} events were judged, which is the most for one watch. Start it again to watch on.`);
  const left = watch.until - now;
  if (left < WATCH_SECONDS.least * 1_000) return over("Its time is up.");
  if (left - restMs < WATCH_SECONDS.least * 1_000)
    return over("What this event cost its hosts takes a rest that lasts until the time is up. Start it again, for longer, to watch on.");
  const verdict = verdictKey(concluded.verdict);
  const alike = part?.verdict === verdict ? part.alike + 1 : 1;
  const next: WatchPart = {
    ...{ first: part?.first ?? id, event: event + 1, verdict, alike },
    since: part?.since ?? new Date(watch.since).toISOString(),
    until: new Date(watch.until).toISOString(),
    from: new Date(now + restMs).toISOString(),
    restUntil: new Date(now + restAfter(alike)).toISOString(),
  };
  return { type: "watchGoesOn", to: partId(next.first, next.event), part: next, lasted };
}

const isTold = (events: readonly InvestigationEvent[]): boolean =>
  events.some(({ type }) => type === "watchGoesOn" || type === "watchOver" || type === "imported");

/** A window without the symptom was seen in this log. */
const wasQuiet = (events: readonly InvestigationEvent[]): boolean => events.some((event) => event.type === "watching" && event.windows > 0);

/** Whether a window of this log was proven and showed the symptom; if not, why the last one did not. */
function showed(events: readonly InvestigationEvent[], catalogue: Catalogue): { readonly shown: boolean; readonly reason: string } {
  const asked = askedOf(factsOf(events, catalogue));
  const rounds = events.flatMap((event) => (event.type === "roundPlanned" && event.round.reproduction ? [event.round.number] : []));
  const windows = rounds.map((round) => windowOf(asked, round));
  return { shown: windows.some(({ counts }) => counts), reason: windows.at(-1)?.reason ?? "none was measured" };
}

export const goesOn = (events: readonly InvestigationEvent[]): GoesOn | null =>
  events.some(({ type }) => type === "imported") ? null : (events.find((event) => event.type === "watchGoesOn") ?? null);

/** Enters the investigation of the next event, for whoever started the watch, unless it is there. Whoever comes to it first does it: the log says all that it is. */
export async function enterNext(journal: Journal, events: readonly InvestigationEvent[], { to, part }: GoesOn): Promise<void> {
  const [first] = events;
  if (first?.type !== "started") throw new TypeError("the log does not begin with started");
  if ((await journal.read(to)).length > 0) return;
  const { runbook, practice, actor } = first;
  const hosts = hostsOf(events);
  const title = events.findLast((event) => event.type === "titled")?.title ?? first.title;
  const created = await journal.create({ id: to, title, runbook, hostNames: hosts.map(({ name }) => name), practice, actor }).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  const body: EventBody = { type: "started", title, runbook, brief: { ...first.brief, hosts }, practice, watch: part };
  const appended = await journal.append(to, { expected: 0, events: [{ body, actor }] });
  // Created and not begun, or begun by another process just now: both are as wanted.
  if (!appended.ok && appended.why === "gone") throw created ?? new Error(`${to} could not be entered`);
}
