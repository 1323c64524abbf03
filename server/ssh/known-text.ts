import { readFile } from "node:fs/promises";
import { errorCode } from "./error-code.ts";

/** A known_hosts file; nothing where there is none. Going on without one that may hold a revocation would be trusting silently. */
export async function knownText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return "";
    throw error;
  }
}
