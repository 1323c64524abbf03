/**
 * `npm run fuzz`: every parser, every derivation and the framing against lying hosts, for minutes. `-- --minutes 10 --seed 7 --only softnet`.
 * What it finds is printed with a seed that finds it again, and the exit code is 1. Once mended, the shrunk input goes into `corpus`.
 */
import { parseArgs } from "node:util";
import fc from "fast-check";
import { type CollectorId, type derivations, derive, parse } from "#collectors";
import { frameFault, frames } from "./frames.ts";
import { answersOf, collectorIds } from "./inputs.ts";
import { derivationIds, givensOf, sizeOf } from "./givens.ts";
import { faultOf } from "./sound.ts";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, seed: { type: "string" }, only: { type: "string" } },
});
const minutes = Number(values.minutes);
const firstSeed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const RUNS = 500;

interface Subject {
  readonly id: string;
  readonly run: (seed: number) => string | null;
}

const assertion = <T>(id: string, arbitrary: fc.Arbitrary<T>, fault: (input: T) => string | null): Subject => ({
  id,
  run: (seed) => {
    const outcome = fc.check(
      fc.property(arbitrary, (input) => {
        const found = fault(input);
        if (found !== null) throw new Error(found);
      }),
      { seed, numRuns: RUNS, endOnFailure: false },
    );
    return outcome.failed ? `${String(outcome.errorInstance)}\n${fc.defaultReportMessage(outcome)}` : null;
  },
});

const subjects: readonly Subject[] = [
  ...collectorIds.map((id: CollectorId) =>
    assertion(id, answersOf(id), ({ way, output }) => faultOf(id, parse(id, way, output), output.stdout.length + output.stderr.length)),
  ),
  ...derivationIds.map((id: keyof typeof derivations) =>
    assertion(id, givensOf(id), (given) => faultOf(id, derive(id, given), sizeOf(given))),
  ),
  assertion("framing", frames, frameFault),
].filter(({ id }) => values.only === undefined || id === values.only);

const until = Date.now() + minutes * 60_000;
const found = new Map<string, string>();
let inputs = 0;
let seed = firstSeed;
for (; Date.now() < until && found.size < subjects.length; seed += 1) {
  for (const subject of subjects) {
    if (found.has(subject.id)) continue;
    const message = subject.run(seed);
    inputs += RUNS;
    if (message !== null) {
      found.set(subject.id, message);
      console.log(`${subject.id}, seed ${seed}: ${message.slice(0, 20_000)}\n`);
    }
    if (Date.now() > until) break;
  }
}
console.log(
  `${inputs.toLocaleString("en")} inputs to ${subjects.length} parsers, derivations and the framing, seeds ${firstSeed} to ${seed}; ${found.size} at fault.`,
);
process.exitCode = found.size === 0 ? 0 : 1;
