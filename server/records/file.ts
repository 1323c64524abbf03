import { z } from "zod";
import { breakIn, type Deed, type Link } from "./chain.ts";

export const RECORDS_FORMAT = "culprit records";

/** The whole record, to take away. */
export interface Records {
  readonly format: typeof RECORDS_FORMAT;
  readonly version: 1;
  readonly exportedAt: string;
  readonly entries: readonly Link[];
}

export const recordsText = (entries: readonly Link[], now: Date): string =>
  `${JSON.stringify({ format: RECORDS_FORMAT, version: 1, exportedAt: now.toISOString(), entries } satisfies Records, null, 1)}\n`;

const schema = z.object({
  format: z.literal(RECORDS_FORMAT),
  version: z.literal(1),
  exportedAt: z.iso.datetime(),
  entries: z.array(z.object({ n: z.number().int(), text: z.string(), hash: z.string() })),
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
export function verifyRecords(content: unknown, noted?: string): Verified | { readonly broken: string } | null {
  if (typeof content !== "object" || content === null || !("format" in content) || content.format !== RECORDS_FORMAT) return null;
  const read = schema.safeParse(content);
  if (!read.success) return { broken: "The record is not formed as version 1 says." };
  const { entries } = read.data;
  const broken = breakIn(entries);
  if (broken !== null) return { broken };
  if (noted !== undefined && !entries.some(({ hash }) => hash === noted))
    return { broken: `No entry has the hash ${noted}: the record is another one, or its end was cut off.` };
  const deeds = entries.map(({ text }) => JSON.parse(text) as Deed);
  const logs = deeds.flatMap(({ action, about }): readonly (readonly [string, string])[] =>
    action === "ended" ? [[String(about["investigation"]), String(about["log"])]] : [],
  );
  return { entries: entries.length, last: entries.at(-1)?.hash ?? null, deeds, logs: new Map(logs) };
}
