import type { Message } from "#machines/journal/message.ts";

/** A question to people, as its card shows it. */
export type Asking = Extract<Message, { kind: "ask" }>;

/** Always among the replies: nobody has to guess. */
export const UNKNOWN = "I don't know";

/** Where an answer is kept in this tab until it is sent. */
export const draftOf = (base: string, request: string): string => `ask:${base}:${request}`;
