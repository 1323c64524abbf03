/** Text of a host on a terminal: control characters could move the cursor, repaint a question or write the clipboard. They are shown as pictures. */
export const plain = (text: string): string =>
  // U+2400 SYMBOL FOR NULL and following; C1 controls have no pictures.
  [...text].map((char) => (char === "\n" ? char : picture(char.codePointAt(0) ?? 0, char))).join("");

function picture(code: number, char: string): string {
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return code >= 0x80 && code < 0xa0 ? "\ufffd" : char;
}
