import { z } from "zod";

/** One of the two: a quick reply, or that nobody knows. */
export const answerAction = z
  .strictObject({
    do: z.literal("answer"),
    id: z.string().min(1).max(64),
    request: z.string().min(1).max(200),
    choice: z.string().min(1).max(80).optional(),
    unknown: z.literal(true).optional(),
  })
  .refine(({ choice, unknown }) => (choice === undefined) !== (unknown === undefined), {
    path: ["choice"],
    message: "Say one thing: a choice, or that it is unknown.",
  });

export type AnswerAction = z.infer<typeof answerAction>;
