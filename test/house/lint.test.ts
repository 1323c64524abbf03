import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ESLint } from "eslint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "./tree.ts";

const LAWFUL: Readonly<Record<string, string>> = {
  "machines/judge.ts": `export const judge = (at: string): number => new Date(at).getTime();\n`,
  "runbooks/lawful/runbook.ts": `import { defineRunbook } from "#machines";\nexport default defineRunbook({ id: "lawful" });\n`,
  "server/safe.ts": `export const read = (text: string): unknown => {\n  try {\n    return JSON.parse(text);\n  } catch (cause) {\n    return { kind: "unparsable", cause };\n  }\n};\n`,
  "app/page.tsx": `export default function Page() {\n  return <p>Culprit</p>;\n}\n`,
};

const LONG = Array.from({ length: 301 }, (_, n) => `export const v${n} = ${n};`).join("\n");
const LONG_FUNCTION = `export function long() {\n${Array.from({ length: 61 }, (_, n) => `  void ${n};`).join("\n")}\n}\n`;

/** A line that must not pass: rule, file, text. */
const PLANTED: readonly (readonly [rule: string, file: string, text: string])[] = [
  ["no-restricted-properties", "machines/now.ts", `export const now = () => Date.now();`],
  ["no-restricted-syntax", "machines/date.ts", `export const now = () => new Date();`],
  ["no-restricted-properties", "collectors/dice.ts", `export const dice = () => Math.random();`],
  ["no-restricted-globals", "machines/environment.ts", `export const home = process.env["HOME"];`],
  ["no-restricted-globals", "collectors/net.ts", `export const get = () => fetch("http://127.0.0.1");`],
  ["no-restricted-globals", "machines/wait.ts", `export const wait = (f: () => void) => setTimeout(f, 1);`],
  ["no-restricted-syntax", "machines/order.ts", `export const order = (a: string, b: string) => a.localeCompare(b);`],
  ["no-restricted-globals", "runbooks/globals/runbook.ts", `export default { id: process.title };`],
  ["no-restricted-syntax", "runbooks/functions/runbook.ts", `export default { id: () => "x" };`],
  ["no-restricted-syntax", "runbooks/templates/runbook.ts", `const a = "x";\nexport default { id: \`\${a}\` };`],
  ["no-restricted-syntax", "runbooks/spreads/runbook.ts", `const a = { id: "x" };\nexport default { ...a };`],
  ["no-restricted-syntax", "runbooks/branches/runbook.ts", `export default { id: 1 > 2 ? "x" : "y" };`],
  ["no-restricted-syntax", "runbooks/calls/runbook.ts", `export default { id: String(1) };`],
  ["no-restricted-syntax", "server/swallow.ts", `try {\n  void 0;\n} catch {\n  // nothing\n}`],
  ["no-restricted-syntax", "server/enum.ts", `export enum Kind { a }`],
  ["no-restricted-exports", "server/default.ts", `export default 1;`],
  ["no-restricted-exports", "machines/default.ts", `const a = 1;\nexport { a as default };`],
  ["max-lines", "server/long.ts", LONG],
  ["max-lines-per-function", "server/long-function.ts", LONG_FUNCTION],
  ["max-params", "server/params.ts", `export const f = (a: 1, b: 1, c: 1, d: 1) => [a, b, c, d];`],
  ["@typescript-eslint/no-explicit-any", "server/any.ts", `export const f = (a: any) => a as string;`],
  ["@typescript-eslint/no-floating-promises", "server/floating.ts", `export const f = () => {\n  Promise.resolve(1);\n};`],
  [
    "@typescript-eslint/no-misused-promises",
    "server/misused.ts",
    `export const f = (a: Promise<boolean>) => {\n  if (a) return 1;\n  return 2;\n};`,
  ],
  [
    "@typescript-eslint/switch-exhaustiveness-check",
    "server/switch.ts",
    `export const f = (a: "x" | "y") => {\n  switch (a) {\n    case "x":\n      return 1;\n  }\n  return 2;\n};`,
  ],
  [
    "@typescript-eslint/consistent-type-imports",
    "server/types.ts",
    `import { judge } from "../machines/judge.ts";\nexport type J = typeof judge;`,
  ],
  ["@next/next/no-img-element", "app/picture.tsx", `export const Picture = () => <img src="/a.png" alt="" />;`],
  [
    "react-hooks/rules-of-hooks",
    "app/hook.tsx",
    `import { useState } from "react";\nexport const Hook = ({ a }: { a: boolean }) => {\n  if (a) useState(1);\n  return null;\n};`,
  ],
];

describe("lint", () => {
  let place = "";
  const found = new Map<string, readonly (string | null)[]>();

  beforeAll(async () => {
    place = await realpath(await mkdtemp(join(tmpdir(), "culprit lint ")));
    for (const file of ["eslint.config.js", "package.json", "tsconfig.json"]) await cp(join(ROOT, file), join(place, file));
    await symlink(join(ROOT, "node_modules"), join(place, "node_modules"));
    const unused = `// eslint-disable-next-line max-lines -- nothing to switch off here\nexport const a = 1;\n`;
    const texts = {
      ...LAWFUL,
      "server/unused.ts": unused,
      ...Object.fromEntries(PLANTED.map(([, file, text]) => [file, text])),
    };
    for (const [file, text] of Object.entries(texts)) {
      await mkdir(dirname(join(place, file)), { recursive: true });
      await writeFile(join(place, file), text);
    }
    for (const { filePath, messages } of await new ESLint({ cwd: place }).lintFiles(["."])) {
      found.set(
        filePath.slice(place.length + 1),
        messages.map(({ ruleId, severity }) => (severity === 2 ? ruleId : "warning")),
      );
    }
  }, 60_000);

  afterAll(() => rm(place, { recursive: true, force: true }));

  it.each(Object.keys(LAWFUL))("passes %s", (file) => {
    expect(found.get(file)).toEqual([]);
  });

  it.each(PLANTED)("reports %s in %s", (rule, file) => {
    expect(found.get(file)).toContain(rule);
  });

  it("reports a switched-off rule that had nothing to report", () => {
    expect(found.get("server/unused.ts")).toEqual([null]);
  });
});
