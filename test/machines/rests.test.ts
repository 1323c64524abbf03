import { describe, expect, it } from "vitest";
import { conclude } from "#machines/conclude.ts";
import { handOversOf } from "#machines/hand-over.ts";
import type { Rest, Test } from "#machines/contract/index.ts";
import type { Given } from "#machines/step.ts";
import { factsAfter } from "./facts-after.ts";
import { given, play, rises, runbook } from "./patient.ts";

const REST: Rest = {
  title: "small packets",
  word: "were lost as well",
  missing: { test: "extra", role: "receiver", field: "count", of: "once" },
  of: { test: "extra", role: "receiver", field: "max", of: "once" },
  present: { test: "extra", role: "receiver", field: "count", of: "once", is: "above", value: 1 },
  means: "something besides loses them",
  leadsTo: "another-runbook",
};
const EXTRA: Test = {
  ...{ id: "extra", collect: "conntrack", on: ["receiver"], phase: "tracing", when: "once" },
  why: "What else is lost.",
  predicts: {},
};

const withRest = (rest: Rest = REST, extra: Test = EXTRA): Given => ({
  ...given,
  runbook: { ...runbook, rests: { small: rest }, tests: [...runbook.tests, extra] },
});
/** The backlog lost all that is missing; of 600 others so many are lost. */
const backlog = (count: number) => rises({ softnet: { dropped: 3 }, extra: { count, max: 600 } });

describe("what the named causes leave over", () => {
  it("is asked for once a cause is established, said in the verdict, and handed over", () => {
    const of = withRest();
    const { rounds } = play(backlog(14), { of });
    expect(rounds.at(-1)?.requests.map(({ test }) => test)).toEqual(["extra"]);
    const verdict = conclude(factsAfter(backlog(14), { of }));
    expect(verdict.causes.map(({ id, certainty }) => `${id} ${certainty}`)).toEqual(["backlog established"]);
    expect(verdict.remains).toMatchObject([{ rest: "small", missing: 14, of: 600, host: "receiver", leadsTo: "another-runbook" }]);
    expect(verdict.say).toContain(
      "More than that is wrong: 14 of 600 small packets were lost as well (1.4 to 3.9 %, 95 %): something besides",
    );
    expect(verdict.wouldDecide[0]).toContain("Investigate another-runbook");
    expect(handOversOf(verdict, of.runbook)).toEqual([{ runbook: "another-runbook", points: 14, hosts: ["receiver"] }]);
    expect(verdict.remains?.[0]?.say).toContain("14 of 600");
  });

  it("is nothing where nothing is left, and says so", () => {
    const verdict = conclude(factsAfter(backlog(1), { of: withRest() }));
    expect([verdict.remains, verdict.missing, verdict.say.includes("More than")]).toEqual([[], [], false]);
  });

  it("is not known where it could not be read, and says that", () => {
    const denied = (request: Parameters<ReturnType<typeof backlog>>[0]) =>
      request.test === "extra" ? { failure: { kind: "toolMissing" as const, tool: "ping" } } : backlog(0)(request);
    const verdict = conclude(factsAfter(denied, { of: withRest() }));
    expect(verdict.remains).toEqual([]);
    expect(verdict.missing.map(({ test, reason }) => [test, reason.includes("small packets")])).toEqual([["extra", true]]);
  });

  it("is asked for beside the causes that leave it over, and beside no other", () => {
    const of = withRest({ ...REST, beside: ["ring"] });
    expect(play(backlog(14), { of }).rounds.flatMap(({ requests }) => requests.map(({ test }) => test))).not.toContain("extra");
    expect(conclude(factsAfter(backlog(14), { of })).remains).toEqual([]);
    const ring = rises({ ring: { missed: 3 }, extra: { count: 14, max: 600 } });
    expect(conclude(factsAfter(ring, { of })).remains).toHaveLength(1);
  });

  it("is looked for in a window of its own where it needs one", () => {
    const during: Test = { ...EXTRA, when: "during" };
    const of = withRest({ ...REST, missing: { ...REST.missing, of: "during" }, present: { ...REST.present, of: "during" } }, during);
    const { rounds } = play(backlog(14), { of });
    expect(rounds.at(-1)?.reproduction).toBe(true);
    expect(rounds.at(-1)?.requests.map(({ test }) => test)).toEqual(expect.arrayContaining(["extra", "reproduction"]));
  });

  it("forbids that none is there where each cause by itself is refuted: more than one thing is wrong", () => {
    const drops = { test: "trace", role: "receiver", field: "drops", of: "during" } as const;
    const dropped: Rest = {
      ...REST,
      word: "was dropped",
      missing: drops,
      of: drops,
      present: { ...drops, is: "above", value: 0 },
      suffices: true,
    };
    const { of: _, ...uncounted } = dropped;
    const traced = rises({ trace: { drops: 9 } });
    const none = conclude(factsAfter(traced));
    expect([none.kind, none.standings.every(({ standing }) => standing === "refuted")]).toEqual(["noneOfThese", true]);
    const verdict = conclude(factsAfter(traced, { of: withRest(uncounted) }));
    expect([verdict.kind, verdict.causes, verdict.remains?.length]).toEqual(["undetermined", [], 1]);
    expect(verdict.say).toContain("each cause by itself is refuted, and more than one thing is wrong");
    expect(verdict.wouldDecide[0]).toContain("Investigate another-runbook on the same hosts first: ");
    expect(conclude(factsAfter(rises({ trace: { drops: 9 }, extra: { count: 1, max: 600 } }), { of: withRest() })).kind).toBe(
      "noneOfThese",
    );
  });

  it("is no matter where nothing is named", () => {
    expect(conclude(factsAfter(rises({ extra: { count: 14, max: 600 } }, { lost: 0 }), { of: withRest() })).remains).toBeUndefined();
  });
});

describe("rows that share a count", () => {
  const shares = (second: number) => {
    const answers = rises({ softnet: { dropped: 100 } }, { lost: 100 });
    const rows: typeof answers = (request) => {
      const answer = answers(request);
      if (request.test !== "softnet" || !("reading" in answer)) return answer;
      const times = request.moment === "after" ? 1 : 0;
      const cpus = [
        { key: "0", dropped: times * (100 - second) },
        { key: "1", dropped: times * second },
      ];
      return { ...answer, reading: { ...answer.reading, tables: { cpus } } };
    };
    return conclude(factsAfter(rows)).causes[0]?.object;
  };

  it("are named with it, each that has a tenth or more", () => {
    expect(shares(30)).toMatchObject({ key: "0", also: ["1"], say: "CPU 0 and CPU 1" });
    expect(shares(5)).not.toHaveProperty("also");
  });
});
