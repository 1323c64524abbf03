import { createHash } from "node:crypto";
import { isUtf8 } from "node:buffer";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { NewObservation, StoredPicture } from "../journal.ts";

export const BUNDLE_FORMAT = "culprit investigation";
/** Raised when an older Culprit could no longer read what a newer one writes. */
export const BUNDLE_VERSION = 1;

/** Text where it is text, so that a person can read the bundle; base64 of the bytes where it is not. */
export type Output = string | { readonly base64: string };

export type BundledObservation = Omit<NewObservation, "stdout" | "stderr" | "startedAt"> & {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly startedAt: string;
};

export interface BundledPicture {
  readonly sha256: string;
  readonly base64: string;
}

/** One investigation to take away: the log, and all that hosts printed, byte for byte. Enough to come to the verdict again. */
export interface Bundle {
  readonly format: typeof BUNDLE_FORMAT;
  readonly version: number;
  readonly exportedAt: string;
  /** `number` is what it was called where it was exported; null for one that was never in a data folder. */
  readonly investigation: { readonly id: string; readonly number: number | null };
  readonly events: readonly InvestigationEvent[];
  readonly observations: readonly BundledObservation[];
  /** Of notes, where there are any. The log, which is sealed, has their hashes: an older Culprit reads the bundle without them. */
  readonly pictures?: readonly BundledPicture[];
  /** SHA-256 of everything above but the pictures. It shows damage and careless edits; it does not say who made the bundle. */
  readonly seal: string;
}

export interface ToBundle {
  readonly id: string;
  readonly number: number | null;
  readonly events: readonly InvestigationEvent[];
  readonly observations: readonly NewObservation[];
  readonly pictures?: readonly StoredPicture[];
  readonly now: Date;
}

export function bundleOf({ id, number, events, observations, pictures = [], now }: ToBundle): Bundle {
  const content = {
    format: BUNDLE_FORMAT,
    version: BUNDLE_VERSION,
    exportedAt: now.toISOString(),
    investigation: { id, number },
    events,
    observations: observations.map(({ stdout, stderr, startedAt, ...rest }): BundledObservation => ({
      ...rest,
      stdout: asOutput(stdout),
      stderr: asOutput(stderr),
      startedAt: startedAt.toISOString(),
    })),
  } as const;
  const seen = pictures.map(({ sha256, content: bytes }): BundledPicture => ({ sha256, base64: bytes.toString("base64") }));
  return { ...content, ...(seen.length === 0 ? {} : { pictures: seen }), seal: sealOf(content) };
}

/** As it lies in a file. */
export const bundleText = (bundle: Bundle): string => `${JSON.stringify(bundle, null, 1)}\n`;

/** Reading and writing JSON keeps the order of keys, so the same content has the same seal wherever it was read. */
export const sealOf = ({ format, version, exportedAt, investigation, events, observations }: Omit<Bundle, "seal">): string =>
  createHash("sha256").update(JSON.stringify({ format, version, exportedAt, investigation, events, observations })).digest("hex");

/** A text that begins with a byte order mark would lose it on the way through a string. */
const asOutput = (bytes: Buffer): Output =>
  isUtf8(bytes) && !bytes.subarray(0, 3).equals(BOM) ? bytes.toString("utf8") : { base64: bytes.toString("base64") };

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

export const bytesOf = (output: Output): Buffer =>
  typeof output === "string" ? Buffer.from(output, "utf8") : Buffer.from(output.base64, "base64");

/** As it was stored, and as it is stored again. */
export const observationOf = ({ stdout, stderr, startedAt, ...rest }: BundledObservation): NewObservation => ({
  ...rest,
  stdout: bytesOf(stdout),
  stderr: bytesOf(stderr),
  startedAt: new Date(startedAt),
});

/** Over both streams, with a NUL between them: the same as when the observation was made. */
export const hashOf = (stdout: Buffer, stderr: Buffer): string =>
  createHash("sha256").update(stdout).update("\0").update(stderr).digest("hex");
