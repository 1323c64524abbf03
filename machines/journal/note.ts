import type { InvestigationEvent } from "./event.ts";
import type { Message, ShownPicture } from "./message.ts";
import { removedPictures } from "./noted-pictures.ts";
import type { Picture } from "./picture.ts";
import { ofType } from "./select.ts";

type Noted = Extract<InvestigationEvent, { type: "noted" }>;

/** A note as it reads now, and every entry of the log that made it so: what it said first, then what its author made of it. */
export interface NoteAsItIs {
  readonly first: Noted;
  readonly versions: readonly Noted[];
}

/** The notes of a log, each where it was said first. The log keeps what was said before; nobody changes what somebody else said. */
export function notesOf(events: readonly InvestigationEvent[]): readonly NoteAsItIs[] {
  const notes = new Map<number, Noted[]>();
  for (const event of ofType(events, "noted")) {
    const earlier = event.replaces === undefined ? undefined : notes.get(event.replaces);
    if (earlier?.[0]?.actor.id === event.actor.id) earlier.push(event);
    else notes.set(event.seq, [event]);
  }
  return [...notes.values()].flatMap((versions) => (versions[0] === undefined ? [] : [{ first: versions[0], versions }]));
}

/** The last note of this person, as it reads now; null where they wrote none. */
export function lastNoteBy(events: readonly InvestigationEvent[], person: string): { readonly seq: number; readonly text: string } | null {
  const mine = notesOf(events).findLast(({ first }) => first.actor.kind === "person" && first.actor.id === person);
  return mine === undefined ? null : { seq: mine.first.seq, text: mine.versions.at(-1)?.text ?? "" };
}

/** Why this person may not replace that entry of the log; null: they may. */
export function whyNotReplaced(events: readonly InvestigationEvent[], replaces: number, person: string): string | null {
  const note = notesOf(events).find(({ first }) => first.seq === replaces)?.first;
  if (note === undefined) return `There is no note at event ${replaces}.`;
  return note.actor.id === person ? null : `That note is by ${note.actor.name}. Everybody changes their own notes only.`;
}

/** The notes of a log as its conversation shows them. */
export const noteMessages = (events: readonly InvestigationEvent[]): readonly Message[] =>
  notesOf(events).map((note) => noted(note, events));

/** A note stands where it was said first, as its author left it. */
function noted({ first, versions }: NoteAsItIs, events: readonly InvestigationEvent[]): Message {
  const pictures = versions.flatMap((one) => one.pictures ?? []);
  const before = versions.slice(0, -1).map(({ text, at }) => ({ text, at }));
  return {
    ...{ key: `e${first.seq}`, seq: first.seq, seqs: versions.map(({ seq }) => seq), at: first.at, thread: null },
    kind: "note",
    actor: first.actor,
    text: versions.at(-1)?.text ?? first.text,
    ...(before.length === 0 ? {} : { before }),
    ...shownPictures(pictures.length === 0 ? undefined : pictures, events),
  };
}

/** As they are now: what was removed is told, and not shown. */
export function shownPictures(
  pictures: readonly Picture[] | undefined,
  events: readonly InvestigationEvent[],
): { readonly pictures?: readonly ShownPicture[] } {
  if (pictures === undefined) return {};
  const gone = removedPictures(events);
  return { pictures: pictures.map((picture) => ({ ...picture, removed: gone.has(picture.sha256) })) };
}
