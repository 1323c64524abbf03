import { writeFile } from "node:fs/promises";
import { bundleOf, bundleText } from "#server/bundle/bundle.ts";
import type { Field } from "#server/compose/field.ts";

/** The same file that `culprit export` writes. It holds what hosts printed: for its owner alone. */
export async function writeBundle(file: string, field: Field, id: string): Promise<void> {
  const events = await field.bench.journal.read(id);
  const bundle = bundleOf({ id, number: null, events, observations: field.observations(id), now: new Date() });
  await writeFile(file, bundleText(bundle), { mode: 0o600 });
}
