import type { Recording } from "#machines/contract/index.ts";
import type { Scrub } from "./scrub.ts";

/** The words of the contract itself: nothing of a machine is in them. */
const FIXED: ReadonlySet<string> = new Set(["role", "runbook", "recordedAt", "kind", "certainty", "id", "encoding", "failure"]);

/**
 * Scrubs every string of a finished recording, once and alike: outputs, commands, what it says of itself, and what it must give
 * again. Whoever adds a field need not think of it.
 */
export const scrubRecording = (recording: Recording, scrub: Scrub): Recording => {
  const walk = (value: unknown, name: string): unknown => {
    if (typeof value === "string") return FIXED.has(name) ? value : scrub.text(value);
    if (Array.isArray(value)) return name === "argv" ? scrub.words(value.map(String)) : value.map((each) => walk(each, name));
    if (typeof value !== "object" || value === null) return value;
    const pairs = Object.entries(value).map(([key, each]: readonly [string, unknown]): readonly [string, unknown] => {
      if (name === "inputs" && typeof each === "string") return [key, scrub.named(key, each)];
      // Names of standings are made of what was found; their values are words of the contract.
      return name === "standings" ? [scrub.text(key), each] : [key, walk(each, key)];
    });
    return Object.fromEntries(pairs);
  };
  return walk(recording, "") as Recording;
};
