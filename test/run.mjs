#!/usr/bin/env node
/** `npm test`: everything that a change must pass, on a fresh clone too. `npm test -- <step or part of a test's path>` runs a part. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { node24, prepare } from "../cli/bootstrap/prepare.mjs";
import { stepEnvironment } from "../cli/bootstrap/step.mjs";
import { interrupt, run, wasInterrupted } from "./run/child.mjs";
import { prepareDebian } from "./run/debian.mjs";
import { select, testFiles, vitestCommand } from "./run/steps.mjs";
import { addTests, fail, newTally, pass, summary } from "./run/tally.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const TOTAL_LIMIT_MS = 25 * 60_000;
const started = Date.now();
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
const header = (text) => console.log(`\n=== ${text}`);

const preparing = new AbortController();
const stop = (why) => {
  interrupt(why);
  preparing.abort(new Error(`interrupted by ${why}`));
};
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => stop(name));
stopWithParent();

const tally = newTally();
const scratch = mkdtempSync(join(tmpdir(), "culprit-test-"));
process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));

try {
  await everything(process.argv.slice(2));
} catch (error) {
  const isKnown = wasInterrupted() || error.name === "BootstrapTrouble";
  if (!isKnown) console.error(error);
  fail(tally, isKnown ? error.message : `the test runner itself: ${error.message}`);
}
if (tally.passed + tally.failed + tally.skipped.length === 0) fail(tally, "nothing ran");
console.log(["", ...summary(tally)].join("\n"));
process.exitCode = wasInterrupted() ? 130 : tally.failed > 0 ? 1 : 0;

async function everything(filters) {
  header("Prepare");
  await prepare({ build: false, quiet: false, signal: preparing.signal });
  const node = await node24({ signal: preparing.signal });
  console.log(prepareDebian().join("\n"));
  const { steps, unmatched } = select(filters, testFiles(ROOT));
  for (const filter of unmatched) fail(tally, `no step and no test file matches "${filter}"`);
  for (const step of steps) await runStep(step, node);
}

async function runStep(step, node) {
  header(step.title);
  const since = Date.now();
  const left = TOTAL_LIMIT_MS - (Date.now() - started);
  if (wasInterrupted()) return fail(tally, `${step.name}: not run, interrupted by ${wasInterrupted()}`);
  if (left <= 0) return fail(tally, `${step.name}: not run, the ${TOTAL_LIMIT_MS / 60_000} minutes for everything are over`);
  const limitMs = Math.min(step.limitMs, left);
  const before = tally.failed;
  await (step.tests ? runTests(step, { node, limitMs }) : runCheck(step, { node, limitMs }));
  console.log(`--- ${step.title}: ${tally.failed === before ? "passed" : "FAILED"} in ${seconds(since)}`);
}

/** Ours without what a person's shell says about npm or about a Culprit that is really used. */
function environment(node) {
  const ours = ([name]) => !/^(CULPRIT_|DATABASE_URL$|PG[A-Z]+$)/.test(name);
  return Object.fromEntries(Object.entries(stepEnvironment(dirname(node))).filter(ours));
}

/** npm may be killed without a chance to pass it on: then our parent changes. */
function stopWithParent() {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  setInterval(() => process.ppid !== parent && stop("the end of npm"), 1_000).unref();
}

async function runCheck({ name, commands }, { node, limitMs }) {
  for (const command of commands) {
    const wrong = await run([node, ...command], { cwd: ROOT, env: environment(node), limitMs });
    if (wrong) return fail(tally, `${name}: ${wrong}`);
  }
  pass(tally);
}

async function runTests({ name, own, filters }, { node, limitMs }) {
  if (own.length === 0) return fail(tally, `${name}: there is no test file`);
  const file = join(scratch, `${name}.json`);
  const env = { ...environment(node), CULPRIT_TALLY: file };
  const wrong = await run([node, ...vitestCommand(name, filters)], { cwd: ROOT, env, limitMs });
  addTests(tally, { name, report: readReport(file), wrong });
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return null; // it ended before it could count
    throw error;
  }
}
