import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const THEME = "app/theme.css";
const read = (file: string): string => readFileSync(join(root, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
const styles = globSync("app/**/*.css", { cwd: root }).toSorted();
const COLOUR = /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb)\(/i;

test("a colour has its name in the theme and nowhere else, and what is named is there", () => {
  expect(styles.length).toBeGreaterThan(20);
  const theme = read(THEME);
  const named = new Set([...theme.matchAll(/(--[\w-]+):/g)].map(([, name]) => name));
  for (const file of styles.filter((one) => one !== THEME)) {
    const text = read(file);
    expect(
      text.split("\n").filter((line) => COLOUR.test(line)),
      file,
    ).toEqual([]);
    const own = new Set([...text.matchAll(/(--[\w-]+):/g)].map(([, name]) => name));
    const used = [...text.matchAll(/var\((--[\w-]+)\)/g)].flatMap(([, name = ""]) => (named.has(name) || own.has(name) ? [] : [name]));
    expect(used, file).toEqual([]);
  }
});

test("one hue is free, and stands for the one thing to do next: besides it and three words all is grey", () => {
  const hues = [...read(THEME).matchAll(/(--[\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].flatMap(([, name = "", ...both]) =>
    both.some((colour) => spreadOf(colour) > 24) ? [name.replace(/-soft$/, "")] : [],
  );
  expect([...new Set(hues)].filter((name) => name !== "--mark" && name !== "--on-accent")).toEqual([
    "--accent",
    "--held",
    "--failed",
    "--unknown",
  ]);
});

const SPACING = /(?<![\w-])(?:scroll-)?(?:padding|margin|gap|row-gap|column-gap)(?:-[a-z-]+)?\s*:\s*([^;{}]+)/g;
const INLINE = /\b(?:padding|margin|gap|rowGap|columnGap)(?:Top|Right|Bottom|Left|Inline|Block)?: "?(-?[\d.]+)/g;

test("distances stand on a grid of 8 pixels and its half", () => {
  const grid = [...read(THEME).matchAll(/--s-(\d+): (\d+)px;/g)];
  expect(grid.length).toBeGreaterThan(8);
  for (const [, step, px] of grid) expect(Number(px)).toBe(4 * Number(step));
  for (const file of styles.filter((one) => one !== THEME)) {
    // A border's one pixel may be made up for.
    const off = [...read(file).matchAll(SPACING)].filter(([, value = ""]) =>
      /\d(?:px|r?em)\b/.test(value.replaceAll(/(?<![\d.])1px\b/g, "")),
    );
    expect(
      off.map(([whole]) => whole),
      `${file}: say it with one of theme.css's distances`,
    ).toEqual([]);
  }
  for (const file of globSync("app/**/*.tsx", { cwd: root })) {
    const off = [...read(file).matchAll(INLINE)].filter(([, px]) => Number(px) % 4 !== 0);
    expect(
      off.map(([whole]) => whole),
      file,
    ).toEqual([]);
  }
});

/** How far a colour is from a grey, 0 to 255. */
function spreadOf(colour: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return Math.max(...parts) - Math.min(...parts);
}
