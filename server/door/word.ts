import { z } from "zod";

/** Control characters, halves of pairs, ends of lines, and those that turn the direction of what follows: a name that holds one is read as another. */
const UNSEEN = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** What is shown in one line among others: a name, a title. */
export const word = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((text) => !UNSEEN.test(text), "holds characters that nobody sees");

/** What something is asked for by. No column of text holds a NUL or half of a pair of surrogates, and nothing is called so: it is refused before a query has it. */
export const named = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => !text.includes("\0") && text.isWellFormed(), "holds a NUL, or half of a character");

/** Of an investigation, a host, an account and so on. */
export const id = named(64);
