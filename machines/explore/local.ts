import { inequation } from "../explain/claim.ts";
import { listOf } from "../explain/number.ts";
import { stateIn, type CellClaim, type Model, type World } from "./cells.ts";
import { finding, type Finding } from "./finding.ts";
import { claimsOf, freeCells, localStanding, outcomesOf, solve, worldsOver } from "./solve.ts";

/** Rules that concern one hypothesis and its tests, or two on one host. Exhaustive over the regions, whatever the size of the runbook. */
export function localFindings(model: Model, base: World): readonly Finding[] {
  const instances = model.asked.instances.map(({ id }) => ({ id, claims: claimsOf(model, id) }));
  return unique([
    ...model.claims.flatMap((claim) => deadClaim(model, claim, base)),
    ...instances.flatMap(({ id, claims }) => unsupportable(model, { id, claims, base })),
    ...indistinguishable(model, base),
  ]);
}

/** The same hypothesis on two hosts has the same defect; once is enough. */
const unique = (findings: readonly Finding[]): readonly Finding[] => [...new Map(findings.map((each) => [each.say, each])).values()];

const sayAt = ({ predicted }: CellClaim): string =>
  `"${inequation(predicted.claim)}" (test ${predicted.test}, hypothesis ${predicted.instance.hypothesis})`;

function deadClaim(model: Model, claim: CellClaim, base: World): readonly Finding[] {
  const outcomes = outcomesOf(model, claim, base);
  if (outcomes.has("held") && outcomes.has("failed")) return [];
  if (!outcomes.has("held") && !outcomes.has("failed")) {
    return [
      finding(
        "claim-readable",
        `${sayAt(claim)} can never be known on ${claim.predicted.host}. What it refers to is not read there: run that test on the same role, or refer to a role that has it.`,
      ),
    ];
  }
  const never = outcomes.has("held") ? "fail" : "hold";
  return [finding("claim-both-ways", `${sayAt(claim)} can never ${never}. Compare with another value, or remove it: it tells nothing.`)];
}

interface Local {
  readonly id: string;
  readonly claims: readonly CellClaim[];
  readonly base: World;
}

function unsupportable(model: Model, { id, claims, base }: Local): readonly Finding[] {
  const hypothesis = model.asked.instances.find((each) => each.id === id);
  const name = hypothesis?.hypothesis ?? id;
  const remainder = model.asked.facts.runbook.hypotheses[name]?.remainder === true;
  if (claims.length === 0 && remainder) return [];
  if (claims.length === 0)
    return [
      finding(
        "reachable",
        `No run ends in ${id}: no test predicts anything about it${hypothesis?.host === undefined ? "" : ` on the role ${hypothesis.host.role}`}. Add a prediction to a test that runs there, or take the role out of "at".`,
      ),
    ];
  if (solve(model, claims, { world: base, goal: (world) => localStanding(claims, world) === "supported" }) !== null) return [];
  const necessary = claims.filter(({ predicted }) => predicted.claim.strength !== "characteristic");
  if (!remainder && claims.every(({ predicted }) => predicted.claim.strength === "necessary")) {
    return [
      finding(
        "reachable",
        `No run ends in ${name}: it has necessary predictions only, and they support nothing. Make one of them "both", or add a characteristic one.`,
      ),
    ];
  }
  const pair = necessary
    .flatMap((a, index) => necessary.slice(index + 1).map((b) => [a, b] as const))
    .find(
      ([a, b]) =>
        solve(model, [a, b], { world: base, goal: (world) => stateIn(world, a) === "held" && stateIn(world, b) === "held" }) === null,
    );
  const which = pair === undefined ? "its necessary predictions" : `${sayAt(pair[0])} and ${sayAt(pair[1])}`;
  return [
    finding(
      "contradiction",
      `No run ends in ${name}: ${which} contradict each other, so they never hold together. Correct one of them, or make it characteristic.`,
    ),
  ];
}

/** Two hypotheses on one host with the same predictions always stand alike. Different counts can still tell them apart. */
function indistinguishable(model: Model, base: World): readonly Finding[] {
  const { hypotheses } = model.asked.facts.runbook;
  const instances = model.asked.instances.filter(({ hypothesis }) => hypotheses[hypothesis]?.remainder !== true);
  return instances.flatMap((a, index) =>
    instances.slice(index + 1).flatMap((b): readonly Finding[] => {
      if (a.host?.key !== b.host?.key || a.hypothesis === b.hypothesis) return [];
      if (JSON.stringify(hypotheses[a.hypothesis]?.accounts ?? null) !== JSON.stringify(hypotheses[b.hypothesis]?.accounts ?? null))
        return [];
      if (!standAlike(model, base, [claimsOf(model, a.id), claimsOf(model, b.id)])) return [];
      const tests = listOf([...new Set(claimsOf(model, a.id).map(({ predicted }) => predicted.test))]);
      return [
        finding(
          "distinguishable",
          `${a.hypothesis} and ${b.hypothesis} can never be told apart: they predict the same in ${tests}. Add a test, or a prediction that only one of them makes, or make them one.`,
        ),
      ];
    }),
  );
}

function standAlike(model: Model, base: World, [a, b]: readonly [readonly CellClaim[], readonly CellClaim[]]): boolean {
  const cells = (claims: readonly CellClaim[]): string => freeCells(model, claims, base).toSorted().join(" ");
  if (a.length === 0 || b.length === 0 || cells(a) !== cells(b)) return false;
  for (const world of worldsOver(model, freeCells(model, [...a, ...b], base), base)) {
    if (localStanding(a, world) !== localStanding(b, world)) return false;
  }
  return true;
}
