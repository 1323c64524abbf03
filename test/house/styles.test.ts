import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { files, read } from "./tree.ts";

const pages = files("app").filter((file) => /\.tsx?$/u.test(file));
const sheets = files("app").filter((file) => file.endsWith(".module.css"));

/** The names that its rules select by. */
const classesIn = (css: string): ReadonlySet<string> =>
  new Set([...css.replaceAll(/\/\*[^]*?\*\//gu, "").matchAll(/\.([A-Za-z_][\w-]*)(?=[^{}]*\{)/gu)].map(([, name = ""]) => name));

describe("a style sheet", () => {
  it.each(sheets)("has no class that nobody wears: %s", (sheet) => {
    const imported = new RegExp(`import (\\w+) from "[^"]*/${basename(sheet)}"`, "u");
    const wearers = pages.map(read).filter((page) => imported.test(page));
    expect(wearers, "nobody imports it").not.toEqual([]);
    // Chosen while it runs, as styles[state]: which of them there can be is not known here.
    const chosen = wearers.some((page) => new RegExp(`\\b${imported.exec(page)?.[1] ?? ""}\\[[^"]`, "u").test(page));
    const text = wearers.join("\n");
    const unworn = [...classesIn(read(sheet))].filter((name) => !new RegExp(`\\.${name}\\b|["'\`]${name}["'\`]`, "u").test(text));
    expect(chosen ? [] : unworn).toEqual([]);
  });
});
