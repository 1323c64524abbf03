import { recordsText } from "../records/file.ts";
import { web } from "../web.ts";

/** The record of who did what, as one file. */
export async function exportRecords(): Promise<string> {
  const { store } = await web();
  return recordsText(await store.records.all(), new Date());
}
