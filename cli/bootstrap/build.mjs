import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { ROOT } from "./place.mjs";
import { runStep, stepEnvironment } from "./step.mjs";
import { stepTrouble } from "./trouble.mjs";

/** Everything that can get into the pages. */
const SOURCES = [
  "app",
  "collectors",
  "lab",
  "machines",
  "runbooks",
  "server",
  "public",
  "prisma/schema.prisma",
  "proxy.ts",
  "instrumentation.ts",
  "next.config.js",
  "postcss.config.mjs",
  "postcss.config.js",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
];

const BUILD = join(ROOT, ".next");
/** Inside the build, so that deleting that deletes it, too. */
const STAMP = join(BUILD, "culprit-build.json");

/** The pages, built by Next. */
export const buildPages = {
  title: "Building the pages (about half a minute)",
  isDone: () => {
    const made = readStamp();
    if (made === null || !existsSync(join(BUILD, "BUILD_ID"))) return false;
    return made.quick === quickHash() || made.content === contentHash();
  },
  run: async ({ node, signal }) => {
    const content = contentHash();
    const quick = quickHash();
    rmSync(STAMP, { force: true });
    const env = { ...stepEnvironment(dirname(node)), NODE_ENV: "production" };
    const failed = await runStep([node, join(ROOT, "node_modules", "next", "dist", "bin", "next"), "build"], {
      env,
      signal,
    });
    if (failed !== null) throw stepTrouble("Building the pages", failed);
    // What was read before the build: a file saved meanwhile makes it stale.
    writeFileSync(STAMP, `${JSON.stringify({ quick, content })}\n`);
  },
};

const readStamp = () => {
  try {
    return JSON.parse(readFileSync(STAMP, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ENOTDIR" || error instanceof SyntaxError) return null;
    throw error;
  }
};

/** Names, sizes and times: a few milliseconds. */
const quickHash = () => hashOf((path, stat) => `${stat.size} ${stat.mtimeMs}`);

/** What the files say: asked when a time differs, as after a checkout back and forth. */
const contentHash = () => hashOf((path) => createHash("sha256").update(readFileSync(path)).digest("hex"));

const hashOf = (describe) => {
  const hash = createHash("sha256");
  for (const path of SOURCES.flatMap((source) => filesOf(join(ROOT, source)))) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat !== undefined) hash.update(`${relative(ROOT, path)} ${describe(path, stat)}\n`);
  }
  return hash.digest("hex");
};

const filesOf = (path) => {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.name.startsWith(".") ? [] : entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)],
    );
};
