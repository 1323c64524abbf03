import { readFile, stat, writeFile } from "node:fs/promises";
import { bundleOf, bundleText, type Bundle } from "#server/bundle/bundle.ts";
import { isRefused, MOST_BYTES, openBundle, tooLarge } from "#server/bundle/open.ts";
import type { Field } from "#server/compose/field.ts";
import { Usage } from "../exit.ts";

/** The same file that `culprit export` writes. It holds what hosts printed: for its owner alone. */
export async function writeBundle(file: string, field: Field, id: string): Promise<void> {
  const events = await field.bench.journal.read(id);
  const bundle = bundleOf({ id, number: null, events, observations: field.observations(id), now: new Date() });
  await writeFile(file, bundleText(bundle), { mode: 0o600 });
}

/** @throws Usage */
export async function readBundle(file: string): Promise<Bundle> {
  const bundle = openBundle(await readBundleText(file));
  if (isRefused(bundle)) throw new Usage(`${file}: ${bundle.refused}`);
  return bundle;
}

/** @throws Usage */
export async function readBundleText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) throw new Usage(`${file}: ${tooLarge(size)}`);
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof Usage) throw error;
    const why = error instanceof TypeError ? "it is not UTF-8 text, so it is no bundle, or it was damaged on the way" : message(error);
    throw new Usage(`${file} cannot be read: ${why}.`);
  }
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));
