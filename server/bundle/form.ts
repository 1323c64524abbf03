import type { z } from "zod";
import { BUNDLE_VERSION } from "./bundle.ts";
import { bundleSchema, eventSchema, observationSchema, pictureSchema } from "./schema.ts";

/** Values in one entry or output at most. The largest there is, a network node's layout, has some hundred thousand. */
const MOST_VALUES = 300_000;

/**
 * What is not formed as a bundle is, in one sentence; null when all is. One entry after the other, up to the first that is wrong: somebody else's file may
 * have a million of them, and a schema tells all that is wrong at once, which took half a minute and 2 GB for 3 MB.
 */
export function formFault(content: unknown): string | null {
  const around = bundleSchema.safeParse(content);
  if (!around.success) return sentence("", around.error);
  const { events, observations, pictures = [] } = around.data;
  return (
    firstFault("events", events, eventSchema) ??
    firstFault("observations", observations, observationSchema) ??
    firstFault("pictures", pictures, pictureSchema)
  );
}

function firstFault(name: string, entries: readonly unknown[], schema: z.ZodType): string | null {
  for (const [index, entry] of entries.entries()) {
    if (valuesIn(entry, MOST_VALUES) > MOST_VALUES) return `Entry ${index} of its ${name} holds more than ${MOST_VALUES} values.`;
    const checked = schema.safeParse(entry);
    if (!checked.success) return sentence(`${name}.${index}.`, checked.error);
  }
  return null;
}

function sentence(before: string, { issues: [issue] }: z.ZodError): string {
  const at = `${before}${issue?.path.join(".") ?? ""}`.replace(/\.$/, "").slice(0, 200);
  return `The bundle is not formed as version ${BUNDLE_VERSION} says: ${at}: ${(issue?.message ?? "").slice(0, 400)}.`;
}

/** Counts no further than `most`. Without recursion: a text may be nested deeper than the stack is. */
function valuesIn(entry: unknown, most: number): number {
  const open: unknown[] = [entry];
  let count = 0;
  while (open.length > 0 && count <= most) {
    const value = open.pop();
    count += 1;
    if (typeof value !== "object" || value === null) continue;
    for (const each of Object.values(value)) {
      open.push(each);
      if (open.length > most) return most + 1;
    }
  }
  return count;
}
