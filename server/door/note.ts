import { createHash } from "node:crypto";
import { whyNotReplaced } from "#machines/journal/note.ts";
import { picturesIn, removedPictures } from "#machines/journal/noted-pictures.ts";
import { PICTURE_LIMITS, sayBytes, type Picture } from "#machines/journal/picture.ts";
import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import type { StoredPicture } from "../journal.ts";
import { cleanPicture } from "../pictures/clean.ts";
import type { ActResult } from "./action.ts";
import type { NoteAction } from "./note-action.ts";
import { notFound } from "./not-found.ts";
import type { Office } from "./office.ts";
import { whyNotReviewed } from "./review.ts";

interface Shown {
  readonly picture: Picture;
  readonly stored: StoredPicture;
}

/** Somebody else may add pictures in the same moment; then the room that is left is looked at again. */
const TRIES = 20;

/** A note, with its pictures in the same write: whoever reads the note can see them, and what was sent halfway left nothing behind. */
export async function addNote(office: Office, actor: Actor, action: NoteAction): Promise<ActResult> {
  const { id, pictures = [] } = action;
  const shown: Shown[] = [];
  for (const [index, { data, alt }] of pictures.entries()) {
    const cleaned = cleanPicture(Buffer.from(data, "base64"));
    if ("say" in cleaned) return refused(pictures.length === 1 ? cleaned.say : `Picture ${index + 1}: ${cleaned.say}`, `pictures.${index}`);
    const { bytes: content, type, width, height } = cleaned;
    const sha256 = createHash("sha256").update(content).digest("hex");
    const picture = { sha256, type, bytes: content.length, width, height, ...(alt === undefined || alt === "" ? {} : { alt }) };
    shown.push({ picture, stored: { sha256, type, content } });
  }
  const body = bodyOf(action, shown);
  const stored = [...new Map(shown.map((one) => [one.stored.sha256, one.stored])).values()];
  for (let tried = 0; tried < TRIES; tried += 1) {
    const events = await office.journal.read(id);
    const last = events.at(-1)?.seq;
    if (last === undefined) return notFound("investigation", id);
    const not = whyNot(action, events, actor);
    if (not !== null) return refused(not.say, not.field, 409);
    const over = beyond(events, shown);
    if (over !== null) return refused(over, "pictures", 409);
    const expected = stored.length === 0 ? null : last;
    const appended = await office.journal.append(id, { expected, events: [{ body, actor }], pictures: stored });
    if (appended.ok) return { ok: true, id };
    if (appended.why !== "moved") return notFound("investigation", id);
  }
  return refused("So much is being added here that the pictures found no place. Nothing was added; try again.", "pictures", 409);
}

function bodyOf(action: NoteAction, shown: readonly Shown[]): Extract<EventBody, { type: "noted" | "reviewNoted" }> {
  const said = { text: action.text, ...(shown.length === 0 ? {} : { pictures: shown.map(({ picture }) => picture) }) };
  if (action.do === "reviewNote") return { type: "reviewNoted", ...said, ...(action.about === undefined ? {} : { about: action.about }) };
  return { type: "noted", ...said, ...(action.replaces === undefined ? {} : { replaces: action.replaces }) };
}

/** Why this note cannot be added here; null: it can. */
function whyNot(
  action: NoteAction,
  events: readonly InvestigationEvent[],
  { id: person }: Actor,
): { readonly say: string; readonly field: string } | null {
  if (action.do === "note") {
    const say = action.replaces === undefined ? null : whyNotReplaced(events, action.replaces, person);
    return say === null ? null : { say, field: "replaces" };
  }
  const say = whyNotReviewed(events);
  if (say !== null) return { say, field: "id" };
  return (action.about ?? 0) > (events.at(-1)?.seq ?? 0) ? { say: `There is no event ${action.about}.`, field: "about" } : null;
}

const refused = (message: string, field: string, status: 400 | 409 = 400): ActResult => ({
  ok: false,
  status,
  message,
  fields: { [field]: message },
});

/** Why there is no room left for these; null: there is. The same picture takes room once. */
function beyond(events: readonly InvestigationEvent[], shown: readonly Shown[]): string | null {
  const gone = removedPictures(events);
  const kept = new Map([...picturesIn(events)].filter(([sha256]) => !gone.has(sha256)));
  const before = sum(kept.values());
  for (const { picture } of shown) kept.set(picture.sha256, picture);
  if (shown.length === 0 || sum(kept.values()) <= PICTURE_LIMITS.bytesPerInvestigation) return null;
  const left = Math.max(0, PICTURE_LIMITS.bytesPerInvestigation - before);
  return `An investigation takes ${PICTURE_LIMITS.bytesPerInvestigation / 1024 / 1024} MiB of pictures, and ${left < 1_000 ? "none of it is" : `${sayBytes(left)} of it are`} left.`;
}

const sum = (pictures: Iterable<Picture>): number => [...pictures].reduce((all, { bytes }) => all + bytes, 0);
