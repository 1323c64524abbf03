import { describe, expect, it } from "vitest";
import { conclude } from "#machines/conclude.ts";
import type { Claim, Evidence, Facts, Reading, Test, Value } from "#machines/contract/index.ts";
import { judge } from "#machines/judge.ts";
import { planNext } from "#machines/plan/next.ts";
import { answerOf, given, hosts, rises, runbook, takenAt, withTests, type Answers } from "./patient.ts";
import type { Given } from "#machines/step.ts";

/** Plays the first `most` rounds and gives the facts. */
function factsAfter(answers: Answers | readonly Answers[], { of = given, most = 9 }: { readonly of?: Given; readonly most?: number } = {}): Facts {
  let facts: Facts = { ...of, unreached: {}, rounds: [], answers: [], skipped: [] };
  while (facts.rounds.length < most) {
    const { round } = planNext(facts);
    if (round === null) return facts;
    const play = typeof answers === "function" ? answers : answers[Math.min(round.number, answers.length) - 1];
    if (play === undefined) throw new TypeError("no answers");
    const given = round.requests.map((request) => {
      const event = answerOf(request, play);
      if (event.type === "observed") return { request, reading: event.reading, taken: { ...event.taken, uptimeSeconds: (event.taken.uptimeSeconds ?? 0) + round.number * 1000 } };
      if (event.type === "unavailable") return { request, failure: event.failure };
      throw new TypeError(event.type);
    });
    facts = { ...facts, rounds: [...facts.rounds, round], answers: [...facts.answers, ...given] };
  }
  return facts;
}

const find = (evidence: readonly Evidence[], instance: string, field?: string): Evidence => {
  const found = evidence.find((each) => each.instance === instance && (field === undefined || each.claim.field === field));
  if (found === undefined) throw new TypeError(`no evidence for ${instance}`);
  return found;
};
const standing = (facts: Facts, instance: string) => judge(facts).standings.find((each) => each.instance === instance)?.standing;
const ringWith = (...claims: readonly Claim[]): Given => withTests(runbook.tests.map((test): Test => (test.id === "ring" ? { ...test, predicts: { ring: claims } } : test)));
const both = { strength: "both" } as const;

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
    const answers: Answers = (request) => (request.test === "ring" ? { reading: { fields: value === undefined ? {} : { missed: value } } satisfies Reading } : rises({})(request));
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
    expect(find(judge(facts).evidence, "firewall@receiver")).toMatchObject({ state: "unknown", saw: 0, reason: "some drop rules have no counter" });
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
    const { evidence } = judge(factsAfter(rises({ ring: { size: 256, max: 511, missed: 9 }, softnet: { dropped: 9 }, "firewall@sender": { dropped: 4 } }), { of, most: 1 }));
    expect(evidence.filter(({ instance }) => instance === "ring@receiver").map(({ state, against }) => [state, against])).toEqual([["held", 256.5], ["held", 9], ["held", 8]]);
  });

  it("is unknown where a reference has nothing to read", () => {
    const of = ringWith({ field: "missed", is: "above", value: { role: "sender", test: "softnet", field: "dropped" }, ...both });
    expect(find(judge(factsAfter(rises({ ring: { missed: 9 } }), { of, most: 1 })).evidence, "ring@receiver").reason).toBe("softnet statistics does not run on web-1");
  });

  it("takes the change of a counter and the state after it by default, around a reproduction", () => {
    const of = ringWith({ field: "missed", is: "above", value: 0, ...both }, { field: "size", is: "equal", value: 256, strength: "necessary" });
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
    const of = ringWith({ field: "missed", is: "above", value: 0, ...both }, { field: "size", is: "above", value: 1, strength: "necessary" });
    const answers: Answers = (request) => (request.test === "ring" ? { reading: { fields: { missed: request.moment === "after" ? 9 : 0 } } } : rises({})(request));
    expect(standing(factsAfter(answers, { of, most: 1 }), "ring@receiver")).toBe("open");
  });

  it("differ between windows without refuting: a necessary claim that held once and failed once is unknown", () => {
    const of = ringWith({ field: "missed", is: "above", value: 0, ...both });
    const facts = factsAfter([rises({ ring: { missed: 50 } })], { of, most: 1 });
    const second = factsAfter([rises({ ring: { missed: 50 } }), rises({}, { lost: 5 })], { of, most: 2 });
    // The second window repeats ring by hand: the machine would not ask again what it knows.
    const round = second.rounds[1];
    if (round === undefined) throw new TypeError("there was no second round");
    const requests = (["before", "after"] as const).map((moment) => ({ key: `2.ring.receiver.${moment}`, test: "ring", collector: "ring", host: "receiver", moment, args: {} }));
    const again: Facts = {
      ...second, rounds: [...facts.rounds, { ...round, requests: [...round.requests, ...requests] }],
      answers: [...second.answers, ...requests.map((request) => ({ request, reading: { fields: { missed: 7 } }, taken: takenAt(request.moment === "before" ? 1 : 2) }))],
    };
    expect(standing(facts, "ring@receiver")).toBe("supported");
    expect(find(judge(again).evidence, "ring@receiver")).toMatchObject({ state: "unknown", reason: "differs between windows: held in round 1, failed in round 2" });
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
      return { reading: { ...plain.reading, tables: { cpus: [{ key: "0", dropped: 9000 }, { key: "1", dropped: 500 + rise }, { key: "2", dropped: 7 + rise / 3 }] } } };
    };
    const { causes } = conclude(factsAfter(cpus));
    expect(causes[0]?.object).toEqual({ host: "receiver", hostName: "db-2", key: "1", say: "CPU 1" });
  });
});

describe("accounting for what is missing", () => {
  const lossOf = (lost: number, by: Parameters<typeof rises>[0]) => conclude(factsAfter(rises({ trace: { drops: 0 }, ...by }, { lost })));
  const named = ({ causes }: ReturnType<typeof conclude>) => causes.map(({ id, certainty }) => `${id} ${certainty}`);

  it("establishes two faults at once when their counts add up", () => {
    const verdict = lossOf(100, { softnet: { dropped: 60 }, ring: { missed: 40 } });
    expect([verdict.kind, ...named(verdict)]).toEqual(["cause", "backlog established", "ring established"]);
    expect(verdict.standings.find(({ instance }) => instance === "outside")?.explainedAway).toBe(true);
  });

  it("establishes neither of two that would each account for it alone: they may count the same packets", () => {
    const verdict = lossOf(100, { softnet: { dropped: 100 }, ring: { missed: 100 } });
    expect([verdict.kind, ...named(verdict)]).toEqual(["several", "backlog suspected", "ring suspected"]);
  });

  it("only suspects a cause that counts a part while a rival is open", () => {
    const verdict = lossOf(100, { softnet: { dropped: 30 } });
    expect([verdict.kind, ...named(verdict)]).toEqual(["cause", "backlog suspected"]);
    expect(verdict.standings.find(({ instance }) => instance === "outside")?.explainedAway).toBeUndefined();
  });

  it("only suspects a cause that counts far more than is missing while a rival is open", () => {
    expect(named(lossOf(3, { softnet: { dropped: 196_930 } }))).toEqual(["backlog suspected"]);
  });

  it("establishes a cause that counts a part when every rival is refuted", () => {
    const verdict = conclude(factsAfter(rises({ softnet: { dropped: 30 }, trace: { drops: 9 } }, { lost: 100 })));
    expect(named(verdict)).toEqual(["backlog established"]);
    expect(verdict.causes[0]?.because).toContain("30 counted, 100 missing");
  });

  it("allows two more or less, however tight the tolerance", () => {
    expect(named(lossOf(10, { softnet: { dropped: 12 } }))).toEqual(["backlog established"]);
    expect(named(lossOf(10, { softnet: { dropped: 13 } }))).toEqual(["backlog suspected"]);
  });

  it("does not let a counter that stayed at zero account for anything, however little is missing", () => {
    const of = withTests(runbook.tests.map((test): Test => (test.id === "softnet" ? { ...test, predicts: { backlog: [{ field: "squeezed", is: "above", value: 0, ...both }] } } : test)));
    const verdict = conclude(factsAfter(rises({ softnet: { squeezed: 5 } }, { lost: 1 }), { of }));
    expect(named(verdict)).toEqual(["backlog suspected"]);
    expect(verdict.standings.find(({ instance }) => instance === "backlog@receiver")?.accountsFor).toEqual({ measure: "lost", missing: 1, counted: 0, matches: false });
  });

  it("does not add up two small counts that would each do alone: one lost packet has one cause", () => {
    expect(named(lossOf(2, { softnet: { dropped: 2 }, ring: { missed: 2 } }))).toEqual(["backlog suspected", "ring suspected"]);
  });
});

describe("verdicts", () => {
  it("say none of these when everything is refuted", () => {
    const verdict = conclude(factsAfter(rises({ trace: { drops: 4 } })));
    expect(verdict.kind).toBe("noneOfThese");
    expect(verdict.say).toContain("each of the 5 causes");
  });

  it("are undetermined when only the symptom could be measured", () => {
    const verdict = conclude(factsAfter((request) => (request.test === "reproduction" ? rises({})(request) : { failure: { kind: "denied", stderr: "Operation not permitted" } })));
    expect(verdict.kind).toBe("undetermined");
    expect(verdict.missing.map(({ test }) => test).toSorted()).toEqual(["firewall", "firewall", "ring", "softnet", "trace"]);
    expect(verdict.wouldDecide).toContain("Grant the login on db-2 permission to read ring statistics (sudo without a password for this command).");
  });

  it("name no cause without a window that shows the symptom, whatever else is seen", () => {
    const tests: readonly Test[] = [...runbook.tests, { id: "settings", collect: "settings", on: ["receiver"], phase: "reproduce", when: "once", why: "", predicts: { ring: [{ field: "mtu", is: "equal", value: 1400, ...both }] } }];
    const of = withTests(tests.filter(({ id }) => id !== "ring"));
    const failing: Answers = (request) => (request.test === "reproduction" ? { failure: { kind: "toolMissing", tool: "ping" } } : rises({ settings: { mtu: 1400 } })(request));
    const facts = factsAfter(failing, { of });
    expect(standing(facts, "ring@receiver")).toBe("supported");
    const verdict = conclude(facts);
    expect(verdict.kind).toBe("undetermined");
    expect(verdict.wouldDecide[0]).toBe("Install ping on web-1.");
  });

  it("tell a contributing condition apart from the cause that it brings about", () => {
    const { ring } = runbook.hypotheses;
    if (ring === undefined) throw new TypeError("no ring");
    const { accounts: _, ...alone } = ring;
    const hypotheses = { ...runbook.hypotheses, ring: { ...alone, contributesTo: ["backlog"] } };
    const verdict = conclude(factsAfter(rises({ softnet: { dropped: 3 }, ring: { missed: 400 } }), { of: withTests(runbook.tests, hypotheses) }));
    expect(verdict.causes.map(({ id, certainty }) => [id, certainty])).toEqual([["backlog", "established"]]);
    expect(verdict.contributing.map(({ id }) => id)).toEqual(["ring"]);
  });

  it("say which role without a host was not looked at", () => {
    const roles = { ...runbook.roles, gateway: { title: "Gateway", about: "", required: false } };
    const { ring } = runbook.hypotheses;
    if (ring === undefined) throw new TypeError("no ring");
    const of = { ...given, runbook: { ...runbook, roles, hypotheses: { ...runbook.hypotheses, ring: { ...ring, at: ["receiver", "gateway"] } } } };
    const verdict = conclude(factsAfter(rises({ trace: { drops: 4 } }), { of }));
    expect(verdict.wouldDecide.join(" ")).toContain("Name a host in the role Gateway: one cause was not looked for there.");
  });

  it("stay the same in whatever order the answers came", () => {
    const facts = factsAfter(rises({ softnet: { dropped: 60 }, ring: { missed: 40 } }, { lost: 100 }));
    expect(conclude({ ...facts, answers: facts.answers.toReversed() })).toEqual(conclude(facts));
  });

  it("judge each of several hosts in one role for itself", () => {
    const of = { ...given, brief: { ...given.brief, hosts: [...hosts, { key: "receiver#2", role: "receiver", name: "db-3", address: "192.0.2.3" }] } };
    const verdict = conclude(factsAfter(rises({ "softnet@receiver#2": { dropped: 3 } }), { of }));
    expect(verdict.causes.map(({ instance }) => instance)).toEqual(["backlog@receiver#2"]);
  });
});
