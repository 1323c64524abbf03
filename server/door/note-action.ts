import { z } from "zod";
import { PICTURE_LIMITS, TOO_LARGE, TOO_MANY } from "#machines/journal/picture.ts";
import { id } from "./word.ts";

/** Base64 has four characters for three bytes. */
const MOST_CHARACTERS = Math.ceil(PICTURE_LIMITS.bytes / 3) * 4;

const picture = z.strictObject({
  data: z.string().max(MOST_CHARACTERS, TOO_LARGE).pipe(z.base64()),
  alt: z.string().trim().max(PICTURE_LIMITS.alt).optional(),
});

const shape = {
  id,
  text: z.string().trim().max(20_000),
  pictures: z.array(picture).max(PICTURE_LIMITS.perNote, TOO_MANY).optional(),
};
const saysSomething = ({ text, pictures = [] }: { readonly text: string; readonly pictures?: readonly unknown[] | undefined }): boolean =>
  text !== "" || pictures.length > 0;
const EMPTY = { path: ["text"], message: "A note says or shows something." };

/** Words, pictures, or both. */
const note = z
  .strictObject({
    do: z.literal("note"),
    ...shape,
    /** The entry of the log with one's own note, which from here on reads so. */
    replaces: z.number().int().min(1).optional(),
  })
  .refine(saysSomething, EMPTY);

/** Said while reading it afterwards; `about` is the entry of the log that it is about. */
const reviewNote = z
  .strictObject({ do: z.literal("reviewNote"), ...shape, about: z.number().int().min(1).optional() })
  .refine(saysSomething, EMPTY);

export const noteActions = [note, reviewNote] as const;

export type NoteAction = z.infer<typeof note> | z.infer<typeof reviewNote>;
