/** The files of this repository as people wrote them: nothing built, fetched or recorded. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");

const NOT_OURS = new Set([
  ".git",
  ".next",
  ".culprit",
  "data",
  "node_modules",
  "generated",
  "recordings",
  "artefacts",
  "cases",
  "histories",
]);
const TEXT = /\.(ts|tsx|js|mjs|cjs|css|sh|md|prisma|sql|json|ya?ml)$|(^|\/)(CODEOWNERS|run|\.[a-z]+)$/u;
const NOT_WRITTEN = new Set(["package-lock.json", "next-env.d.ts", "tsconfig.tsbuildinfo"]);

export function files(folder = ""): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : files(path);
    return entry.isFile() && TEXT.test(path) && !NOT_WRITTEN.has(entry.name) ? [path] : [];
  });
}

export const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** As `wc -l` counts. */
export const lineCount = (text: string): number => text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
