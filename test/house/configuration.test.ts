import { expect, it } from "vitest";
import { files, read } from "./tree.ts";

const NAME = /\bCULPRIT_[A-Z_]*[A-Z]\b/gu;
const namesIn = (paths: readonly string[]): readonly string[] =>
  [...new Set(paths.flatMap((path) => [...read(path).matchAll(NAME)].map(([name]) => name)))].toSorted();

it("every variable that the program reads is told in one place, and no other", () => {
  const code = ["server", "app", "cli", "lab"].flatMap((folder) => files(folder)).filter((path) => /\.(?:ts|tsx|mjs|js)$/u.test(path));
  expect(namesIn(["docs/configuration.md"])).toEqual(namesIn([...code, ...files("test/run")]));
});
