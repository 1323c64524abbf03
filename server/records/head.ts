import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Link } from "./chain.ts";

/** How far the record had come when this installation last wrote to it. */
export type Head = Pick<Link, "n" | "hash">;

/** Names the file. Pages are bundled by themselves and share nothing but the environment. */
const VARIABLE = "CULPRIT_RECORDS_HEAD_FILE";

/** Beside the database and not in it: who writes there alone cannot cut off the end of the record unseen. */
export const noteHeadFile = (dataFolder: string): void => {
  process.env[VARIABLE] = join(dataFolder, "records-head");
};

const fileOf = (): string | null => process.env[VARIABLE] || null;

/** Null where nothing was written yet, or where no file is noted. */
export function notedHead(): Head | null {
  const file = fileOf();
  if (file === null) return null;
  try {
    const [, n = "", hash = ""] = /^(\d{1,15}) ([0-9a-f]{64})\n$/.exec(readFileSync(file, "utf8")) ?? [];
    return n === "" ? null : { n: Number(n), hash };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Never back: of two who wrote at once, the later entry stays noted. */
export function noteHead({ n, hash }: Head): void {
  const file = fileOf();
  if (file === null || n <= (notedHead()?.n ?? 0)) return;
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${n} ${hash}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/** What is wrong with an end, as a sentence; null for nothing. `at` is the entry of the chain with the head's number. */
export function cutOff(head: Head, end: number, at: Pick<Link, "hash"> | undefined): string | null {
  if (end < head.n) return `The chain ends at entry ${end}, expected ${head.n}: its end was cut off.`;
  return at?.hash === head.hash ? null : `Entry ${head.n} is another one than was written: the record was made anew from there or above.`;
}
