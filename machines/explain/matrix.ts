import {
  PHASES,
  type Catalogue,
  type Claim,
  type Of,
  type Phase,
  type Risk,
  type Runbook,
  type Strength,
  type Test,
} from "../contract/index.ts";
import { momentOf } from "../evidence/seen.ts";
import { explainClaim, inequation } from "./claim.ts";
import { sayClaim } from "./hypothesis.ts";

/** One prediction, short for a cell and whole for its detail. */
export interface CellClaim {
  readonly field: string;
  /** What follows the field in the inequation: "change > 0". */
  readonly rest: string;
  readonly strength: Strength;
  /** "dropped rises by more than 0" */
  readonly say: string;
  /** What the field is, as its collector says it. */
  readonly about: string;
  /** What else has to hold before a failure counts; null: nothing. */
  readonly provided: string | null;
}

export interface MatrixRow {
  readonly id: string;
  readonly claim: string;
  /** Titles of the roles on whose hosts it can be the cause; none: it is about the whole incident. */
  readonly at: readonly string[];
  readonly source: string;
}

export interface MatrixColumn {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly why: string;
  readonly phase: Phase;
  readonly when: Test["when"];
  readonly risk: Risk;
  readonly costSeconds: number;
  /** It runs nothing: it is worked out from other tests' readings. */
  readonly derived: boolean;
  /** Titles of the roles on whose hosts it runs. */
  readonly on: readonly string[];
}

/** What each cause would make visible: hypotheses x tests, every prediction of the runbook. */
export interface Matrix {
  readonly rows: readonly MatrixRow[];
  /** Tests of which something is predicted, in the order of their phases. */
  readonly columns: readonly MatrixColumn[];
  /** Tests that are read for others to work with. */
  readonly forOthers: readonly MatrixColumn[];
  /** By hypothesis and test, `${row}|${column}`; missing: it predicts nothing there. */
  readonly cells: Readonly<Record<string, readonly CellClaim[]>>;
}

export const cellKey = (hypothesis: string, test: string): string => `${hypothesis}|${test}`;

export function matrixOf(runbook: Runbook, catalogue: Catalogue): Matrix {
  const roleTitles = (roles: readonly string[]): readonly string[] => roles.map((role) => runbook.roles[role]?.title ?? role);
  const columns = runbook.tests
    .toSorted((a, b) => PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase))
    .map((test) => ({ predicts: Object.keys(test.predicts).length > 0, column: columnOf(test, catalogue, roleTitles(test.on)) }));
  return {
    rows: Object.entries(runbook.hypotheses).map(([id, hypothesis]) => ({
      id,
      claim: sayClaim(hypothesis, { host: undefined, object: undefined }),
      at: roleTitles(hypothesis.at),
      source: hypothesis.source,
    })),
    columns: columns.filter(({ predicts }) => predicts).map(({ column }) => column),
    forOthers: columns.filter(({ predicts }) => !predicts).map(({ column }) => column),
    cells: Object.fromEntries(
      runbook.tests.flatMap((test) =>
        Object.entries(test.predicts).map(([id, claims]) => [cellKey(id, test.id), claims.map((claim) => claimOf(claim, test, catalogue))]),
      ),
    ),
  };
}

function columnOf({ id, collect, why, phase, when, ask }: Test, catalogue: Catalogue, on: readonly string[]): MatrixColumn {
  const spec = Object.hasOwn(catalogue, collect) ? catalogue[collect] : undefined;
  return {
    id,
    title: spec?.title ?? collect,
    about: ask?.question ?? spec?.about ?? "",
    why,
    phase,
    when,
    on,
    risk: spec?.risk ?? "R0",
    costSeconds: spec?.costSeconds ?? 0,
    derived: spec?.from !== undefined,
  };
}

function claimOf(claim: Claim, { collect, when }: Test, catalogue: Catalogue): CellClaim {
  const spec = Object.hasOwn(catalogue, collect) ? catalogue[collect] : undefined;
  const moment = (comparison: Pick<Claim, "field" | "of">): Of => momentOf(comparison, { when, spec });
  const { provided } = claim;
  return {
    field: claim.field,
    rest: inequation(claim, moment(claim)).slice(claim.field.length).trim(),
    strength: claim.strength,
    say: explainClaim(claim, moment(claim)),
    about: spec !== undefined && Object.hasOwn(spec.fields, claim.field) ? (spec.fields[claim.field]?.about ?? "") : "",
    provided: provided === undefined ? null : explainClaim(provided, moment(provided)),
  };
}
