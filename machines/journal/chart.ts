import { PHASES } from "../contract/index.ts";
import type { Catalogue, Phase, Risk, Runbook, VerdictKind } from "../contract/index.ts";
import { REPRODUCTION } from "../evidence/asked.ts";

/** One test as a state: what it is called and what it costs. */
export interface ChartTest {
  readonly test: string;
  readonly title: string;
  readonly why: string;
  readonly risk: Risk | null;
  readonly costSeconds: number | null;
  /** Hypotheses that deduce something about it. */
  readonly predicts: number;
}

export interface ChartPhase {
  readonly phase: Exclude<Phase, "brief" | "verdict">;
  readonly tests: readonly ChartTest[];
}

/** The statechart of a runbook as data to draw: phases in their order, the tests in each, and the ends. */
export interface Chart {
  readonly phases: readonly ChartPhase[];
  readonly ends: readonly { readonly kind: VerdictKind; readonly say: string }[];
}

const ENDS: Chart["ends"] = [
  { kind: "cause", say: "one cause is named" },
  { kind: "several", say: "more than one is left" },
  { kind: "noneOfThese", say: "all are refuted" },
  { kind: "undetermined", say: "lists what is missing" },
  { kind: "symptomAbsent", say: "symptom not seen" },
];

const isWorked = (phase: Phase): phase is ChartPhase["phase"] => phase !== "brief" && phase !== "verdict";

export function chartOf(runbook: Runbook, catalogue: Catalogue): Chart {
  const costs = (collect: string): Pick<ChartTest, "title" | "risk" | "costSeconds"> => {
    const spec = Object.hasOwn(catalogue, collect) ? catalogue[collect] : undefined;
    return { title: spec?.title ?? collect, risk: spec?.risk ?? null, costSeconds: spec?.costSeconds ?? null };
  };
  const { reproduction } = runbook;
  const probe: readonly ChartTest[] =
    reproduction === undefined ? [] : [{ test: REPRODUCTION, why: reproduction.why, predicts: 0, ...costs(reproduction.collect) }];
  const phases = PHASES.filter(isWorked).map((phase) => ({
    phase,
    tests: [
      ...(phase === "reproduce" ? probe : []),
      ...runbook.tests
        .filter((test) => test.phase === phase)
        .map(({ id, why, predicts, collect }) => ({ test: id, why, predicts: Object.keys(predicts).length, ...costs(collect) })),
    ],
  }));
  return { phases: phases.filter(({ tests }) => tests.length > 0), ends: ENDS };
}
