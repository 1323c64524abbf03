import { describe, expect, it } from "vitest";
import { conclude } from "#machines/conclude.ts";
import type { Facts, Reading, Value } from "#machines/contract/index.ts";
import { judge } from "#machines/judge.ts";
import { given, rises, takenAt, type Answers } from "./patient.ts";

import { factsAfter, find, standing, ringWith, both } from "./facts-after.ts";

describe("evidence", () => {
  it("holds and fails by the change in the window, and names what it rests on", () => {
    const { evidence } = judge(factsAfter(rises({ softnet: { dropped: 90 } }), { most: 1 }));
    expect(find(evidence, "backlog@receiver")).toMatchObject({ state: "held", saw: 90, against: 0, round: 1 });
    expect(find(evidence, "backlog@receiver").observations).toEqual(["1.softnet.receiver.before", "1.softnet.receiver.after"]);
    expect(find(evidence, "ring@receiver")).toMatchObject({ state: "failed", saw: 0 });
  });

  it.each<[string, Value | undefined, RegExp]>([
    ["a field that is missing", undefined, /field missed is absent/],
    ["a number that is none", Number.NaN, /field missed is absent/],
    ["a field that could not be read", { unknown: "permission denied reading ethtool" }, /permission denied/],
    ["a word where a number was expected", "many", /not a number/],
  ])("is unknown for %s, never zero", (_, value, reason) => {
    const answers: Answers = (request) =>
      request.test === "ring"
        ? { reading: { fields: value === undefined ? {} : { missed: value } } satisfies Reading }
        : rises({})(request);
    const facts = factsAfter(answers, { most: 1 });
    expect(find(judge(facts).evidence, "ring@receiver")).toMatchObject({ state: "unknown", reason: expect.stringMatching(reason) });
    expect(standing(facts, "ring@receiver")).toBe("open");
  });

  it.each<[string, Partial<{ sent: number; lost: number }>, RegExp]>([
    ["the symptom did not show", { lost: 0 }, /the symptom did not show in this window/],
    ["the probe was hardly sent", { sent: 200 }, /the probe did not run: sent was 200, not at least 3,600/],
  ])("does not count a window in which %s", (_, probe, reason) => {
    const of = { ...given, brief: { ...given.brief, inputs: { percent: "0.001" } } };
    const facts = factsAfter(rises({ softnet: { dropped: 90 } }, probe), { of, most: 1 });
    expect(judge(facts).evidence.map(({ state }) => state)).toEqual(expect.arrayContaining(["unknown"]));
    expect(judge(facts).evidence.every(({ state }) => state === "unknown")).toBe(true);
    expect(find(judge(facts).evidence, "backlog@receiver").reason).toMatch(reason);
  });

  it("of a later window that shows the symptom replaces what an earlier one left unknown", () => {
    const of = { ...given, brief: { ...given.brief, inputs: { percent: "0.001" } } };
    const facts = factsAfter([rises({ softnet: { dropped: 90 } }, { lost: 0 }), rises({ softnet: { dropped: 3 } })], { of, most: 2 });
    expect(find(judge(facts).evidence, "backlog@receiver")).toMatchObject({ state: "held", saw: 3, round: 2 });
  });

  it("makes a failed claim unknown while what it takes for granted does not hold", () => {
    const facts = factsAfter(rises({ "firewall@receiver": { uncounted: 2 } }), { most: 1 });
    expect(find(judge(facts).evidence, "firewall@receiver")).toMatchObject({
      state: "unknown",
      saw: 0,
      reason: "some drop rules have no counter",
    });
    expect(find(judge(facts).evidence, "firewall@sender").state).toBe("failed");
  });

  it("keeps a held claim whatever it takes for granted", () => {
    const facts = factsAfter(rises({ "firewall@receiver": { uncounted: 2, dropped: 4 } }), { most: 1 });
    expect(find(judge(facts).evidence, "firewall@receiver").state).toBe("held");
  });

  it("compares with another field, another test and another host, multiplied and added to", () => {
    const of = ringWith(
      { field: "size", of: "after", is: "below", value: { field: "max", times: 0.5, plus: 1 }, strength: "necessary" },
      { field: "missed", is: "atMost", value: { test: "softnet", field: "dropped" }, strength: "necessary" },
      { field: "missed", is: "above", value: { role: "sender", test: "firewall", field: "dropped", times: 2 }, ...both },
    );
    const { evidence } = judge(
      factsAfter(rises({ ring: { size: 256, max: 511, missed: 9 }, softnet: { dropped: 9 }, "firewall@sender": { dropped: 4 } }), {
        of,
        most: 1,
      }),
    );
    expect(evidence.filter(({ instance }) => instance === "ring@receiver").map(({ state, against }) => [state, against])).toEqual([
      ["held", 256.5],
      ["held", 9],
      ["held", 8],
    ]);
  });

  it("is unknown where a reference has nothing to read", () => {
    const of = ringWith({ field: "missed", is: "above", value: { role: "sender", test: "softnet", field: "dropped" }, ...both });
    expect(find(judge(factsAfter(rises({ ring: { missed: 9 } }), { of, most: 1 })).evidence, "ring@receiver").reason).toBe(
      "softnet statistics does not run on web-1",
    );
  });

  it("takes the change of a counter and the state after it by default, around a reproduction", () => {
    const of = ringWith(
      { field: "missed", is: "above", value: 0, ...both },
      { field: "size", is: "equal", value: 256, strength: "necessary" },
    );
    const { evidence } = judge(factsAfter(rises({ ring: { missed: 2, size: 256 } }), { of, most: 1 }));
    expect(evidence.filter(({ instance }) => instance === "ring@receiver").map(({ saw }) => saw)).toEqual([2, 256]);
  });
});

describe("standings", () => {
  it("refute nothing by a characteristic claim that fails", () => {
    const of = ringWith({ field: "missed", is: "above", value: 0, strength: "characteristic" });
    expect(standing(factsAfter(rises({}), { of, most: 1 }), "ring@receiver")).toBe("open");
  });

  it("support nothing while a necessary claim is unknown", () => {
    const of = ringWith(
      { field: "missed", is: "above", value: 0, ...both },
      { field: "size", is: "above", value: 1, strength: "necessary" },
    );
    const answers: Answers = (request) =>
      request.test === "ring" ? { reading: { fields: { missed: request.moment === "after" ? 9 : 0 } } } : rises({})(request);
    expect(standing(factsAfter(answers, { of, most: 1 }), "ring@receiver")).toBe("open");
  });

  it("differ between windows without refuting: a necessary claim that held once and failed once is unknown", () => {
    const of = ringWith({ field: "missed", is: "above", value: 0, ...both });
    const facts = factsAfter([rises({ ring: { missed: 50 } })], { of, most: 1 });
    const second = factsAfter([rises({ ring: { missed: 50 } }), rises({}, { lost: 5 })], { of, most: 2 });
    // The second window repeats ring by hand: the machine would not ask again what it knows.
    const round = second.rounds[1];
    if (round === undefined) throw new TypeError("there was no second round");
    const requests = (["before", "after"] as const).map((moment) => ({
      key: `2.ring.receiver.${moment}`,
      test: "ring",
      collector: "ring",
      host: "receiver",
      moment,
      args: {},
    }));
    const again: Facts = {
      ...second,
      rounds: [...facts.rounds, { ...round, requests: [...round.requests, ...requests] }],
      answers: [
        ...second.answers,
        ...requests.map((request) => ({
          request,
          reading: { fields: { missed: 7 } },
          taken: takenAt(request.moment === "before" ? 1 : 2),
        })),
      ],
    };
    expect(standing(facts, "ring@receiver")).toBe("supported");
    expect(find(judge(again).evidence, "ring@receiver")).toMatchObject({
      state: "unknown",
      reason: "differs between windows: held in round 1, failed in round 2",
    });
    expect(standing(again, "ring@receiver")).toBe("open");
    // A characteristic claim refutes nothing: for it the last window that is conclusive speaks.
    const { runbook: characteristic } = ringWith({ field: "missed", is: "above", value: 0, strength: "characteristic" });
    expect(find(judge({ ...again, runbook: characteristic }).evidence, "ring@receiver")).toMatchObject({ state: "failed", round: 2 });
  });

  it("support a remainder only when everything else is refuted and its own necessary claims hold", () => {
    const trace: Answers = (request) => rises({ trace: { drops: 0 } })(request);
    expect(standing(factsAfter(trace), "outside")).toBe("supported");
    expect(standing(factsAfter(rises({ trace: { drops: 4 } })), "outside")).toBe("refuted");
    const deaf: Answers = (request) => (request.test === "ring" ? { failure: { kind: "toolMissing", tool: "ethtool" } } : trace(request));
    expect(standing(factsAfter(deaf), "outside")).toBe("open");
  });

  it("name the guilty row by its greatest change", () => {
    const cpus: Answers = (request) => {
      const plain = rises({ softnet: { dropped: 3 } })(request);
      if (request.test !== "softnet" || "failure" in plain) return plain;
      const rise = request.moment === "after" ? 3 : 0;
      return {
        reading: {
          ...plain.reading,
          tables: {
            cpus: [
              { key: "0", dropped: 9000 },
              { key: "1", dropped: 500 + rise },
              // Less than a tenth of what all rows count.
              { key: "2", dropped: 7 + rise / 12 },
            ],
          },
        },
      };
    };
    const { causes } = conclude(factsAfter(cpus));
    expect(causes[0]?.object).toEqual({ host: "receiver", hostName: "db-2", key: "1", say: "CPU 1" });
  });
});
