import { readFile, stat } from "node:fs/promises";
import type { AskPassphrase } from "./keys.ts";

/** Names a file that holds the passphrase of the operator's keys; for servers, which nobody sits in front of. */
const PASSPHRASE_FILE_VARIABLE = "CULPRIT_PASSPHRASE_FILE";

/**
 * Asks that file; null when the variable is not set.
 * @throws Error when the file cannot be read, or others than its owner may read it
 */
export function passphraseFromFile(env: Readonly<Record<string, string | undefined>> = process.env): AskPassphrase {
  return async () => {
    const file = env[PASSPHRASE_FILE_VARIABLE];
    if (file === undefined || file === "") return null;
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0) throw new Error(`${file} (${PASSPHRASE_FILE_VARIABLE}) may be read by others; chmod 600 ${file}`);
    return (await readFile(file, "utf8")).replace(/\r?\n$/, "");
  };
}
