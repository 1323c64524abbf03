import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** What the bootstrap keeps for itself, ignored by git. */
export const OWN_FOLDER = join(ROOT, ".culprit");
