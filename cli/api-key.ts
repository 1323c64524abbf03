import { readFileSync } from "node:fs";
import { Usage } from "./exit.ts";

/** What the command line says to a server that has accounts: CULPRIT_API_KEY_FILE, or CULPRIT_API_KEY. @throws Usage */
export function keyHeader(): Readonly<Record<string, string>> {
  const key = keyFromFile() ?? process.env["CULPRIT_API_KEY"];
  return key === undefined || key === "" ? {} : { authorization: `Bearer ${key}` };
}

function keyFromFile(): string | undefined {
  const file = process.env["CULPRIT_API_KEY_FILE"];
  if (file === undefined || file === "") return undefined;
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new Usage(`CULPRIT_API_KEY_FILE: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** What to do when the server does not know who asks. */
export const KEY_NEEDED =
  "This server wants to know who asks. Make an API key on its page, under your name, and put it into the file that CULPRIT_API_KEY_FILE names. A key that was revoked or has expired is no longer valid.";
