import { describe, expect, it } from "vitest";
import { catalogue } from "#collectors";
import { check } from "#machines/check.ts";
import { conclude } from "#machines/conclude.ts";
import type { Answered, Claim, Facts, Reading, Runbook, Test, Verdict } from "#machines/contract/index.ts";
import { explore } from "#machines/explore.ts";
import { heard } from "#machines/journal/ask.ts";
import { judge } from "#machines/judge.ts";
import { planNext } from "#machines/plan/next.ts";

const claim = (field: string, value: string | boolean, strength: Claim["strength"]): Claim => ({ field, is: "equal", value, strength });

const hypothesis = (claimed: string): Runbook["hypotheses"][string] => ({
  claim: claimed,
  source: "RFC 791",
  at: ["host"],
  lookAlikes: [{ what: "The other one", separator: "The other reading." }],
  advice: { now: "Look.", permanent: "Mend.", risk: "none", undo: "Nothing was changed." },
  alert: { none: "No counter shows it." },
});

const ASK: Test = {
  id: "plug",
  collect: "person",
  on: ["host"],
  phase: "verdict",
  when: "once",
  why: "Which of the two it is stands on the other side.",
  ask: { question: "What is {host} plugged into?", where: "Look behind it.", choices: { left: "The left one", right: "The right one" } },
  predicts: { left: [claim("answer", "left", "both")], right: [claim("answer", "right", "both")] },
};

/** Two causes that one command tells apart, and a person where it cannot. */
const BOOK: Runbook = {
  ...{ id: "plugs", version: 1, title: "Plugs", symptoms: ["it is dark"], inputs: {}, measures: {} },
  roles: { host: { title: "Host", about: "The dark one.", required: true } },
  hypotheses: { left: hypothesis("{host} hangs on the left one."), right: hypothesis("{host} hangs on the right one.") },
  tests: [
    {
      ...{ id: "links", collect: "vrrpDaemon", on: ["host"], phase: "layout", when: "once" },
      why: "The host itself says it.",
      predicts: { left: [claim("heldByStop", true, "both")], right: [claim("heldByDisk", true, "both")] },
    },
    ASK,
  ],
};

const host = { key: "host", role: "host", name: "alpha", address: "192.0.2.1" };

interface Seen {
  readonly links?: Reading["fields"];
  readonly says?: string | null;
}

/** After so many answers. */
function factsAfter({ links, says }: Seen, runbook = BOOK): Facts {
  let facts: Facts = { runbook, catalogue, brief: { hosts: [host], inputs: {} }, unreached: {}, rounds: [], answers: [], skipped: [] };
  const given: Record<string, Omit<Answered, "request"> | undefined> = {
    ...(links === undefined ? {} : { links: { reading: { fields: links }, taken: { bootId: "b", uptimeSeconds: 1 } } }),
    ...(says === undefined
      ? {}
      : { plug: heard({ answer: says === null ? null : { choice: says }, actor: { kind: "person", id: "a", name: "Ada", via: "page" } }) }),
  };
  for (;;) {
    const { round } = planNext(facts);
    if (round === null || round.requests.some(({ test }) => given[test] === undefined)) return facts;
    const answers = round.requests.map((request) => ({ ...given[request.test], request }) as Answered);
    facts = { ...facts, rounds: [...facts.rounds, round], answers: [...facts.answers, ...answers] };
  }
}

/** An answer that nobody asked for: so it stands beside whatever was measured. */
function withWord(facts: Facts, choice: string): Facts {
  const request = { key: "9.plug.host.once", test: "plug", collector: "person", host: "host", moment: "once" as const, args: {} };
  const round = { ...{ number: 9, phase: "verdict" as const, reproduction: false, requests: [request] }, choice: NO_CHOICE };
  const said = heard({ answer: { choice }, actor: { kind: "person", id: "a", name: "Ada", via: "page" } });
  return { ...facts, rounds: [...facts.rounds, round], answers: [...facts.answers, { ...said, request }] };
}

const NO_CHOICE = { test: "plug", risk: "R0" as const, costSeconds: 60, pairsSplit: 1, pairsOpen: 1, riders: [] };
const inShort = ({ kind, causes }: Verdict): string => [kind, ...causes.map(({ id, certainty }) => `${id} ${certainty}`)].join(", ");
const BLIND = { heldByStop: { unknown: "not readable" }, heldByDisk: { unknown: "not readable" } };

describe("a question to a person", () => {
  it("is asked after everything that can be read, alone, and only while it tells rivals apart", () => {
    expect(planNext(factsAfter({})).round?.choice.test).toBe("links");
    const round = planNext(factsAfter({ links: BLIND })).round;
    expect(round?.requests.map(({ key }) => key)).toEqual(["2.plug.host.once"]);
    expect(planNext(factsAfter({ links: { heldByStop: true, heldByDisk: false } })).round).toBe(null);
    const alike: Runbook = {
      ...BOOK,
      tests: [BOOK.tests[0] as Test, { ...ASK, predicts: { left: ASK.predicts["left"] ?? [], right: ASK.predicts["left"] ?? [] } }],
    };
    expect(planNext(factsAfter({ links: BLIND }, alike)).round).toBe(null);
  });

  it("is about one host at a time", () => {
    const { host: role } = BOOK.roles;
    const runbook: Runbook = { ...BOOK, roles: role === undefined ? {} : { host: { ...role, most: 2 } } };
    const hosts = [host, { ...host, key: "host#2", name: "beta" }];
    const first = planNext({ ...factsAfter({}, runbook), brief: { hosts, inputs: {} } }).round;
    const answers = (first?.requests ?? []).map((request) => ({
      request,
      reading: { fields: BLIND },
      taken: { bootId: "b", uptimeSeconds: 1 },
    }));
    const facts = { ...factsAfter({}, runbook), brief: { hosts, inputs: {} }, rounds: first === null ? [] : [first], answers };
    expect(answers).toHaveLength(2);
    expect(planNext(facts).round?.requests.map(({ key }) => key)).toEqual(["2.plug.host.once"]);
  });

  it("names a suspect at most, and says whose words it rests on", () => {
    const verdict = conclude(factsAfter({ links: BLIND, says: "left" }));
    expect(inShort(verdict)).toBe("cause, left suspected");
    expect(verdict.causes[0]?.because).toContain("as Ada said: nobody measured it");
    expect(verdict.say).toContain("by what people said and nobody measured");
    expect(verdict.standings.map(({ standing, said }) => [standing, said])).toEqual([
      ["supported", true],
      ["refuted", true],
    ]);
    expect(verdict.wouldDecide.join(" ")).toContain("what Ada said: What is alpha plugged into?");
  });

  it("establishes nothing by ruling a rival out", () => {
    const links = { heldByStop: true, heldByDisk: { unknown: "not readable" } };
    expect(inShort(conclude(factsAfter({ links })))).toBe("cause, left suspected");
    const verdict = conclude(factsAfter({ links, says: "left" }));
    expect(inShort(verdict)).toBe("cause, left suspected");
    expect(verdict.causes[0]?.because).toBe(
      "What is characteristic of it was seen, and 1 rival is ruled out as Ada said: nobody measured it.",
    );
  });

  it("counts for nothing against what was measured", () => {
    const measured = factsAfter({ links: { heldByStop: true, heldByDisk: false } });
    expect(conclude(withWord(measured, "right"))).toMatchObject({ kind: "cause", causes: [{ id: "left", certainty: "established" }] });
    expect(judge(withWord(measured, "right")).standings.map(({ said }) => said)).toEqual([undefined, undefined]);
  });

  it("does not end in none of these by words alone", () => {
    const links = { heldByStop: false, heldByDisk: { unknown: "not readable" } };
    const verdict = conclude(factsAfter({ links, says: "left" }));
    expect(inShort(verdict)).toBe("undetermined");
    expect(verdict.say).toBe("Not determined: every cause is refuted, 1 of them only by what people said: nobody measured it.");
    expect(inShort(conclude(factsAfter({ links: { heldByStop: false, heldByDisk: false } })))).toBe("noneOfThese");
  });

  it("leaves the verdict as it is where nobody knows, and names the question", () => {
    const verdict = conclude(factsAfter({ links: BLIND, says: null }));
    expect(inShort(verdict)).toBe("undetermined");
    expect(verdict.missing.map(({ reason }) => reason)).toContain("Ada was asked about alpha and did not know");
    expect(verdict.wouldDecide).toContain("Find out: What is alpha plugged into? Look behind it.");
  });
});

describe("the checker", () => {
  const asked = (ask: Partial<NonNullable<Test["ask"]>>, rest: Partial<Test> = {}): string => {
    const tests = [BOOK.tests[0] as Test, { ...ASK, ...rest, ask: { ...ASK.ask, ...ask } as NonNullable<Test["ask"]> }];
    return check({ ...BOOK, tests }, catalogue)
      .findings.map(({ say }) => say)
      .join("\n");
  };

  it("finds a question in order", () => expect(check(BOOK, catalogue).findings).toEqual([]));

  it.each([
    [{ question: "Tell." }, {}, "does not end with a question mark"],
    [{ where: " " }, {}, "does not say how to look it up"],
    [{ where: "On {switch}." }, {}, "nothing is called {switch}"],
    [{ choices: { left: "The left one" } }, {}, "one answer is none"],
    [{ choices: { left: "", right: "The right one" } }, {}, "words for its button"],
    [{ choices: { left: "The left one", middle: "The middle one" } }, {}, 'compares its answer with "right", which is no choice'],
    [{}, { phase: "tracing" }, "people are asked last"],
    [{}, { when: "around" }, "Ask it once"],
    [{}, { collect: "links" }, 'Write collect: "person"'],
  ] as const)("finds what is wrong with a question: %j %j", (ask, rest, wanted) => {
    expect(asked(ask, rest as Partial<Test>)).toContain(wanted);
  });

  it("finds a cause that only people could rule out, and a test of a person that asks nothing", () => {
    const third = { ...BOOK.hypotheses, third: hypothesis("{host} hangs in the air.") };
    const predicts = { ...ASK.predicts, third: [claim("answer", "left", "necessary")] };
    const found = check({ ...BOOK, hypotheses: third, tests: [BOOK.tests[0] as Test, { ...ASK, predicts }] }, catalogue).findings;
    expect(found.map(({ say }) => say).join("\n")).toContain("would stay a rival for ever");
    const { ask: _ask, ...silent } = ASK;
    expect(
      check({ ...BOOK, tests: [BOOK.tests[0] as Test, silent] }, catalogue)
        .findings.map(({ say }) => say)
        .join("\n"),
    ).toContain("asks nothing");
  });

  it("catches an engine that establishes a cause by words", () => {
    const believing = (facts: Facts): Verdict => {
      const verdict = conclude(facts);
      return { ...verdict, causes: verdict.causes.map((cause) => ({ ...cause, certainty: "established" as const })) };
    };
    expect(
      explore(BOOK, catalogue, { conclude: believing })
        .findings.map(({ say }) => say)
        .join("\n"),
    ).toContain("by what people said alone");
    expect(explore(BOOK, catalogue).findings).toEqual([]);
  });
});
