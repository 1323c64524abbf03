/** A drawing is made smaller to fit, but not so small that 12 px become unreadable; beyond that it scrolls. */
export const LEAST_FIT = 0.8;

/**
 * The width of text before it is drawn. Both fonts are ours and shipped with the page: JetBrains Mono is 0.6 em wide, Inter about 0.53 em
 * over what stands in drawings (measured on the names of all interfaces and tests; wide letters are rarer than narrow ones).
 */
export const widthOf = (text: string, { size, mono = false }: { readonly size: number; readonly mono?: boolean }): number =>
  text.length * size * (mono ? 0.6 : 0.53);

/** The text as far as it fits, the rest as an ellipsis; the middle goes, since names differ at their ends. */
export function fitted(text: string, room: number, font: { readonly size: number; readonly mono?: boolean }): string {
  if (widthOf(text, font) <= room) return text;
  const most = Math.max(3, Math.floor(room / widthOf("x", font)) - 1);
  const head = Math.ceil(most * 0.6);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - head))}`;
}

/** A phrase as far as it fits: unlike names, it is told by its beginning. */
export function begun(text: string, room: number, font: { readonly size: number }): string {
  if (widthOf(text, font) <= room) return text;
  return `${text.slice(0, Math.max(3, Math.floor(room / widthOf("x", font)) - 1)).trimEnd()}…`;
}

/** The text in lines that fit; a word longer than a line is broken. */
export function wrapped(text: string, room: number, font: { readonly size: number; readonly mono?: boolean }): readonly string[] {
  const most = Math.max(4, Math.floor(room / widthOf("x", font)));
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else for (let at = 0; at < word.length || at === 0; at += most) lines.push(word.slice(at, at + most));
  }
  return lines;
}
