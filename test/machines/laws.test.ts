import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Failure, InstanceStanding, Request, Round, Verdict } from "#machines/contract/index.ts";
import { judge } from "#machines/judge.ts";
import { conclude } from "#machines/conclude.ts";
import { MOST_ROUNDS } from "#machines/plan/next.ts";
import { advance, begin, pendingOf } from "#machines/step.ts";
import { answerOf, given, rises, type Answers } from "./patient.ts";

const failures: readonly Failure[] = [
  { kind: "timedOut", afterMs: 1 },
  { kind: "denied", stderr: "" },
  { kind: "connectionLost", detail: "", afterMs: 1 },
  { kind: "toolMissing", tool: "x" },
  { kind: "internal", detail: "" },
  { kind: "cancelled" },
];
const rise = fc.constantFrom(0, 0, 0, 1, 3, 60, 100, 5000);
/** What each host shows, which questions fail, and how the probe goes, drawn once for a whole run. */
const patient = fc.record({
  softnet: rise,
  ring: rise,
  sender: rise,
  receiver: rise,
  uncounted: fc.constantFrom(0, 0, 2),
  trace: rise,
  lost: fc.constantFrom(0, 3, 100),
  sent: fc.constantFrom(4000, 4000, 4000, 200),
  percent: fc.constantFrom("0.1", "0.01"),
  failing: fc.array(
    fc.record({
      test: fc.constantFrom("softnet", "ring", "firewall", "trace", "reproduction"),
      host: fc.constantFrom("sender", "receiver"),
      failure: fc.constantFrom(...failures),
      rounds: fc.constantFrom<readonly number[]>([1], [1, 2, 3], [2]),
    }),
    { maxLength: 3 },
  ),
});
type Patient = typeof patient extends fc.Arbitrary<infer P> ? P : never;

const answersOf =
  (of: Patient): Answers =>
  (request) => {
    const failing = of.failing.find(
      ({ test, host, rounds }) => test === request.test && host === request.host && rounds.includes(Number(request.key.split(".")[0])),
    );
    if (failing !== undefined) return { failure: failing.failure };
    return rises(
      {
        softnet: { dropped: of.softnet },
        ring: { missed: of.ring },
        "firewall@sender": { dropped: of.sender },
        "firewall@receiver": { dropped: of.receiver, uncounted: of.uncounted },
        trace: { drops: of.trace },
      },
      { lost: of.lost, sent: of.sent },
    )(request);
  };

/** Runs to the end, answering in a drawn order, and checks at each step that the snapshot survives JSON. */
function run(
  of: Patient,
  order: (unanswered: readonly Request[]) => Request | undefined = (all) => all[0],
): { readonly verdict: Verdict; readonly rounds: readonly Round[]; readonly bytes: number } {
  const about = { ...given, brief: { ...given.brief, inputs: { percent: of.percent } } };
  const answers = answersOf(of);
  const rounds: Round[] = [];
  let bytes = 0;
  let step = advance(about, begin(about).snapshot, { type: "ready", unreached: {} });
  while (step.verdict === null) {
    if (step.round !== null) rounds.push(step.round);
    const text = JSON.stringify(step.snapshot);
    bytes = Math.max(bytes, text.length);
    const request = order(pendingOf(step.snapshot).unanswered);
    if (request === undefined) throw new Error("waits for nothing and has not ended");
    step = advance(about, JSON.parse(text), answerOf(request, answers));
  }
  return { verdict: step.verdict, rounds, bytes };
}

const has = (standing: InstanceStanding, state: string, necessary: boolean): boolean =>
  standing.evidence.some((each) => each.state === state && (!necessary || each.claim.strength !== "characteristic"));

describe("whatever the hosts show and whatever fails", () => {
  it("an investigation ends within its bound, and asks nothing more than twice", () => {
    fc.assert(
      fc.property(patient, (of) => {
        const { rounds } = run(of);
        expect(rounds.length).toBeLessThanOrEqual(MOST_ROUNDS);
        const asked = new Map<string, number>();
        for (const { test, host, moment } of rounds.flatMap(({ requests }) => requests))
          asked.set(`${test} ${host} ${moment}`, (asked.get(`${test} ${host} ${moment}`) ?? 0) + 1);
        for (const [question, times] of asked) if (!question.startsWith("reproduction")) expect(times, question).toBeLessThanOrEqual(2);
      }),
      { numRuns: 300 },
    );
  });

  it("a named cause has shown itself, nothing necessary of it is unknown, and the symptom was there", () => {
    fc.assert(
      fc.property(patient, (of) => {
        const { verdict } = run(of);
        for (const { instance } of verdict.causes) {
          const standing = verdict.standings.find((each) => each.instance === instance);
          expect(standing?.standing).toBe("supported");
          expect(standing !== undefined && (has(standing, "unknown", true) || has(standing, "failed", true))).toBe(false);
          expect(verdict.symptom.some(({ present }) => present === true)).toBe(true);
        }
        if (verdict.kind === "noneOfThese") expect(verdict.standings.every(({ standing }) => standing === "refuted")).toBe(true);
        if (verdict.kind === "symptomAbsent") expect(verdict.symptom.some(({ present }) => present !== false)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it("an established cause's own count is what is missing, alone or with the others that are named", () => {
    fc.assert(
      fc.property(patient, (of) => {
        const { verdict } = run(of);
        const established = verdict.causes.filter(({ certainty }) => certainty === "established");
        const counts = verdict.standings.flatMap(({ instance, accountsFor }) =>
          accountsFor !== undefined && established.some((cause) => cause.instance === instance) ? [accountsFor] : [],
        );
        const [first] = counts;
        if (first === undefined) return;
        const total = counts.reduce((sum, { counted }) => sum + counted, 0);
        // The patient's runbook has one measure and a tolerance of 10 %.
        expect(Math.abs(total - first.missing)).toBeLessThanOrEqual(Math.max(2, first.missing / 10));
      }),
      { numRuns: 300 },
    );
  });

  it("only a failed necessary prediction refutes", () => {
    fc.assert(
      fc.property(patient, (of) => {
        for (const standing of run(of).verdict.standings) expect(standing.standing === "refuted").toBe(has(standing, "failed", true));
      }),
      { numRuns: 300 },
    );
  });

  it("a hypothesis whose test cannot be read stays open: not refuted, not supported", () => {
    fc.assert(
      fc.property(patient, fc.constantFrom("softnet", "ring", "firewall", "trace"), (of, test) => {
        const blind = run({
          ...of,
          failing: (["sender", "receiver"] as const).map((host) => ({
            test,
            host,
            failure: { kind: "denied", stderr: "" } as const,
            rounds: [1, 2, 3],
          })),
        });
        const { hypotheses } = given.runbook;
        for (const { hypothesis, standing } of blind.verdict.standings) {
          const rests = given.runbook.tests.some(({ id, predicts }) => id === test && hypothesis in predicts);
          if (rests && hypotheses[hypothesis] !== undefined) expect(standing).toBe("open");
        }
      }),
      { numRuns: 200 },
    );
  });

  it("the order of the answers changes neither the questions nor the verdict", () => {
    fc.assert(
      fc.property(patient, fc.integer({ min: 1, max: 97 }), (of, stride) => {
        let turn = 0;
        const shuffled = run(of, (all) => {
          turn += stride;
          return all[turn % all.length];
        });
        const plain = run(of);
        expect(shuffled.rounds).toEqual(plain.rounds);
        expect(shuffled.verdict).toEqual(plain.verdict);
      }),
      { numRuns: 150 },
    );
  });

  it("an undetermined investigation says what would decide", () => {
    fc.assert(
      fc.property(patient, (of) => {
        const { verdict } = run(of);
        if (verdict.kind === "undetermined") expect(verdict.wouldDecide.length, verdict.say).toBeGreaterThan(0);
        expect(verdict.say).toMatch(/\.$/);
        expect(JSON.stringify([verdict.say, verdict.wouldDecide, verdict.causes])).not.toMatch(/undefined|NaN|\[object/);
      }),
      { numRuns: 300 },
    );
  });

  it("the first half of a run judges like the whole does of what it knows: unanswered questions are no evidence", () => {
    fc.assert(
      fc.property(patient, (of) => {
        const { rounds } = run(of);
        const facts = { ...given, unreached: {}, rounds: rounds.slice(0, 1), answers: [], skipped: [] };
        expect(judge(facts).evidence).toEqual([]);
        expect(conclude(facts).kind).toBe("undetermined");
      }),
      { numRuns: 50 },
    );
  });
});
