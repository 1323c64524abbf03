import { createHash } from "node:crypto";
import type { Actor, InvestigationEvent } from "#machines/journal/event.ts";

/** One entry of the record of who did what. */
export interface Deed {
  readonly at: string;
  readonly actor: Actor;
  /** An action of the door, or `ended` and `outputsRemoved` of Culprit itself. */
  readonly action: string;
  /** `done`, or the status with which it was refused. */
  readonly outcome: string;
  /** What and where: addresses of hosts, an investigation, a fingerprint. No secret, no text that people wrote. */
  readonly about: Readonly<Record<string, unknown>>;
}

/** As it is kept: its text, and the hash over it and the hash before it. */
export interface Link {
  readonly n: number;
  /** JSON of a deed. The hash is of this text, whatever reads it. */
  readonly text: string;
  readonly hash: string;
}

/** Before the first entry. */
export const BEGINNING = "0".repeat(64);

export const hashOfLink = (before: string, n: number, text: string): string =>
  createHash("sha256").update(`${before}\n${n}\n${text}`).digest("hex");

/** What is wrong with a chain, as a sentence; null for nothing. */
export function breakIn(links: readonly Link[], after: Pick<Link, "n" | "hash"> = { n: 0, hash: BEGINNING }): string | null {
  let { n: last, hash: before } = after;
  for (const { n, text, hash } of links) {
    if (n !== last + 1) return `After entry ${last} comes entry ${n}: something was taken out or put in.`;
    if (hashOfLink(before, n, text) !== hash) return `Entry ${n} does not fit the one before it: it, or one above, was changed.`;
    [last, before] = [n, hash];
  }
  return null;
}

/**
 * Of a log up to its end. First lines of outputs are left out: they go when outputs are removed, and the hashes of those stay.
 * What is written after the end (notes, removals) is not in it.
 */
export function hashOfLog(events: readonly InvestigationEvent[]): string {
  const end = events.findIndex(({ type }) => type === "concluded" || type === "stopped");
  const hash = createHash("sha256");
  for (const event of events.slice(0, end + 1)) hash.update(`${JSON.stringify(withoutHead(event))}\n`);
  return hash.digest("hex");
}

const withoutHead = (event: InvestigationEvent): InvestigationEvent =>
  (event.type === "observed" || event.type === "unavailable") && event.facts !== undefined
    ? { ...event, facts: { ...event.facts, head: "" } }
    : event;
