import type { Turn } from "../pseudonyms/address.ts";
import { askedTurn } from "../pseudonyms/asked.ts";
import { withStrings } from "../pseudonyms/deep.ts";
import { turnedText } from "../pseudonyms/text.ts";
import type { InvestigationRow } from "../store/investigations.ts";
import type { ListQuery } from "../store/history/list.ts";
import type { Store } from "../store/store.ts";
import { web } from "../web.ts";
import { COLUMNS } from "./columns.ts";
import { cell } from "./csv.ts";
import { exportOf } from "./export-of.ts";

export const MANY_FORMATS = ["csv", "markdown", "ndjson"] as const;
export type ManyFormat = (typeof MANY_FORMATS)[number];

/** A row of the table is small, a bundle may have megabytes. */
const MOST: Readonly<Record<ManyFormat, number>> = { csv: 100_000, markdown: 1_000, ndjson: 200 };
const AT_ONCE = 200;

/** Several investigations as one file, piece by piece, newest first: those of these ids, or all that match. What is more than a file takes is said at its end. */
export async function* exportMany(wanted: ListQuery | readonly string[], format: ManyFormat): AsyncGenerator<string> {
  const { store } = await web();
  if (format === "csv") yield `${COLUMNS.map(([name]) => name).join(",")}\r\n`;
  const turn = await askedTurn();
  let count = 0;
  for await (const row of rowsOf(store, wanted)) {
    count += 1;
    if (count > MOST[format]) {
      if (format === "markdown") yield `\n---\n\nThere are more than ${MOST[format]}; narrow the search to take the others.\n`;
      return;
    }
    yield await pieceOf(store, format === "csv" && turn !== null ? turned(row, turn) : row, { format, first: count === 1 });
  }
}

async function* rowsOf(store: Store, wanted: ListQuery | readonly string[]): AsyncGenerator<InvestigationRow> {
  if (isIds(wanted)) {
    for (const id of wanted) {
      const found = await store.investigation(id);
      if (found !== null) yield found;
    }
    return;
  }
  let query: ListQuery = { ...wanted, limit: AT_ONCE };
  for (;;) {
    const { rows, next } = await store.listInvestigations(query);
    yield* rows;
    if (next === null) return;
    query = { ...query, after: next };
  }
}

/** A row as it leaves, where the organisation asks for pseudonyms. */
const turned = (row: InvestigationRow, turn: Turn): InvestigationRow => withStrings(row, (text) => turnedText(text, turn));

const isIds = (wanted: ListQuery | readonly string[]): wanted is readonly string[] => Array.isArray(wanted);

async function pieceOf(
  store: Store,
  row: InvestigationRow,
  { format, first }: { readonly format: ManyFormat; readonly first: boolean },
): Promise<string> {
  if (format === "csv") return `${COLUMNS.map(([, of]) => cell(of(row))).join(",")}\r\n`;
  const exported = await exportOf(store, row.id, format === "markdown" ? "markdown" : "json");
  if (exported === null) return "";
  if (format === "ndjson") return `${JSON.stringify(JSON.parse(exported.text))}\n`;
  return `${first ? "" : "\n---\n\n"}${exported.text}`;
}
