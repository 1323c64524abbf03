/**
 * Vitest reporter: writes what the runner counts, why each skipped test was skipped, and how a test that passed at its second try failed
 * at first, to the file named by CULPRIT_TALLY.
 */
import { writeFileSync } from "node:fs";

const firstLine = (text) => String(text).split("\n", 1)[0];

/** The set-up of a test's file or group that failed, if one did: its tests never ran, and vitest calls them skipped. */
function brokenSetUp(test) {
  for (let group = test.parent; group; group = group.parent) {
    const errors = group.errors?.() ?? [];
    if (errors.length > 0) return firstLine(errors[0].message);
  }
  return null;
}

function firstTry(test) {
  if (!test.diagnostic()?.flaky) return null;
  const [error] = test.result().errors ?? [];
  return firstLine(error?.message ?? "no error was kept");
}

function outcome(test) {
  const { state, note } = test.result();
  const broken = state === "skipped" ? brokenSetUp(test) : null;
  if (broken) return { state: "failed", why: `its set-up failed: ${broken}` };
  if (state === "skipped") return { state: "skipped", why: note ?? null };
  if (state === "passed") return { state, why: null, firstTry: firstTry(test) };
  return { state: "failed", why: state === "pending" ? "it never ended" : null };
}

export default class TallyReporter {
  onTestRunEnd(modules, unhandled, reason) {
    const tests = [];
    const broken = unhandled.map((error) => `outside any test: ${firstLine(error.message)}`);
    for (const module of modules) {
      const file = module.relativeModuleId ?? module.moduleId;
      const before = tests.length;
      for (const test of module.children.allTests()) tests.push({ file, name: test.fullName, ...outcome(test) });
      const [error] = module.errors();
      if (error && !tests.slice(before).some(({ state }) => state === "failed")) {
        broken.push(`${file}: ${firstLine(error.message)}`);
      }
    }
    writeFileSync(process.env.CULPRIT_TALLY, JSON.stringify({ tests, broken, reason }));
  }
}
