/**
 * A title is somebody's text: a spreadsheet must not take it for a formula, written as wide as Chinese characters are either, nor a part of it where it separates
 * cells by something else than commas.
 */
export function cell(value: string | number | null): string {
  if (value === null) return "";
  const text =
    typeof value === "string" ? value.replaceAll(/(?<=^|[;|\t\r\n])(?=["'\s]*[=+\-@\uff1d\uff0b\uff0d\uff20])/g, "'") : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
