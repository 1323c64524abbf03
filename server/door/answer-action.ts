import { z } from "zod";
import { id, named } from "./word.ts";

/** One of the two: a quick reply, or that nobody knows. */
export const answerAction = z
  .strictObject({
    do: z.literal("answer"),
    id,
    request: named(200),
    choice: named(80).optional(),
    unknown: z.literal(true).optional(),
  })
  .refine(({ choice, unknown }) => (choice === undefined) !== (unknown === undefined), {
    path: ["choice"],
    message: "Say one thing: a choice, or that it is unknown.",
  });

export type AnswerAction = z.infer<typeof answerAction>;
