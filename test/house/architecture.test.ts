import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { read, ROOT } from "./tree.ts";

const foldersIn = (path: string): readonly string[] =>
  readdirSync(join(ROOT, path), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

it("says what each folder of the server is for", () => {
  const text = read("ARCHITECTURE.md");
  expect(foldersIn("server").filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
