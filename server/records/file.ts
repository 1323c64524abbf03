import { createHash } from "node:crypto";
import { z } from "zod";
import { BEGINNING, breakIn, type Deed, type Link } from "./chain.ts";
import { cutOff, type Head } from "./head.ts";
import { isSigned, nameOfKey, signedBy, type Signed, type Signer } from "./signature.ts";

export const RECORDS_FORMAT = "culprit records";

/** The whole record, to take away. */
export interface Records {
  readonly format: typeof RECORDS_FORMAT;
  /** Version 1 bore no signature. */
  readonly version: 1 | 2;
  readonly exportedAt: string;
  readonly entries: readonly Link[];
  /** How far the record had come, as whoever exported it knew, and signed. */
  readonly head?: Signed | undefined;
  /** SHA-256 of when it was exported and of the last hash: of what the chain does not cover. */
  readonly seal: string;
}

export interface From {
  readonly signer: Signer;
  readonly now: Date;
  /** Beyond the last entry where the end was cut off before it was exported; the last entry where nothing else is known. */
  readonly head?: Head | null;
}

export function recordsText(entries: readonly Link[], { signer, now, head }: From): string {
  const exportedAt = now.toISOString();
  const signed = signedBy(signer, exportedAt, latest(head ?? null, entries));
  return textOf({ format: RECORDS_FORMAT, version: 2, exportedAt, entries, head: signed, seal: sealOf(exportedAt, entries) });
}

/** A noted head counts where the entries do not reach it or say otherwise; else they have gone on. */
function latest(noted: Head | null, entries: readonly Link[]): Head {
  if (noted !== null && cutOff(noted, entries.at(-1)?.n ?? 0, entries[noted.n - 1]) !== null) return noted;
  return entries.at(-1) ?? { n: 0, hash: BEGINNING };
}

const textOf = (records: Records): string => `${JSON.stringify(records, null, 1)}\n`;

const sealOf = (exportedAt: string, entries: readonly Link[]): string =>
  createHash("sha256")
    .update(`${exportedAt}\n${entries.length}\n${entries.at(-1)?.hash ?? BEGINNING}`)
    .digest("hex");

const common = {
  format: z.literal(RECORDS_FORMAT),
  exportedAt: z.iso.datetime(),
  entries: z.array(z.object({ n: z.number().int(), text: z.string(), hash: z.string() })),
};
const headSchema = z.object({ n: z.number().int().min(0), hash: z.string(), key: z.string(), signature: z.string() });
/** In the order in which it is written. */
const schema = z.union([
  z.object({ ...common, version: z.literal(2), head: headSchema, seal: z.string() }),
  z.object({ ...common, version: z.literal(1), head: z.undefined().optional(), seal: z.string() }),
]);

export interface Verified {
  readonly entries: number;
  /** Of the last entry: who noted it elsewhere knows later that nothing up to it was changed. */
  readonly last: string | null;
  /** The name of the key that signed how far it goes; null for version 1, whose end may have been cut off. */
  readonly signedBy: string | null;
  readonly deeds: readonly Deed[];
  /** Hashes of logs at their end, by the id of the investigation. */
  readonly logs: ReadonlyMap<string, string>;
}

/** Null when the text is something else than a record. */
export function verifyRecords(text: string, noted?: string): Verified | { readonly broken: string } | null {
  const content = contentOf(text);
  if (typeof content !== "object" || content === null || !("format" in content) || content.format !== RECORDS_FORMAT) return null;
  const read = schema.safeParse(content);
  if (!read.success) return { broken: "The record is not formed as version 1 or 2 says." };
  const { format, version, entries, exportedAt, head, seal } = read.data;
  const broken = breakIn(entries) ?? (head === undefined ? null : endBroken(exportedAt, head, entries));
  if (broken !== null) return { broken };
  const again = textOf({ format, version, exportedAt, entries, ...(head === undefined ? {} : { head }), seal });
  if (sealOf(exportedAt, entries) !== seal || again !== text)
    return { broken: "Its entries fit, and it is not the text that culprit export wrote: somebody changed the file." };
  if (noted !== undefined && !entries.some(({ hash }) => hash === noted))
    return { broken: `No entry has the hash ${noted}: the record is another one, or its end was cut off.` };
  const deeds = entries.map(({ text }) => JSON.parse(text) as Deed);
  const logs = deeds.flatMap(({ action, about }): readonly (readonly [string, string])[] =>
    action === "ended" ? [[String(about["investigation"]), String(about["log"])]] : [],
  );
  const key = head === undefined ? null : nameOfKey(head.key);
  return { entries: entries.length, last: entries.at(-1)?.hash ?? null, signedBy: key, deeds, logs: new Map(logs) };
}

/** What was signed is the end that is there. */
function endBroken(exportedAt: string, head: Signed, entries: readonly Link[]): string | null {
  if (!isSigned(exportedAt, head)) return "How far it goes is not signed by the key that it names: somebody changed the file.";
  const cut = cutOff(head, entries.length, head.n === 0 ? { hash: BEGINNING } : entries[head.n - 1]);
  if (cut !== null) return cut;
  return entries.length > head.n ? `The chain ends at entry ${entries.length}, expected ${head.n}: something was added.` : null;
}

function contentOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What is no JSON is no record; whoever reads bundles says what is wrong with it.
    return null;
  }
}
