import type { Message } from "#machines/journal/message.ts";

/** A question to people, as its card shows it. */
export type Asking = Extract<Message, { kind: "ask" }>;

/** Always among the replies: nobody has to guess. */
export const UNKNOWN = "I don't know";

/** Where a reply that was chosen is kept in this tab until it is sent. */
export const keptAs = (base: string, request: string): string => `ask:${base}:${request}`;

/** What was chosen, as its button says it; null for nothing, or for what is no reply any more. */
export const sayOf = (chosen: string, choices: Asking["choices"]): string | null =>
  chosen === "?" ? UNKNOWN : (choices[chosen.slice(1)] ?? null);
