import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BrokenBoundary, brokenBoundaries } from "../run/boundaries.ts";
import { LAWFUL, PLANTED, SUPPORT } from "./planted.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const PACKAGES = ["xstate", "ssh2", "pg", "@prisma/client", "react", "zod", "vitest"];

describe("import boundaries", () => {
  let place = "";
  let lawful: readonly BrokenBoundary[] = [];
  let broken: readonly BrokenBoundary[] = [];

  beforeAll(async () => {
    place = await realpath(await mkdtemp(join(tmpdir(), "culprit boundaries ")));
    await plantPackages(place);
    await plant(place, LAWFUL);
    lawful = await brokenBoundaries(place);
    await plant(place, { ...SUPPORT, ...Object.fromEntries(PLANTED.map(([, file, text]) => [file, text])) });
    broken = await brokenBoundaries(place);
  }, 60_000);

  afterAll(() => rm(place, { recursive: true, force: true }));

  it("finds nothing in a tree that keeps the rules", () => {
    expect(lawful).toEqual([]);
  });

  it.each(PLANTED)("names %s when %s is planted", (rule, file) => {
    const hits = broken.filter((one) => one.rule === rule && [one.from, one.rule === "no-dead-files" ? one.to : ""].includes(file));
    expect(hits, `rules broken by ${file}: ${broken.filter(({ from }) => from === file).map((one) => one.rule)}`).not.toEqual([]);
    expect(hits[0]?.comment).toMatch(/.{20,}\.$/u);
  });

  it("has a planted import for every rule", async () => {
    const { default: direct } = (await import("../../.dependency-cruiser.cjs")) as Rules;
    const { default: reach } = (await import("../run/reach.cjs")) as Rules;
    const rules = [...direct.forbidden, ...reach.forbidden].map(({ name }) => name);
    expect([...new Set(PLANTED.map(([rule]) => rule))].toSorted()).toEqual(rules.toSorted());
  });
});

type Rules = { readonly default: { readonly forbidden: readonly { readonly name: string }[] } };

async function plant(place: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(place, path)), { recursive: true });
    await writeFile(join(place, path), `${text}\n`);
  }
}

async function plantPackages(place: string): Promise<void> {
  await cp(join(ROOT, "package.json"), join(place, "package.json"));
  await cp(join(ROOT, "tsconfig.json"), join(place, "tsconfig.json"));
  const files = PACKAGES.flatMap((name) => [
    [`node_modules/${name}/package.json`, JSON.stringify({ name, version: "0.0.0", main: "index.js" })],
    [`node_modules/${name}/index.js`, "module.exports = {};"],
  ]);
  await plant(place, Object.fromEntries(files) as Record<string, string>);
}
