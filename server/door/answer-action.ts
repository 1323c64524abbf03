import { z } from "zod";

const MOST_TYPED = 2_000;

/** One of the three: a quick reply, what was typed, or that nobody knows. */
export const answerAction = z
  .strictObject({
    do: z.literal("answer"),
    id: z.string().min(1).max(64),
    request: z.string().min(1).max(200),
    choice: z.string().min(1).max(80).optional(),
    typed: z.string().trim().min(1).max(MOST_TYPED).optional(),
    unknown: z.literal(true).optional(),
  })
  .refine((action) => givenIn(action) === 1, {
    path: ["choice"],
    message: "Say one thing: a choice, something typed, or that it is unknown.",
  });

export type AnswerAction = z.infer<typeof answerAction>;

const givenIn = ({ choice, typed, unknown }: { readonly choice?: unknown; readonly typed?: unknown; readonly unknown?: unknown }): number =>
  [choice, typed, unknown].filter((each) => each !== undefined).length;
