import { PHASES, type Choice, type Phase, type Risk, type Test } from "./contract/index.ts";
import { REPRODUCTION } from "./evidence/asked.ts";
import type { Weighing } from "./judge.ts";
import { unaskedSpecs } from "./plan/sources.ts";
import { liveOf, stakesOf, type Stake } from "./plan/worth.ts";

/**
 * What a risk class adds to the seconds, per host. Arbitrary but ordered: a capture (R1) has to be about as useful as two seconds
 * of waiting, probe traffic (R2) as five, and a change of the host (R3) as half a minute, before it is preferred to reading a file.
 */
export const RISK_WEIGHT: Readonly<Record<Risk, number>> = { R0: 0, R1: 2, R2: 5, R3: 30 };

/** A collector that claims to cost nothing still takes a round trip. */
const LEAST_COST = 0.1;

export interface Candidate {
  readonly test: Test;
  readonly risk: Risk;
  readonly costSeconds: number;
  readonly pairsSplit: number;
  readonly score: number;
}

export const pairsOf = (count: number): number => (count * (count - 1)) / 2;

/** Tests that can still change a standing, best first: collectors before people, earlier phases, then most pairs of rivals split for the cost, then the author's order. */
export function candidatesOf(weighing: Weighing, stakes: readonly Stake[] = stakesOf(weighing)): readonly Candidate[] {
  const live = liveOf(weighing).map(({ instance }) => instance);
  const candidates = weighing.asked.facts.runbook.tests.flatMap((test): readonly Candidate[] => {
    const mine = stakes.filter((stake) => stake.test === test.id);
    if (mine.length === 0) return [];
    const { risk, costSeconds, weight } = costOf(weighing, test, new Set(mine.map(({ host }) => host)).size);
    const pairsSplit = pairsSplitBy(live, mine);
    // Nobody is asked for what tells nothing apart; of one cause that is left, the answer tells whether it is that one.
    if (test.ask !== undefined && pairsSplit === 0 && live.length > 1) return [];
    return [{ test, risk, costSeconds, pairsSplit, score: pairsSplit / weight }];
  });
  return candidates.sort(
    (a, b) => Number(a.test.ask !== undefined) - Number(b.test.ask !== undefined) || phaseOf(a) - phaseOf(b) || b.score - a.score,
  );
}

const phaseOf = ({ test }: Candidate): number => PHASES.indexOf(test.phase);

export function costOf(
  { asked }: Weighing,
  test: Pick<Test, "collect"> & { readonly id?: string },
  hosts: number,
): { readonly risk: Risk; readonly costSeconds: number; readonly weight: number } {
  const spec = Object.hasOwn(asked.facts.catalogue, test.collect) ? asked.facts.catalogue[test.collect] : undefined;
  // A derived test costs what its sources still cost: the sum of their seconds, and the greatest of their risks.
  const all = [spec, ...(test.id === undefined ? [] : unaskedSpecs(asked, test.id))];
  const risk = all
    .map((each) => each?.risk ?? "R3")
    .reduce((most, each) => (RISK_WEIGHT[each] > RISK_WEIGHT[most] ? each : most), "R0" as Risk);
  const costSeconds = all.reduce((sum, each) => sum + (each?.costSeconds ?? 0), 0);
  return { risk, costSeconds, weight: Math.max(LEAST_COST, costSeconds + RISK_WEIGHT[risk] * hosts) };
}

/** A pair of live instances is split when what is predicted for the two differs. */
export function pairsSplitBy(live: readonly string[], stakes: readonly Stake[]): number {
  const signatures = live.map((instance) =>
    stakes
      .filter((stake) => stake.instance === instance)
      .map(({ signature }) => signature)
      .sort()
      .join("\n"),
  );
  const groups = new Map<string, number>();
  for (const signature of signatures) groups.set(signature, (groups.get(signature) ?? 0) + 1);
  return pairsOf(live.length) - [...groups.values()].reduce((sum, size) => sum + pairsOf(size), 0);
}

export interface Lead {
  readonly test: string;
  readonly phase: Phase;
  readonly choice: Omit<Choice, "riders" | "instead">;
}

/** The test that the next round is about; null when nothing is worth asking. */
export function choose(weighing: Weighing): Lead | null {
  const [best] = candidatesOf(weighing);
  return best === undefined ? null : leadOf(weighing, best);
}

export function leadOf(weighing: Weighing, { test, risk, costSeconds, pairsSplit }: Candidate): Lead {
  const pairsOpen = pairsOf(liveOf(weighing).length);
  return { test: test.id, phase: test.phase, choice: { test: test.id, risk, costSeconds, pairsSplit, pairsOpen } };
}

/** Measuring the symptom leads when no test of its phase does; what shares its window is what it tells apart. */
export function reproductionLead(weighing: Weighing, riders: ReadonlySet<string>): Lead {
  const reproduction = weighing.asked.facts.runbook.reproduction;
  const { risk, costSeconds } = costOf(weighing, { collect: reproduction?.collect ?? "" }, 1);
  const live = liveOf(weighing).map(({ instance }) => instance);
  const pairsSplit = pairsSplitBy(
    live,
    stakesOf(weighing).filter(({ test }) => riders.has(test)),
  );
  return {
    test: REPRODUCTION,
    phase: "reproduce",
    choice: { test: REPRODUCTION, risk, costSeconds, pairsSplit, pairsOpen: pairsOf(live.length) },
  };
}
