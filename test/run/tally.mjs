/** The count at the end: checks and tests together. */

export function newTally() {
  return { passed: 0, failed: 0, failures: [], skipped: [] };
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
  for (const { file, name: test, state, why } of report.tests) {
    const what = `${file} > ${test}`;
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

/** Everything said at the end; the last line is the only one of its form. */
export function summary({ passed, failed, failures, skipped }) {
  const reasons = Map.groupBy ? [...Map.groupBy(skipped, ({ why }) => why)] : skipped.map((one) => [one.why, [one]]);
  return [
    ...(skipped.length > 0 ? ["Skipped:"] : []),
    ...reasons.flatMap(([why, ones]) => [`  ${why}`, ...ones.map(({ what }) => `    ${what}`)]),
    ...(failures.length > 0 ? ["Failed:"] : []),
    ...failures.map((what) => `  ${what}`),
    "",
    `${passed} passed, ${failed} failed, ${skipped.length} skipped`,
  ];
}
