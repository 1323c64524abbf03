import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { LabProblem } from "./problem.ts";

const given = process.env["CULPRIT_LAB"];

/**
 * Where a lab keeps its keys and what it must clear away. A second lab needs a directory of its own. The variable also tells
 * Culprit's page and command line where to look for hosts; set to nothing, it counts as not set.
 */
export const DEFAULT_DIRECTORY = resolve(given === undefined || given === "" ? "/run/culprit-lab" : given);

/** One name for one directory: lock, link, claims and the owner of a setting go by it. */
export const directoryOf = (directory: string): string => {
  if (directory === "") throw new LabProblem("--directory needs the name of a directory.");
  return resolve(directory);
};

/** Names the machine's end of the management link: unique per directory, and within the kernel's 15 characters. */
export const linkName = (directory: string): string => `culprit-${createHash("sha256").update(directory).digest("hex").slice(0, 6)}`;
