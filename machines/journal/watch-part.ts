import type { Verdict } from "../contract/index.ts";
import { utcSecondsWords, utcWords } from "../explain/time.ts";

/** Which part of a watch an investigation is, where the watch goes on after an event that was judged: all that it needs to know of what came before. */
export interface WatchPart {
  /** The investigation that the watch began with. */
  readonly first: string;
  /** Which event it waits for: 2, 3 and so on. */
  readonly event: number;
  /** Of the whole watch. */
  readonly since: string;
  readonly until: string;
  /** Until then its hosts rest: what the event before cost them is below 1 % of a core by then. */
  readonly from: string;
  /** How the event before ended (`verdictKey`), and how many in a row had ended like that. */
  readonly verdict: string;
  readonly alike: number;
  /** Until then what has not gone, and what came several times alike, is not judged again. */
  readonly restUntil: string;
}

/** So many events are judged in one watch. */
export const MOST_EVENTS = 20;
/** So many in a row that end alike are judged each time the symptom comes back; from then on it rests, too. */
const AT_ONCE = 5;
const MINUTE_MS = 60_000;
const LONGEST_REST_MS = 60 * MINUTE_MS;

/** Found again after a restart by its id alone, so that no event has two. */
export const partId = (first: string, event: number): string => `${first}-e${event}`;

/** How such an id ends, for JavaScript and PostgreSQL alike. Nothing else ends so: the last part of a UUID has twelve digits. */
export const PART_ID = "-e([0-9]{1,3})$";
const ENDS = new RegExp(PART_ID);

/** Which event an investigation was begun for; 1 for any that no watch went on with. */
export const eventOfId = (id: string): number => Number(ENDS.exec(id)?.[1] ?? 1);

/** The investigation that the watch of this one began with: itself, if none came before. */
export const firstOfId = (id: string): string => id.replace(ENDS, "");

/** All that a watch can come to have. */
export const partIds = (first: string): readonly string[] => [
  first,
  ...Array.from({ length: MOST_EVENTS - 1 }, (_, index) => partId(first, index + 2)),
];

/** Two events ended alike when this is the same. */
export const verdictKey = ({ kind, causes }: Pick<Verdict, "kind" | "causes">): string =>
  [kind, ...causes.map(({ instance }) => instance).sort()].join(" ");

/** A minute after the first of its kind, then twice as long each time, an hour at most. */
export const restAfter = (alike: number): number => Math.min(MINUTE_MS * 2 ** Math.max(0, alike - 1), LONGEST_REST_MS);

/** Whether a window that shows the symptom is an event of its own. `wasQuiet`: a window without it was seen since the event before. */
export const isNewEvent = (
  { alike, restUntil }: WatchPart,
  { now, wasQuiet }: { readonly now: number; readonly wasQuiet: boolean },
): boolean => now >= Date.parse(restUntil) || (wasQuiet && alike < AT_ONCE);

/** "The watch waits for event 3, until 2026-11-21 18:05 UTC" */
export const sayGoesOn = ({ part: { event, until } }: { readonly part: WatchPart }): string =>
  `The watch waits for event ${event}, until ${utcWords(until)}`;

/** Which part of which watch an investigation is, for whoever reads it alone. */
export const sayPart = ({ event, first, since, until }: WatchPart): string =>
  `For event ${event} of a watch from ${utcWords(since)} to ${utcWords(until)}, which began with investigation ${first}.`;

/** What is not judged again so soon. */
export function sayRest({ alike, restUntil, from }: WatchPart): string {
  const again = sayAgain(alike, restUntil);
  const judgedAt = Date.parse(restUntil) - restAfter(alike);
  if (Date.parse(from) <= judgedAt) return again;
  return `The hosts rest until ${utcSecondsWords(from)}, so that what this event cost them stays below 1 % of a core: what comes and goes before then is missed. ${again}`;
}

function sayAgain(alike: number, restUntil: string): string {
  const at = utcWords(restUntil);
  return alike < AT_ONCE
    ? `What has not gone is judged again from ${at} on; what goes and comes back is judged at once.`
    : `${alike} events in a row ended alike: the next one like them is judged from ${at} on.`;
}
