import { join } from "node:path";

/** Folder of the project. `CULPRIT_ROOT` is set by the command line, because bundled pages no longer know where they came from. */
export function projectRoot(): string {
  return process.env["CULPRIT_ROOT"] ?? join(import.meta.dirname, "..");
}
