import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readAudit } from "../run/audit.mjs";

const answer = (high: number) =>
  JSON.stringify({
    vulnerabilities: high === 0 ? {} : { left: { name: "left", severity: "high", range: "<1.3.0" } },
    metadata: { vulnerabilities: { low: 2, high, critical: 0, total: 2 + high }, dependencies: { prod: 120 } },
  });

test("what the registry says of known findings, and that silence is no answer", () => {
  expect(readAudit(answer(0))).toEqual({
    code: 0,
    say: "120 packages that ship: no known finding that is high or critical (2 lesser ones).",
  });
  expect(readAudit(answer(1))).toMatchObject({ code: 1, say: expect.stringContaining("high  left <1.3.0") as string });
  for (const silent of ["", "npm error", '{"message":"405 Method Not Allowed","error":{"summary":""}}', "{}"])
    expect(readAudit(silent)).toMatchObject({ code: 2, say: expect.stringContaining("not known") as string });
});

const root = join(import.meta.dirname, "..", "..");

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly os?: readonly string[];
}

test("every package that ships on Linux is pinned with the hash of what was looked at", () => {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as { packages: Record<string, Locked> };
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
    string,
    Record<string, string>
  >;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) expect(version, name).toMatch(/^\d/);
  const ships = ([path, { dev, devOptional, os }]: readonly [string, Locked]): boolean =>
    path !== "" && dev !== true && devOptional !== true && os?.includes("linux") !== false;
  const shipping = Object.entries(packages).filter(ships);
  expect(shipping.length).toBeGreaterThan(50);
  // Without an address of its own a package comes from the registry that npm is set to.
  const loose = shipping.filter(([, { integrity, resolved }]) => integrity === undefined || resolved !== undefined);
  expect(loose.map(([path]) => path)).toEqual([]);
});

test("the versions that were looked up by hand are those that ship", () => {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as { packages: Record<string, Locked> };
  const page = readFileSync(join(root, "docs", "security.md"), "utf8");
  const table = page.slice(page.indexOf("## What it is made of"), page.indexOf("## Not promised"));
  const rows = [...table.matchAll(/^\| ([@a-z][^ |]*) \| (\d[^ |]*) \|/gm)].map(([, name = "", version = ""]) => [name, version]);
  expect(rows.length).toBeGreaterThan(10);
  expect(rows).toEqual(rows.map(([name]) => [name, packages[`node_modules/${name}`]?.version]));
  // What answers or reads others before they are known is among them, whatever else changes.
  for (const name of ["next", "react", "ssh2", "pg", "openid-client"]) expect(rows.map(([row]) => row)).toContain(name);
});

test("no page has a function of the server, so that the gate may refuse what could be meant for one", () => {
  const files = readdirSync(join(root, "app"), { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => /^\s*["']use server["']/m.test(readFileSync(join(root, "app", file), "utf8")))).toEqual([]);
});

test("every test that the page of promises names is there", () => {
  const page = readFileSync(join(root, "docs", "security.md"), "utf8");
  const named = new Set([...page.matchAll(/[\w./-]+\.test\.ts/g)].map(([name]) => name.replace(/^(?:\.\.\/)?(?:test\/)?/, "")));
  const there = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" });
  expect(named.size).toBeGreaterThan(40);
  expect([...named].filter((name) => !there.some((file) => file === name || file.endsWith(`/${name}`)))).toEqual([]);
});
