import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogue } from "#collectors";
import { runbooks } from "#runbooks";
import { PERSON, type Recording, type Runbook } from "#machines/contract/index.ts";
import { judgeRecording } from "./replay.ts";

const ROOT = join(import.meta.dirname, "..", "..", "runbooks");

/** What is known to be missing, and why. Whatever is mended has to go from here. */
const MISSING: Readonly<Record<string, string>> = {};

const casesOf = ({ id }: Runbook): readonly Recording[] =>
  readdirSync(join(ROOT, id, "cases"))
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(join(ROOT, id, "cases", file), "utf8")) as Recording);

/** What is collected for a reading, through everything that is worked out. */
function sourcesOf(collector: string): readonly string[] {
  const from = catalogue[collector]?.from;
  return from === undefined ? [collector] : [...new Set(from.flatMap((each) => (each === collector ? [] : sourcesOf(each))))];
}

/** Collectors whose readings can speak for a cause; for one that is left over when all else is ruled out, those that could rule it out. */
function decidingFor(runbook: Runbook, cause: string): readonly string[] {
  const asks = runbook.tests.filter(({ collect, predicts }) => collect !== PERSON && predicts[cause] !== undefined);
  const speak = asks.filter(({ predicts }) => (predicts[cause] ?? []).some(({ strength }) => strength !== "necessary"));
  return [...new Set((speak.length > 0 ? speak : asks).flatMap(({ collect }) => sourcesOf(collect)))];
}

const refutes = (runbook: Runbook, one: Recording, cause: string): boolean => {
  const { kind, causes, standings } = one.expect;
  if ((kind !== "cause" && kind !== "several") || causes.some(({ id }) => id === cause)) return false;
  const all = standings ?? Object.fromEntries(judgeRecording(runbook, one).standings.map(({ instance, standing }) => [instance, standing]));
  const own = Object.entries(all).filter(([instance]) => instance.split("@")[0] === cause);
  return own.length > 0 && own.every(([, standing]) => standing === "refuted");
};

/** How the cause stands, where it was named, once these collectors are refused everywhere. */
function standsWithout(
  runbook: Runbook,
  one: Recording,
  { cause, blind }: { readonly cause: string; readonly blind: readonly string[] },
): readonly string[] {
  const where = one.expect.causes.find(({ id }) => id === cause)?.host;
  // Nor has anybody said anything.
  return judgeRecording(runbook, { ...one, answers: {} }, { blind: new Set(blind) })
    .standings.filter(({ hypothesis, host }) => hypothesis === cause && host === where)
    .map(({ standing }) => standing);
}

function missingOf(runbook: Runbook, cause: string, cases: readonly Recording[]): readonly string[] {
  const name = `${runbook.id} ${cause}`;
  const named = cases.find(({ expect: { causes } }) => causes.some(({ id }) => id === cause));
  if (named === undefined) return [`${name} is named in no case`];
  const deciding = decidingFor(runbook, cause);
  const alone = deciding.filter((blind) => standsWithout(runbook, named, { cause, blind: [blind] }).includes("refuted"));
  const without = standsWithout(runbook, named, { cause, blind: deciding });
  return [
    ...(cases.some((one) => refutes(runbook, one, cause)) ? [] : [`${name} has no case of another cause that refutes it`]),
    ...alone.map((blind) => `${name} is refuted without ${blind}`),
    ...(without.includes("supported") ? [`${name} is supported by nothing that was read`] : []),
  ];
}

describe("each cause is ruled out where a look-alike is true, and stands open where what would decide is blinded", () => {
  test.each(runbooks.map((runbook) => ({ id: runbook.id, runbook })))(
    "in $id",
    ({ id, runbook }) => {
      const cases = casesOf(runbook);
      const missing = Object.keys(runbook.hypotheses).flatMap((cause) => missingOf(runbook, cause, cases));
      expect(missing.toSorted()).toEqual(
        Object.keys(MISSING)
          .filter((each) => each.startsWith(`${id} `))
          .toSorted(),
      );
    },
    120_000,
  );
});
