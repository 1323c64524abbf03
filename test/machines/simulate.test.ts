import { describe, expect, test } from "vitest";
import { catalogue } from "#collectors";
import { runbooks } from "#runbooks";
import type { Runbook } from "#machines/contract/index.ts";
import { cellKey, matrixOf } from "#machines/explain/index.ts";
import { stageOf, type Stage } from "#machines/simulate/stage.ts";
import { NO_TRIAL, withOutcome, withoutTest, withRound, type Trial } from "#machines/simulate/trial.ts";
import { simulate, type Simulation } from "#machines/simulate/view.ts";
import { readSetup, writeSetup } from "#app/_ui/simulator/address.ts";

const loss = runbooks.find(({ id }) => id === "small-packet-loss") as Runbook;
const everywhere = (runbook: Runbook): Stage => stageOf(runbook, catalogue, Object.keys(runbook.roles));

/** Answers what the engine asks until it asks no more. */
function toTheEnd(stage: Stage, from: Trial): { readonly trial: Trial; readonly simulation: Simulation } {
  let trial = from;
  for (let round = 0; round < 15; round += 1) {
    const simulation = simulate(stage, trial);
    if (simulation.next === null) return { trial, simulation };
    trial = withRound(trial, simulation.next.tests);
  }
  throw new Error("the engine went on asking");
}

describe("a simulation", () => {
  test.each(runbooks.map((runbook) => [runbook.id, runbook] as const))("of %s names the cause that was supposed", (_id, runbook) => {
    const stage = everywhere(runbook);
    const instances = stage.model.asked.instances.filter((_, index) => index % 7 === 0);
    for (const { id } of instances) {
      const { verdict } = toTheEnd(stage, { ...NO_TRIAL, suppose: id }).simulation;
      expect([...verdict.causes, ...verdict.contributing].map(({ instance }) => instance)).toContain(id);
    }
  });

  test("asks for the reproduction first, and says why", () => {
    const { next, hypotheses } = simulate(everywhere(loss), NO_TRIAL);
    expect(next?.tests).toContain("reproduction");
    expect(next?.why).toMatch(/tell apart \d+ of \d+ pairs of rivals/);
    expect([hypotheses.supported, hypotheses.refuted]).toEqual([[], []]);
  });

  test("moves standings by one outcome, out of turn, and back when it is taken back", () => {
    const stage = everywhere(loss);
    const column = matrixOf(loss, catalogue).columns[0]?.id ?? "";
    const trial = withOutcome(loss, NO_TRIAL, { test: column, outcome: "quiet" });
    expect(simulate(stage, trial).hypotheses.refuted.length).toBeGreaterThan(0);
    expect(simulate(stage, withoutTest(trial, column)).hypotheses.refuted).toEqual([]);
  });

  test("refutes nothing by what cannot be read", () => {
    const stage = everywhere(loss);
    const blind = loss.tests.reduce((trial, { id }) => withOutcome(loss, trial, { test: id, outcome: "unreadable" }), NO_TRIAL);
    const { hypotheses, verdict } = toTheEnd(stage, blind).simulation;
    expect(hypotheses.refuted).toEqual([]);
    expect(verdict.kind).toBe("undetermined");
  });

  test("ends where the symptom does not show", () => {
    const { verdict, next } = simulate(everywhere(loss), {
      ...withRound(
        NO_TRIAL,
        loss.tests.map(({ id }) => id),
      ),
      window: "absent",
    });
    expect([verdict.kind, next]).toEqual(["symptomAbsent", null]);
  });

  test("stands in its address, whole", () => {
    const stage = everywhere(loss);
    const suppose = stage.model.asked.instances[3]?.id ?? "";
    const { trial } = toTheEnd(stage, { ...NO_TRIAL, suppose });
    const cell = [...stage.model.cells.keys()].find((key) => !key.startsWith("reproduction")) ?? "";
    const setup = { roles: ["sender", "receiver"], trial: { ...trial, cells: { [cell]: 1 } } };
    expect(readSetup(loss, `?${writeSetup(loss, setup)}`)).toEqual(setup);
  });

  test("takes nothing from an address that the runbook does not know", () => {
    const { trial } = readSetup(loss, "?window=x&t=nobody:quiet&t=broken&c=nobody|a|b|c:1&c=y");
    expect(trial).toEqual(NO_TRIAL);
    expect(() =>
      simulate(everywhere(loss), { ...trial, suppose: "nobody", outcomes: { softnet: "nobody" }, cells: { "a|b": 9 } }),
    ).not.toThrow();
  });
});

test.each(runbooks.map((runbook) => [runbook.id, runbook] as const))("the matrix of %s shows every prediction", (_id, runbook) => {
  const matrix = matrixOf(runbook, catalogue);
  for (const { id, predicts } of runbook.tests)
    for (const [hypothesis, claims] of Object.entries(predicts)) {
      const shown = matrix.cells[cellKey(hypothesis, id)] ?? [];
      expect(shown.map(({ field }) => field)).toEqual(claims.map(({ field }) => field));
      expect(matrix.columns.some((column) => column.id === id) && matrix.rows.some((row) => row.id === hypothesis)).toBe(true);
      for (const { rest, say } of shown) expect(`${rest} ${say}`).not.toMatch(/undefined|\[object/);
    }
});
