#!/usr/bin/env node
/** `npm test`: everything that a change must pass, on a fresh clone too. `npm test -- <step or part of a test's path>` runs a part. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { node24, prepare } from "../cli/bootstrap/prepare.mjs";
import { stepEnvironment } from "../cli/bootstrap/step.mjs";
import { interrupt, run, wasInterrupted } from "./run/child.mjs";
import { prepareDebian } from "./run/debian.mjs";
import { grouped, select, testFiles, vitestCommand } from "./run/steps.mjs";
import { addTests, fail, judgeUnsteady, newTally, pass, summary } from "./run/tally.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
/** It is to take less than 25 on two processors; a slower machine is not told that something is wrong for two more. */
const TOTAL_LIMIT_MS = 27 * 60_000;
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
judgeUnsteady(tally);
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
  for (const group of grouped(steps)) await runGroup(group, node);
}

/** One for each processor at a time, beside a step that waits. What they print is shown when they end, or nobody could tell whose it is. */
async function runGroup(steps, node) {
  if (steps.length === 1) return runStep(steps[0], { node });
  const waiting = steps.filter(({ waits }) => waits);
  const others = steps.filter(({ waits }) => !waits);
  const isLow = waiting.length > 0;
  const take = async () => {
    for (let step = others.shift(); step; step = others.shift()) await runStep(step, { node, isAlone: false, isLow });
  };
  await Promise.all([...waiting.map((step) => runStep(step, { node })), ...Array.from({ length: availableParallelism() }, take)]);
}

async function runStep(step, { node, isAlone = true, isLow = false }) {
  const since = Date.now();
  const heard = [];
  const hear = isAlone ? null : (text) => heard.push(text);
  if (isAlone) header(step.title);
  const left = TOTAL_LIMIT_MS - (Date.now() - started);
  if (wasInterrupted()) return fail(tally, `${step.name}: not run, interrupted by ${wasInterrupted()}`);
  if (left <= 0) return fail(tally, `${step.name}: not run, the ${TOTAL_LIMIT_MS / 60_000} minutes for everything are over`);
  const limitMs = Math.min(step.limitMs, left);
  const isPassed = await (step.tests ? runTests : runCheck)(step, { node, limitMs, hear, isLow });
  if (!isAlone) header(`${step.title}\n${heard.join("").trimEnd()}`);
  console.log(`--- ${step.title}: ${isPassed ? "passed" : "FAILED"} in ${seconds(since)}`);
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

/** Resolves with whether it passed, as `runTests` does. */
async function runCheck({ name, commands }, { node, ...how }) {
  for (const command of commands) {
    const wrong = await run([node, ...command], { cwd: ROOT, env: environment(node), ...how });
    if (!wrong) continue;
    fail(tally, `${name}: ${wrong}`);
    return false;
  }
  pass(tally);
  return true;
}

async function runTests({ name, own, projects, filters }, { node, ...how }) {
  const before = tally.failed;
  if (own.length === 0) {
    fail(tally, `${name}: there is no test file`);
    return false;
  }
  const file = join(scratch, `${name}.json`);
  const env = { ...environment(node), CULPRIT_TALLY: file };
  const wrong = await run([node, ...vitestCommand({ name, projects, filters })], { cwd: ROOT, env, ...how });
  addTests(tally, { name, report: readReport(file), wrong });
  return tally.failed === before;
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return null; // it ended before it could count
    throw error;
  }
}
