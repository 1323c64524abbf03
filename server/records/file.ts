import { createHash } from "node:crypto";
import { z } from "zod";
import { BEGINNING, breakIn, type Deed, type Link } from "./chain.ts";

export const RECORDS_FORMAT = "culprit records";

/** The whole record, to take away. */
export interface Records {
  readonly format: typeof RECORDS_FORMAT;
  readonly version: 1;
  readonly exportedAt: string;
  readonly entries: readonly Link[];
  /** SHA-256 of when it was exported and of the last hash: of what the chain does not cover. */
  readonly seal: string;
}

export function recordsText(entries: readonly Link[], now: Date): string {
  const exportedAt = now.toISOString();
  return textOf({ format: RECORDS_FORMAT, version: 1, exportedAt, entries, seal: sealOf(exportedAt, entries) });
}

const textOf = (records: Records): string => `${JSON.stringify(records, null, 1)}\n`;

const sealOf = (exportedAt: string, entries: readonly Link[]): string =>
  createHash("sha256")
    .update(`${exportedAt}\n${entries.length}\n${entries.at(-1)?.hash ?? BEGINNING}`)
    .digest("hex");

const schema = z.object({
  format: z.literal(RECORDS_FORMAT),
  version: z.literal(1),
  exportedAt: z.iso.datetime(),
  entries: z.array(z.object({ n: z.number().int(), text: z.string(), hash: z.string() })),
  seal: z.string(),
});

export interface Verified {
  readonly entries: number;
  /** Of the last entry: who noted it elsewhere knows later that nothing up to it was changed. */
  readonly last: string | null;
  readonly deeds: readonly Deed[];
  /** Hashes of logs at their end, by the id of the investigation. */
  readonly logs: ReadonlyMap<string, string>;
}

/** Null when the text is something else than a record. */
export function verifyRecords(text: string, noted?: string): Verified | { readonly broken: string } | null {
  const content = contentOf(text);
  if (typeof content !== "object" || content === null || !("format" in content) || content.format !== RECORDS_FORMAT) return null;
  const read = schema.safeParse(content);
  if (!read.success) return { broken: "The record is not formed as version 1 says." };
  const { entries, exportedAt, seal } = read.data;
  const broken = breakIn(entries);
  if (broken !== null) return { broken };
  if (sealOf(exportedAt, entries) !== seal || textOf(read.data) !== text)
    return { broken: "Its entries fit, and it is not the text that culprit export wrote: somebody changed the file." };
  if (noted !== undefined && !entries.some(({ hash }) => hash === noted))
    return { broken: `No entry has the hash ${noted}: the record is another one, or its end was cut off.` };
  const deeds = entries.map(({ text }) => JSON.parse(text) as Deed);
  const logs = deeds.flatMap(({ action, about }): readonly (readonly [string, string])[] =>
    action === "ended" ? [[String(about["investigation"]), String(about["log"])]] : [],
  );
  return { entries: entries.length, last: entries.at(-1)?.hash ?? null, deeds, logs: new Map(logs) };
}

function contentOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What is no JSON is no record; whoever reads bundles says what is wrong with it.
    return null;
  }
}
