/** The count at the end: checks and tests together. */

/**
 * Tests with real processes, networks and browsers may fail once on a machine that was busy with something else: they are tried a second
 * time, and listed. More than this many in one run are no accident.
 */
const MAX_UNSTEADY = 4;

export function newTally() {
  return { passed: 0, failed: 0, failures: [], skipped: [], unsteady: [] };
}

export function pass(tally, count = 1) {
  tally.passed += count;
}

export function fail(tally, what) {
  tally.failed += 1;
  tally.failures.push(what);
}

/** Adds one vitest step. `report` is what reporter.mjs wrote, or null when it wrote nothing; `wrong` what the command ended with. */
export function addTests(tally, { name, report, wrong }) {
  if (!report) return fail(tally, `${name}: ${wrong ?? "no report was written"}`);
  const before = tally.failed;
  for (const { file, name: test, state, why, firstTry } of report.tests) {
    const what = `${file} > ${test}`;
    if (firstTry) tally.unsteady.push({ what, why: firstTry });
    if (state === "passed") pass(tally);
    else if (state === "failed") fail(tally, why ? `${what}: ${why}` : what);
    else if (why) tally.skipped.push({ what, why });
    else fail(tally, `${what}: skipped without a reason; use describeWith of test/needs.ts, or context.skip("why")`);
  }
  for (const what of report.broken) fail(tally, `${name}: ${what}`);
  if (report.tests.length === 0 && report.broken.length === 0) fail(tally, `${name}: no test ran`);
  // Tests may all have passed and vitest still have failed: a crash at the end, a limit reached.
  if (wrong && tally.failed === before) fail(tally, `${name}: ${wrong}`);
}

/** To be called once, after the last step. */
export function judgeUnsteady(tally) {
  const { length } = tally.unsteady;
  if (length > MAX_UNSTEADY) fail(tally, `${length} tests passed only at their second try; ${MAX_UNSTEADY} are put up with`);
}

/** Everything said at the end; the last line is the only one of its form. */
export function summary({ passed, failed, failures, skipped, unsteady }) {
  const reasons = Map.groupBy ? [...Map.groupBy(skipped, ({ why }) => why)] : skipped.map((one) => [one.why, [one]]);
  return [
    ...(skipped.length > 0 ? ["Skipped:"] : []),
    ...reasons.flatMap(([why, ones]) => [`  ${why}`, ...ones.map(({ what }) => `    ${what}`)]),
    ...(unsteady.length > 0 ? ["Passed at the second try:"] : []),
    ...unsteady.flatMap(({ what, why }) => [`  ${what}`, `    at first: ${why}`]),
    ...(failures.length > 0 ? ["Failed:"] : []),
    ...failures.map((what) => `  ${what}`),
    "",
    `${passed} passed, ${failed} failed, ${skipped.length} skipped`,
  ];
}
