import { readFileSync } from "node:fs";
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

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly os?: readonly string[];
}

test("every package that ships on Linux is pinned with the hash of what was looked at", () => {
  const root = join(import.meta.dirname, "..", "..");
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
