import { describe, expect, it } from "vitest";
import { compareWindows, isProvable, type Compared } from "#machines/confirm/outcome.ts";
import { intendedFor, targetValue, type Intended } from "#machines/confirm/proposal.ts";
import { windowFor } from "#machines/confirm/window.ts";
import { conclude } from "#machines/conclude.ts";
import type { Facts, Intervention, Round } from "#machines/contract/index.ts";
import { judge } from "#machines/judge.ts";
import { factsAfter } from "./facts-after.ts";
import { answerOf, given, rises, runbook, type Answers } from "./patient.ts";

const intervention = {
  change: "backlogLength",
  target: { times: 3, most: 10_000 },
  measure: "lost",
  mechanism: { test: "softnet", field: "dropped", of: "change" },
  movesTo: [{ count: { test: "ring", field: "missed", of: "change" }, role: "receiver", say: "The ring overruns instead." }],
} as const satisfies Intervention;
const of = {
  ...given,
  runbook: { ...runbook, hypotheses: { ...runbook.hypotheses, backlog: { ...runbook.hypotheses["backlog"]!, intervention } } },
};

/** 40 of 4,000 are lost to the backlog. */
const sick = rises({ softnet: { dropped: 40 }, trace: { drops: 9 } }, { lost: 40 });
const found = factsAfter(sick, { of });
const verdict = conclude(found);
const intended = (): Intended => {
  const [one] = intendedFor(found, verdict);
  if (one === undefined) throw new TypeError("nothing is intended");
  return one;
};

/** Plays one window of the confirmation. */
type Play = (facts: Facts, stage: "with" | "after", answers: Answers) => Facts;
const withWindow: Play = (...given) => playing(intended())(...given);
const playing =
  (one: Intended): Play =>
  (facts, stage, answers) => {
    const round: Round = windowFor(facts, one, { id: "c1", stage });
    const answered = round.requests.map((request) => {
      const event = answerOf(request, answers);
      if (event.type !== "observed") throw new TypeError(event.type);
      const taken = { ...event.taken, uptimeSeconds: (event.taken.uptimeSeconds ?? 0) + round.number * 1000 };
      return { request, reading: event.reading, taken };
    });
    return { ...facts, rounds: [...facts.rounds, round], answers: [...facts.answers, ...answered] };
  };

const healed = rises({}, { lost: 0 });
const told = (withIt: Answers, after: Answers | null, trouble: string | null = null): Compared => {
  const made = withWindow(found, "with", withIt);
  return compareWindows(after === null ? made : withWindow(made, "after", after), intended(), { id: "c1", trouble });
};

describe("a change that is proposed", () => {
  it("is for the named cause, on its host, and set to what follows from what it is", () => {
    expect(intended()).toMatchObject({ host: "receiver", cause: { id: "backlog" } });
    expect(targetValue(found, intended(), "1000")).toBe("3000");
    expect(targetValue(found, intended(), "9000")).toBe("10000");
    expect(targetValue(found, intended(), "10000")).toBeNull();
    expect(targetValue(found, intended(), "much")).toBeNull();
  });

  it("is none for a cause that has none, or that is confirmed", () => {
    expect(intendedFor({ ...found, runbook }, verdict)).toEqual([]);
    const confirmed = { ...verdict, causes: verdict.causes.map((cause) => ({ ...cause, certainty: "confirmed" as const })) };
    expect(intendedFor(found, confirmed)).toEqual([]);
  });
});

describe("whether a change could prove anything", () => {
  const countless: Intervention = { ...intervention, mechanism: { test: "ring", field: "missed", of: "change" } };
  const other = (one: Intervention): Intended => ({ ...intended(), intervention: one });

  it("takes a window that showed the symptom and counted the mechanism, or what stands in for it", () => {
    expect(isProvable(found, intended())).toBe(true);
    expect(isProvable(found, other(countless))).toBe(false);
    expect(isProvable(found, other({ ...countless, or: [intervention.mechanism] }))).toBe(true);
    expect(isProvable(found, other({ ...intervention, measure: "held" }))).toBe(false);
  });

  it("is asked of the host that the cause's role names, and of no host where it names none", () => {
    const changed = (on: Intervention["on"]): string | undefined => {
      const { hypotheses } = of.runbook;
      const moved = { ...hypotheses["backlog"]!, intervention: { ...intervention, ...(on === undefined ? {} : { on }) } };
      return intendedFor({ ...found, runbook: { ...of.runbook, hypotheses: { ...hypotheses, backlog: moved } } }, verdict)[0]?.host;
    };
    expect(changed(undefined)).toBe("receiver");
    expect(changed({ receiver: "sender" })).toBe("sender");
    expect(changed({ receiver: "receiver" })).toBe("receiver");
    expect(changed({ sender: "sender" })).toBeUndefined();
  });
});

describe("the window of a confirmation", () => {
  const rare = factsAfter(rises({ softnet: { dropped: 4 }, trace: { drops: 9 } }, { lost: 4 }), { of });
  const probesFor = (facts: Facts): string | undefined =>
    windowFor(facts, intended(), { id: "c1", stage: "with" }).requests.find(({ test }) => test === "reproduction")?.args["count"];

  it("has as many probes as it takes to tell none from a fifth", () => {
    expect(probesFor(found)).toBe("4000");
    expect(probesFor(rare)).toBe("15000");
  });

  it("judges no hypothesis", () => {
    const made = withWindow(found, "with", healed);
    const judged = { ...made, rounds: made.rounds.filter(({ change }) => change === undefined) };
    expect(judge(judged).standings).toEqual(judge(found).standings);
  });
});

describe("what follows from the windows", () => {
  it("is confirmed when symptom and mechanism go with the change and come back without", () => {
    expect(told(healed, sick)).toMatchObject({ outcome: "confirmed", with: { missing: 0, mechanism: 0 }, after: { missing: 40 } });
  });

  it("is not confirmed when the symptom stays although the change was in place", () => {
    expect(told(rises({}, { lost: 40 }), sick).outcome).toBe("notConfirmed");
  });

  it("is unclear when the change did not take the mechanism away", () => {
    expect(told(sick, sick)).toMatchObject({ outcome: "unclear", unclear: expect.stringContaining("did not take it away") as string });
  });

  it("is moved when the mechanism goes, the symptom stays and another counter rises", () => {
    const moved = rises({ ring: { missed: 40 } }, { lost: 40 });
    expect(told(moved, sick)).toMatchObject({ outcome: "moved", movedTo: ["The ring overruns instead."] });
  });

  it("compares counts where the symptom is none of equal probes, and sends no more of them", () => {
    const rareSick = rises({ softnet: { dropped: 4 }, trace: { drops: 9 } }, { lost: 4 });
    const rare = factsAfter(rareSick, { of });
    const counted: Intended = { ...intended(), intervention: { ...intervention, counted: true } };
    const made = playing(counted)(playing(counted)(rare, "with", healed), "after", rareSick);
    expect(compareWindows(made, intended(), { id: "c1", trouble: null }).outcome).toBe("unclear");
    expect(compareWindows(made, counted, { id: "c1", trouble: null })).toMatchObject({
      outcome: "confirmed",
      with: { of: 4000, range: null },
    });
  });

  it.each([
    ["the symptom does not come back", healed, healed, null, "did not come back"],
    [
      "the mechanism goes on without the symptom",
      rises({ softnet: { dropped: 40 } }, { lost: 0 }),
      sick,
      null,
      "although the mechanism went on",
    ],
    ["the symptom becomes less", rises({ softnet: { dropped: 15 } }, { lost: 15 }), sick, null, "became less"],
    ["it is not measured again", healed, null, null, "could not be measured again"],
    ["something came in between", healed, sick, "the host undid the change by itself", "the host undid the change by itself"],
    ["too few probes come about", rises({}, { lost: 0, sent: 3600 }), rises({}, { lost: 1, sent: 3600 }), null, ""],
  ] as const)("is unclear when %s", (...[, withIt, after, trouble, why]) => {
    const compared = told(withIt, after, trouble);
    expect(compared.outcome).toBe("unclear");
    expect(compared.unclear).toContain(why);
  });

  it("is unclear when nobody can read the mechanism's count", () => {
    const blind: Answers = (request) => (request.test === "softnet" ? { reading: { fields: {} } } : healed(request));
    expect(told(blind, sick)).toMatchObject({ outcome: "unclear", unclear: expect.stringContaining("not known") as string });
  });
});
