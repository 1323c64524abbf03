import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type CollectorId, type derivations, derive, parse } from "#collectors";
import type { CommandOutput, Given } from "#machines/contract/index.ts";
import { sizeOf } from "./givens.ts";
import { faultOf } from "./sound.ts";

/** One input that was answered wrongly once: `npm run fuzz` found it, and it stays. */
export type Found = { readonly about: string } & (
  | { readonly of: CollectorId; readonly way: number; readonly output: CommandOutput }
  | { readonly of: keyof typeof derivations; readonly given: Given }
);

const FOLDER = join(import.meta.dirname, "corpus");

export const corpus = (): readonly (readonly [name: string, found: Found])[] =>
  readdirSync(FOLDER)
    .sort()
    .map((file) => [file.replace(/\.json$/, ""), JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as Found]);

/** What is wrong with the answer today; null when nothing is. */
export const foundFault = (found: Found): string | null =>
  "given" in found
    ? faultOf(found.of, derive(found.of, found.given), sizeOf(found.given))
    : faultOf(found.of, parse(found.of, found.way, found.output), found.output.stdout.length + found.output.stderr.length);
