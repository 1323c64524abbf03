/**
 * A title is somebody's text: a spreadsheet must not take it for a formula, written as wide as Chinese characters are either, nor a part of it where it separates
 * cells by something else than commas.
 */
export function cell(value: string | number | null): string {
  if (value === null) return "";
  const text =
    typeof value === "string" ? value.replaceAll(BEFORE_FORMULA, (run: string, at: number) => asText(run, at === 0)) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What may stand between the end of a cell and a formula. From where it begins: tried from each blank of a long title, it would take seconds. */
const BEFORE_FORMULA = /(?<!["'\s;|])["'\s;|]*(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/** An apostrophe, by which a spreadsheet takes what follows for text, wherever a cell may begin before the formula. */
function asText(run: string, first: boolean): string {
  const from = Math.max(run.lastIndexOf(";"), run.lastIndexOf("|")) + 1;
  const begins = first || from > 0 ? "'" : "";
  return `${run.slice(0, from)}${begins}${run.slice(from).replaceAll(/(?<=[\t\r\n])/g, "'")}`;
}
