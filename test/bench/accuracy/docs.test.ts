import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readAccuracy } from "#cli/bench/print/file.ts";
import { markdownOf } from "#cli/bench/print/markdown.ts";

const DOCS = join(import.meta.dirname, "..", "..", "..", "docs");

it("docs/accuracy.md is what docs/accuracy.json generates: culprit bench accuracy --report --write-docs", async () => {
  expect(await readFile(join(DOCS, "accuracy.md"), "utf8")).toBe(markdownOf(await readAccuracy(DOCS)));
});
