/** What some tests need of the machine, and the sentence people read when it is not there. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";

const PLACES = [...(process.env["PATH"] ?? "").split(":"), "/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin"];

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}

/** Where a command is, system folders included; null when it is not installed. */
export function commandPath(name: string): string | null {
  return (
    PLACES.filter(Boolean)
      .map((place) => join(place, name))
      .find(executable) ?? null
  );
}

/** The program of a Debian PostgreSQL server, newest first; null when none is installed. */
export function postgresPath(name: "postgres" | "initdb" | "psql"): string | null {
  if (!existsSync("/usr/lib/postgresql")) return commandPath(name);
  const versions = readdirSync("/usr/lib/postgresql").toSorted((a, b) => Number(b) - Number(a));
  return versions.map((version) => `/usr/lib/postgresql/${version}/bin/${name}`).find(executable) ?? commandPath(name);
}

const isRoot = (): boolean => process.getuid?.() === 0;

function networkNamespaces(): string | null {
  if (!isRoot()) return "network namespaces need root";
  const { status, stderr } = spawnSync("unshare", ["--net", "true"], { encoding: "utf8" });
  return status === 0 ? null : `this machine refuses network namespaces: ${stderr.trim()}`;
}

/** Tests that run parts of the project under another account need a clone which that account may enter. */
function enterableByOthers(): string | null {
  if (!isRoot()) return "needs root";
  const { status } = spawnSync(process.execPath, ["-e", `require("fs").accessSync(${JSON.stringify(import.meta.dirname)})`], {
    uid: 65_534,
    gid: 65_534,
  });
  return status === 0 ? null : "this clone lies in a folder that other accounts may not enter";
}

const CHECKS: Readonly<Record<string, () => string | null>> = {
  root: () => (isRoot() ? null : "needs root"),
  "network namespaces": networkNamespaces,
  "a clone for all accounts": enterableByOthers,
  postgres: () => (postgresPath("postgres") ? null : "PostgreSQL of the distribution is not installed"),
};

const known = new Map<string, string | null>();

/**
 * Null when everything is there, else why not. A need is "root", "network namespaces", "postgres" (the distribution's server), or
 * the name of a command.
 */
export function missing(...needs: readonly string[]): string | null {
  for (const need of needs) {
    if (!known.has(need)) {
      const check = CHECKS[need] ?? (() => (commandPath(need) ? null : `${need} is not installed`));
      known.set(need, check());
    }
  }
  return needs.map((need) => known.get(need) ?? null).find((why) => why !== null) ?? null;
}

/** A group of tests that cannot run here, and why; null or undefined: it can. What it needs is not even prepared then. */
export function describeUnless(why: string | null | undefined, name: string, body: () => void): void {
  if (why === null || why === undefined) return void describe(name, body);
  describe(name, () => {
    it("needs what this machine does not offer", (context) => context.skip(why));
  });
}

/** One test that cannot run here, and why. */
export function itUnless(why: string | null | undefined, name: string, body: () => Promise<void> | void): void {
  if (why === null || why === undefined) it(name, body);
  else it(name, (context) => context.skip(why));
}

/**
 * A group of tests that needs something of the machine. Where that is missing, one skipped test stands for the group and says why;
 * a skip without a reason is a failure of `npm test`.
 */
export function describeWith(needs: readonly string[], name: string, body: () => void): void {
  describeUnless(missing(...needs), name, body);
}
