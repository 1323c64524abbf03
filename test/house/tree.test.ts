import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { files, lineCount, read, ROOT } from "./tree.ts";

const ALL = files();
/** This file spells out what it forbids. */
const SELF = "test/house/tree.test.ts";
const CODE = ALL.filter((path) => /\.(ts|tsx|js|mjs|cjs|css|sh)$/u.test(path));
const PROSE = ALL.filter((path) => path.endsWith(".md"));
const DECISIONS = PROSE.filter((path) => path.startsWith("docs/decisions/"));

/** Lines of `path` that match, as `path:line: text`. */
const matches = (paths: readonly string[], pattern: RegExp): readonly string[] =>
  paths
    .filter((path) => path !== SELF)
    .flatMap((path) =>
      read(path)
        .split("\n")
        .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
    );

/** Markdown without code blocks and code spans. */
const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```/gmu, "").replace(/`[^`\n]*`/gu, "");

/** GitHub's anchor of a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

const anchorsOf = (path: string): readonly string[] => [...read(path).matchAll(/^#+ (.+)$/gmu)].map(([, heading = ""]) => anchor(heading));

describe("the tree", () => {
  it("has no file over 300 lines", () => {
    const mayBeLonger = (path: string): boolean => /^runbooks\/[^/]+\/runbook\.ts$/u.test(path);
    const long = CODE.filter((path) => !mayBeLonger(path)).flatMap((path) => {
      const lines = lineCount(read(path));
      return lines > 300 ? [`${path}: ${lines}`] : [];
    });
    expect(long).toEqual([]);
  });

  it("has no folder without a subject", () => {
    const vague = ALL.map(dirname).filter((path) => /(^|\/)(utils?|helpers?|common|misc|lib|shared|stuff)(\/|$)/u.test(path));
    expect([...new Set(vague)]).toEqual([]);
  });

  it("speaks of nothing outside itself and postpones nothing", () => {
    expect(matches(ALL, /\.\.\/shared|\/work\/shared|\bfor now\b/iu)).toEqual([]);
    expect(matches(ALL, /\b(TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))/u)).toEqual([]);
  });

  it("gives a reason wherever a lint rule is switched off, and never silences the compiler", () => {
    expect(matches(CODE, /eslint-disable(?!.* -- .{10,})/u)).toEqual([]);
    expect(matches(CODE, /@ts-(ignore|nocheck)/u)).toEqual([]);
  });

  it("tests the real thing, and all of it", () => {
    const tests = CODE.filter((path) => path.startsWith("test/"));
    expect(matches(tests, /\bvi\.(mock|doMock)\(/u)).toEqual([]);
    expect(matches(tests, /\b(it|test|describe)\.(only|todo)\b/u)).toEqual([]);
  });

  it("says in one place what each room may not do", () => {
    const architecture = read("ARCHITECTURE.md");
    for (const room of ["app", "machines", "runbooks", "collectors", "server", "prisma", "cli", "lab", "test"]) {
      expect(architecture).toContain(`## ${room}\n`);
      expect(architecture.split(`## ${room}\n`)[1]?.split("\n## ")[0]).toMatch(/may not/iu);
    }
  });
});

describe("the documents", () => {
  it("stay short enough to be read", () => {
    expect(lineCount(read("README.md"))).toBeLessThan(80);
    expect(lineCount(read("ARCHITECTURE.md"))).toBeLessThan(150);
  });

  it("number every decision, without gap, in one form", () => {
    const numbers = DECISIONS.map((path) => /^docs\/decisions\/(\d{3})-[a-z0-9-]+\.md$/u.exec(path)?.[1]);
    expect(numbers.length).toBeGreaterThan(10);
    expect(numbers.toSorted()).toEqual(numbers.map((_, index) => String(index + 1).padStart(3, "0")));
    for (const path of DECISIONS) {
      const headings = [...read(path).matchAll(/^## (.+)$/gmu)].map(([, heading]) => heading);
      expect(headings, path).toEqual(["Context", "Decision", "Consequences", "Status"]);
      expect(read(path), path).toMatch(/^# \d{3} /u);
      expect(read(path).split("## Status\n")[1]?.trim(), path).toMatch(/^(Accepted|Superseded by \[\d{3}\])/u);
    }
  });

  it.each(PROSE)("resolves every link of %s", (path) => {
    const broken = [...withoutCode(read(path)).matchAll(/\]\(([^)\s]+)\)/gu)].flatMap(([, target = ""]) => {
      if (/^(https?|mailto):/u.test(target)) return [];
      const [file = "", fragment] = target.split("#");
      const place = file === "" ? path : join(dirname(path), file);
      if (!existsSync(join(ROOT, place))) return [`${target}: there is no ${place}`];
      const found = fragment === undefined || !place.endsWith(".md") || anchorsOf(place).includes(fragment);
      return found ? [] : [`${target}: ${place} has no such heading`];
    });
    expect(broken).toEqual([]);
  });

  it.each(PROSE)("keeps the tone in %s", (path) => {
    const text = withoutCode(read(path));
    expect(text.match(/\p{Extended_Pictographic}/gu) ?? []).toEqual([]);
    // What a script writes between comments, as docs/performance.md, is found by them.
    expect(
      text
        .replaceAll(/<!--[^]*?-->/gu, "")
        .replaceAll("![", "[")
        .match(/.{0,30}!.{0,10}/gu) ?? [],
    ).toEqual([]);
  });
});
