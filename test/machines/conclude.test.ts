import { describe, expect, it } from "vitest";
import { conclude } from "#machines/conclude.ts";
import type { Accounts, Test } from "#machines/contract/index.ts";
import { sayStands } from "#machines/explain/stand.ts";
import { given, hosts, rises, runbook, withTests, type Answers } from "./patient.ts";
import { factsAfter, standing, both } from "./facts-after.ts";

describe("one mistake on two hosts", () => {
  const named = (answers: Parameters<typeof factsAfter>[0], of?: Parameters<typeof factsAfter>[1]) => {
    const { kind, causes } = conclude(factsAfter(answers, of));
    return [kind, ...causes.map(({ instance, certainty }) => `${instance} ${certainty}`)];
  };
  const twice = { "firewall@sender": { dropped: 3 }, "firewall@receiver": { dropped: 3 } };

  it("is established on both when nothing else is left: neither is there instead of the other", () => {
    expect(named(rises({ ...twice, trace: { drops: 9 } }))).toEqual([
      "cause",
      "firewall@sender established",
      "firewall@receiver established",
    ]);
  });

  it("is only suspected on both while another cause is open", () => {
    expect(named(rises(twice))).toEqual(["several", "firewall@sender suspected", "firewall@receiver suspected"]);
  });

  it("says which causes nobody looked for, where it rests on there being no other", () => {
    const because = (of: typeof given) =>
      conclude(factsAfter(rises({ ...twice, trace: { drops: 9 } }), { of })).causes.map((cause) => cause.because);
    const nowhere = { ...runbook.hypotheses["firewall"]!, at: ["gateway"] };
    const others = "What is characteristic of it was seen, and the evidence refutes every rival on the hosts looked at.";
    expect(because(given)).toEqual([others, others]);
    const said = `${others} 1 cause was not looked for: no host was named that could have it.`;
    expect(because(withTests(runbook.tests, { ...runbook.hypotheses, nowhere }))).toEqual([said, said]);
  });

  it("is left to the counts where there are any", () => {
    const accounts: Accounts = { measure: "lost", by: { test: "firewall", field: "dropped" }, tolerancePercent: 10 };
    const of = withTests(runbook.tests, { ...runbook.hypotheses, firewall: { ...runbook.hypotheses["firewall"]!, accounts } });
    expect(named(rises({ ...twice, trace: { drops: 9 } }), { of })).toEqual([
      "several",
      "firewall@sender suspected",
      "firewall@receiver suspected",
    ]);
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

  it("only suspects a cause that counts a part when every rival is refuted: something took the rest", () => {
    const verdict = conclude(factsAfter(rises({ softnet: { dropped: 30 }, trace: { drops: 9 } }, { lost: 100 })));
    expect(named(verdict)).toEqual(["backlog suspected"]);
    expect(verdict.causes[0]?.because).toContain("30 counted, 100 missing, so something else took the rest");
  });

  it("does not establish by elimination what counts far more than is missing", () => {
    const verdict = conclude(factsAfter(rises({ softnet: { dropped: 460 }, trace: { drops: 9 } }, { lost: 8 })));
    expect(named(verdict)).toEqual(["backlog suspected"]);
    expect(verdict.causes[0]?.because).toContain("460 counted, 8 missing, so it dropped others");
  });

  const accounting = (change: Partial<Accounts>, hypotheses: Partial<typeof runbook.hypotheses> = {}) => {
    const backlog = runbook.hypotheses["backlog"]!;
    const accounts: Accounts = { ...backlog.accounts!, ...change };
    return withTests(runbook.tests, {
      ...runbook.hypotheses,
      backlog: { ...backlog, accounts },
      ...(hypotheses as typeof runbook.hypotheses),
    });
  };

  it.each([
    [200_000, "established", "a count that is larger and as large a share of what passed"],
    [20_000, "suspected", "a much larger share"],
    [20_000_000, "suspected", "a much smaller share"],
  ])("with %i passed is %s: %s", (passed, certainty) => {
    const of = accounting({ outOf: { test: "softnet", field: "squeezed" } });
    const facts = factsAfter(rises({ softnet: { dropped: 500, squeezed: passed }, trace: { drops: 9 } }, { lost: 10 }), { of });
    expect(named(conclude(facts))).toEqual([`backlog ${certainty}`]);
  });

  it("with bursts a share may be up to twice or half as large, and no further off", () => {
    const of = accounting({ outOf: { test: "softnet", field: "squeezed" }, bursts: true });
    const passed = (squeezed: number) =>
      factsAfter(rises({ softnet: { dropped: 500, squeezed }, trace: { drops: 9 } }, { lost: 100 }), { of });
    expect([10_000, 35_000, 60_000].map((squeezed) => named(conclude(passed(squeezed))))).toEqual([
      ["backlog established"],
      ["backlog established"],
      ["backlog suspected"],
    ]);
  });

  it("a share that fits establishes nothing while a rival is open", () => {
    const of = accounting({ outOf: { test: "softnet", field: "squeezed" } });
    const facts = factsAfter(rises({ softnet: { dropped: 500, squeezed: 200_000 } }, { lost: 10 }), { of });
    expect(named(conclude(facts))).toEqual(["backlog suspected"]);
  });

  it("does not suspect what picks its packets and dropped others while a rival is open, and says so", () => {
    const of = accounting({ picks: true });
    const open = conclude(factsAfter(rises({ softnet: { dropped: 460 } }, { lost: 8 }), { of }));
    expect([open.kind, ...named(open)]).toEqual(["undetermined"]);
    expect(open.standings.map(sayStands).join()).toContain("it dropped others");
    const alone = conclude(factsAfter(rises({ softnet: { dropped: 460 }, trace: { drops: 9 } }, { lost: 8 }), { of }));
    expect(named(alone)).toEqual(["backlog suspected"]);
  });

  it("establishes what counts exactly beside one that counts others", () => {
    const of = accounting({ picks: true });
    const verdict = conclude(factsAfter(rises({ softnet: { dropped: 460 }, ring: { missed: 8 } }, { lost: 8 }), { of }));
    expect(named(verdict)).toEqual(["ring established"]);
  });

  it("establishes nothing while another one's share fits as well as a whole count does", () => {
    const of = accounting({ outOf: { test: "softnet", field: "squeezed" } });
    const facts = factsAfter(rises({ softnet: { dropped: 500, squeezed: 200_000 }, ring: { missed: 10 } }, { lost: 10 }), { of });
    expect(named(conclude(facts))).toEqual(["backlog suspected", "ring suspected"]);
  });

  it("adds up parts beside one that counts others", () => {
    const tests = runbook.tests.map((test): Test =>
      test.id === "trace" ? { ...test, predicts: { outside: [{ field: "drops", is: "above", value: 0, ...both }] } } : test,
    );
    const accounts = { measure: "lost", by: { test: "trace", field: "drops" }, tolerancePercent: 10 };
    const outside = { ...runbook.hypotheses["outside"]!, accounts };
    const of = { ...given, runbook: { ...runbook, tests, hypotheses: { ...runbook.hypotheses, outside } } };
    const seen = rises({ softnet: { dropped: 900 }, ring: { missed: 60 }, trace: { drops: 40 } }, { lost: 100 });
    expect(named(conclude(factsAfter(seen, { of })))).toEqual(["ring established", "outside established"]);
  });

  it("takes the count that stands in where the first stayed at zero, and none where one is unknown", () => {
    const or = [{ test: "trace", field: "drops", of: "during" }] as const;
    const tests = runbook.tests.map((test): Test =>
      test.id === "softnet" ? { ...test, predicts: { backlog: [{ field: "squeezed", is: "above", value: 0, ...both }] } } : test,
    );
    const of = { ...accounting({ or }), runbook: { ...accounting({ or }).runbook, tests } };
    const seen = conclude(factsAfter(rises({ softnet: { squeezed: 5 }, trace: { drops: 8 } }, { lost: 8 }), { of }));
    expect(named(seen)).toEqual(["backlog established"]);
    const blind: Answers = (request) =>
      request.test === "trace" ? { failure: { kind: "denied", stderr: "" } } : rises({ softnet: { squeezed: 5 } }, { lost: 8 })(request);
    const unseen = conclude(factsAfter(blind, { of }));
    expect(unseen.standings.find(({ instance }) => instance === "backlog@receiver")?.accountsFor).toBeUndefined();
  });

  it("names a remainder beside another cause when something shows it, and their counts add up", () => {
    const tests = runbook.tests.map((test): Test =>
      test.id === "trace" ? { ...test, predicts: { outside: [{ field: "drops", is: "above", value: 0, ...both }] } } : test,
    );
    const outside = {
      ...runbook.hypotheses["outside"]!,
      accounts: { measure: "lost", by: { test: "trace", field: "drops" }, tolerancePercent: 10 },
    };
    const of = { ...given, runbook: { ...runbook, tests, hypotheses: { ...runbook.hypotheses, outside } } };
    const verdict = conclude(factsAfter(rises({ softnet: { dropped: 60 }, trace: { drops: 40 } }, { lost: 100 }), { of }));
    expect(named(verdict)).toEqual(["backlog established", "outside established"]);
  });

  it("allows two more or less, however tight the tolerance", () => {
    expect(named(lossOf(10, { softnet: { dropped: 12 } }))).toEqual(["backlog established"]);
    expect(named(lossOf(10, { softnet: { dropped: 13 } }))).toEqual(["backlog suspected"]);
  });

  it("does not let a counter that stayed at zero account for anything, however little is missing", () => {
    const of = withTests(
      runbook.tests.map((test): Test =>
        test.id === "softnet" ? { ...test, predicts: { backlog: [{ field: "squeezed", is: "above", value: 0, ...both }] } } : test,
      ),
    );
    const verdict = conclude(factsAfter(rises({ softnet: { squeezed: 5 } }, { lost: 1 }), { of }));
    expect(named(verdict)).toEqual(["backlog suspected"]);
    expect(verdict.standings.find(({ instance }) => instance === "backlog@receiver")?.accountsFor).toEqual({
      measure: "lost",
      missing: 1,
      counted: 0,
      fit: "none",
      matches: false,
    });
  });

  it("does not add up two small counts that would each do alone: one lost packet has one cause", () => {
    expect(named(lossOf(2, { softnet: { dropped: 2 }, ring: { missed: 2 } }))).toEqual(["backlog suspected", "ring suspected"]);
  });
});

describe("verdicts", () => {
  it("say none of these when everything is refuted", () => {
    const verdict = conclude(factsAfter(rises({ trace: { drops: 4 } })));
    expect(verdict.kind).toBe("noneOfThese");
    expect(verdict.say).toContain("each of the 4 causes that this runbook knows");
  });

  it("are undetermined when only the symptom could be measured", () => {
    const verdict = conclude(
      factsAfter((request) =>
        request.test === "reproduction" ? rises({})(request) : { failure: { kind: "denied", stderr: "Operation not permitted" } },
      ),
    );
    expect(verdict.kind).toBe("undetermined");
    expect(verdict.missing.map(({ test }) => test).toSorted()).toEqual(["firewall", "firewall", "ring", "softnet", "trace"]);
    expect(verdict.wouldDecide).toContain(
      "Grant the login on db-2 permission to read ring statistics (sudo without a password for this command).",
    );
  });

  it("name no cause without a window that shows the symptom, whatever else is seen", () => {
    const tests: readonly Test[] = [
      ...runbook.tests,
      {
        id: "settings",
        collect: "settings",
        on: ["receiver"],
        phase: "reproduce",
        when: "once",
        why: "",
        predicts: { ring: [{ field: "mtu", is: "equal", value: 1400, ...both }] },
      },
    ];
    const of = withTests(tests.filter(({ id }) => id !== "ring"));
    const failing: Answers = (request) =>
      request.test === "reproduction" ? { failure: { kind: "toolMissing", tool: "ping" } } : rises({ settings: { mtu: 1400 } })(request);
    const facts = factsAfter(failing, { of });
    expect(standing(facts, "ring@receiver")).toBe("supported");
    const verdict = conclude(facts);
    expect(verdict.kind).toBe("undetermined");
    // What was never asked without the probe, or counts for nothing, is asked by itself once there is one: no further advice.
    expect(verdict.wouldDecide).toEqual(["Install ping on web-1."]);
  });

  it("send whoever reads them first to a host that went away while the probe ran", () => {
    const failing: Answers = (request) =>
      request.test === "reproduction"
        ? { reading: { fields: { sent: 4000, asked: 4000, lost: { unknown: "nobody at the other end counted" } } } }
        : request.host === "receiver"
          ? { failure: { kind: "unreachable", detail: "No route to host" } }
          : rises({})(request);
    expect(conclude(factsAfter(failing)).wouldDecide[0]).toMatch(/^Check that SSH on \S+ answers from here, .*, then try again\.$/);
  });

  it("tell a contributing condition apart from the cause that it brings about", () => {
    const { ring } = runbook.hypotheses;
    if (ring === undefined) throw new TypeError("no ring");
    const { accounts: _, ...alone } = ring;
    const hypotheses = { ...runbook.hypotheses, ring: { ...alone, contributesTo: ["backlog"] } };
    const verdict = conclude(
      factsAfter(rises({ softnet: { dropped: 3 }, ring: { missed: 400 } }), { of: withTests(runbook.tests, hypotheses) }),
    );
    expect(verdict.causes.map(({ id, certainty }) => [id, certainty])).toEqual([["backlog", "established"]]);
    expect(verdict.contributing.map(({ id }) => id)).toEqual(["ring"]);
  });

  it("say which role without a host was not looked at", () => {
    const roles = { ...runbook.roles, gateway: { title: "Gateway", about: "", required: false } };
    const { ring } = runbook.hypotheses;
    if (ring === undefined) throw new TypeError("no ring");
    const of = {
      ...given,
      runbook: { ...runbook, roles, hypotheses: { ...runbook.hypotheses, ring: { ...ring, at: ["receiver", "gateway"] } } },
    };
    const verdict = conclude(factsAfter(rises({ trace: { drops: 4 } }), { of }));
    expect(verdict.wouldDecide.join(" ")).toContain("Name a host in the role Gateway: one cause was not looked for there.");
  });

  it("stay the same in whatever order the answers came", () => {
    const facts = factsAfter(rises({ softnet: { dropped: 60 }, ring: { missed: 40 } }, { lost: 100 }));
    expect(conclude({ ...facts, answers: facts.answers.toReversed() })).toEqual(conclude(facts));
  });

  it("judge each of several hosts in one role for itself", () => {
    const of = {
      ...given,
      brief: { ...given.brief, hosts: [...hosts, { key: "receiver#2", role: "receiver", name: "db-3", address: "192.0.2.3" }] },
    };
    const verdict = conclude(factsAfter(rises({ "softnet@receiver#2": { dropped: 3 } }), { of }));
    expect(verdict.causes.map(({ instance }) => instance)).toEqual(["backlog@receiver#2"]);
  });
});
