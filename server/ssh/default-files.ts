import { access } from "node:fs/promises";
import { errorCode } from "./error-code.ts";

/** Those of the files that are there. A default key that is missing is no fault. */
export async function accessibleFiles(files: readonly string[]): Promise<readonly string[]> {
  const there = await Promise.all(files.map(isThere));
  return files.filter((_file, index) => there[index]);
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    // Present but not readable is worth a note when the login fails; absent is not.
    return errorCode(error) !== "ENOENT" && errorCode(error) !== "ENOTDIR";
  }
}
