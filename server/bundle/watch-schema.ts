import { z } from "zod";

const name = z.string().min(1).max(200);
const count = z.number().int().min(0);
const when = z.iso.datetime();

/** Which part of a watch an investigation is. */
export const watchPart = z.looseObject({
  ...{ first: name, event: count.min(2), alike: count.min(1), verdict: z.string() },
  ...{ since: when, until: when, from: when, restUntil: when },
});

/** What a log says of a watch. `entry` is what every entry has. */
export const watchEntries = <E extends z.core.$ZodLooseShape>(entry: E) =>
  [
    z.looseObject({ ...entry, type: z.literal("watching"), round: count, windows: count, passed: count.optional() }),
    z.looseObject({ ...entry, type: z.literal("watchGoesOn"), to: name, part: watchPart, lasted: z.boolean() }),
    z.looseObject({ ...entry, type: z.literal("watchOver"), reason: z.string(), judged: z.boolean(), lasted: z.boolean() }),
  ] as const;
