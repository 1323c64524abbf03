import { describe, expect, it } from "vitest";
import type { Facts, Value } from "#machines/contract/index.ts";
import { judge } from "#machines/judge.ts";
import { planNext } from "#machines/plan/next.ts";
import { advance, begin, pendingOf, type Given } from "#machines/step.ts";
import { answerOf, catalogue, given, rises } from "./patient.ts";

/** The ring's counters belong to one network namespace here. */
const { ring } = catalogue;
if (ring === undefined) throw new TypeError("no ring");
const inNamespace: Given = { ...given, catalogue: { ...catalogue, ring: { ...ring, scope: "netns" } } };
/** As in the patient: the firewall's counters are the machine's, and it is looked for on both hosts. */
const twoSides: Given = given;

function ringEvidence(elsewhere: Facts["elsewhere"], missed: number) {
  const facts: Facts = {
    ...inNamespace,
    unreached: {},
    rounds: [],
    answers: [],
    skipped: [],
    ...(elsewhere === undefined ? {} : { elsewhere }),
  };
  const { round } = planNext(facts);
  if (round === null) throw new TypeError("nothing to ask");
  const answers = round.requests.map((request) => {
    const event = answerOf(request, rises({ ring: { missed } }));
    if (event.type !== "observed") throw new TypeError(event.type);
    return { request, reading: event.reading, taken: event.taken };
  });
  const judged = judge({ ...facts, rounds: [round], answers });
  return {
    evidence: judged.evidence.find(({ instance }) => instance === "ring@receiver"),
    standing: judged.standings.find(({ instance }) => instance === "ring@receiver")?.standing,
  };
}

describe("a host with other network namespaces", () => {
  it("is not cleared by a counter of the one that was read", () => {
    const { evidence, standing } = ringEvidence({ receiver: 2 }, 0);
    expect(evidence).toMatchObject({
      state: "unknown",
      reason: "db-2 has 2 other network namespaces with interfaces, which were not read",
    });
    expect(standing).toBe("open");
  });

  it("is not cleared when nobody could see whether it has any", () => {
    const { evidence, standing } = ringEvidence({ receiver: { unknown: "root is needed" } }, 0);
    expect(evidence).toMatchObject({ state: "unknown", reason: "whether db-2 has other network namespaces is not known: root is needed" });
    expect(standing).toBe("open");
  });

  it("can still be found guilty by what moved", () => {
    expect(ringEvidence({ receiver: 2 }, 7)).toMatchObject({ evidence: { state: "held" }, standing: "supported" });
  });

  it.each<[string, Readonly<Record<string, Value>> | undefined]>([
    ["has none", { receiver: 0 }],
    ["only another host has some", { sender: 3 }],
    ["none were looked for", undefined],
  ])("does not matter when it %s", (_, elsewhere) => {
    expect(ringEvidence(elsewhere, 0)).toMatchObject({ evidence: { state: "failed" }, standing: "refuted" });
  });

  it("is remembered by the machine from `ready` on", () => {
    let step = advance(inNamespace, begin(inNamespace).snapshot, { type: "ready", unreached: {}, elsewhere: { receiver: 1 } });
    while (step.verdict === null) {
      const [request] = pendingOf(JSON.parse(JSON.stringify(step.snapshot))).unanswered;
      if (request === undefined) throw new Error("the machine waits for nothing");
      step = advance(inNamespace, step.snapshot, answerOf(request, rises({})));
    }
    expect(step.verdict.standings.find(({ instance }) => instance === "ring@receiver")?.standing).toBe("open");
    expect(step.verdict.missing.map(({ reason }) => reason).join(" ")).toMatch(/db-2 has 1 other network namespace with interfaces/);
  });
});

describe("hosts that share one machine", () => {
  const shared = (boots: Readonly<Record<string, string>>) => {
    const facts: Facts = { ...twoSides, unreached: {}, rounds: [], answers: [], skipped: [] };
    const { round } = planNext(facts);
    if (round === null) throw new TypeError("nothing to ask");
    const answers = round.requests.map((request) => {
      const event = answerOf(request, rises({ firewall: { dropped: 3 } }));
      if (event.type !== "observed") throw new TypeError(event.type);
      return { request, reading: event.reading, taken: { ...event.taken, bootId: boots[request.host] ?? null } };
    });
    return judge({ ...facts, rounds: [round], answers })
      .standings.filter(({ hypothesis }) => hypothesis === "firewall")
      .map(({ host, standing }) => [host, standing]);
  };

  it("are not told apart by what the machine counts as a whole", () => {
    expect(shared({ sender: "boot-1", receiver: "boot-1" })).toEqual([
      ["sender", "open"],
      ["receiver", "open"],
    ]);
  });

  it("are told apart when each is a machine of its own", () => {
    expect(shared({ sender: "boot-1", receiver: "boot-2" })).toEqual([
      ["sender", "supported"],
      ["receiver", "supported"],
    ]);
  });
});
