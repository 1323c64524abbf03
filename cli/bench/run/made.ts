import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpus, release } from "node:os";
import { promisify } from "node:util";
import type { Made, Run } from "./line.ts";

const run = promisify(execFile);

/** Whatever a verdict is scored against, and whatever it depends on beside Culprit itself and the machine. */
export const fingerprintOf = ({ subject, inputs, recording }: Pick<Run, "subject" | "inputs" | "recording">): string =>
  hashOf(JSON.stringify([subject, inputs, recording ?? null]));

export const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Asked before each run: who works on the code while a long bench goes on has lines of two commits. */
export const madeNow = async (planned: Run): Promise<Made> => ({
  at: new Date().toISOString(),
  commit: await commitOf(import.meta.dirname),
  machine: `Linux ${release().split(".", 2).join(".")}, ${cpus().length} cores`,
  fingerprint: fingerprintOf(planned),
});

/** Null outside of a working tree, as in an installed package. */
export async function commitOf(folder: string): Promise<string | null> {
  try {
    const { stdout } = await run("git", ["-C", folder, "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]);
    return stdout.trim() || null;
  } catch {
    return null;
  }
}
