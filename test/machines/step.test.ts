import { describe, expect, it } from "vitest";
import { advance, begin, pendingOf } from "#machines/step.ts";
import { answerOf, given, play, reading, rises, takenAt, type Answers } from "./patient.ts";

const started = () => advance(given, begin(given).snapshot, { type: "ready", unreached: {} });

describe("a machine", () => {
  it("asks nothing before the brief is done", () => {
    const step = begin(given);
    expect(step.round).toBeNull();
    expect(step.verdict).toBeNull();
    expect(pendingOf(step.snapshot)).toEqual({ round: null, unanswered: [] });
  });

  it("measures the symptom first, with every cheap passive counter in the same window", () => {
    const { round } = started();
    expect(round?.phase).toBe("reproduce");
    expect(round?.reproduction).toBe(true);
    expect(round?.choice.riders).toEqual(["softnet", "ring", "firewall"]);
    expect(round?.requests.map(({ key }) => key)).toEqual([
      "1.softnet.receiver.before",
      "1.ring.receiver.before",
      "1.firewall.sender.before",
      "1.firewall.receiver.before",
      "1.reproduction.sender.during",
      "1.softnet.receiver.after",
      "1.ring.receiver.after",
      "1.firewall.sender.after",
      "1.firewall.receiver.after",
    ]);
    expect(round?.requests.find(({ test }) => test === "reproduction")?.args).toEqual({ to: "192.0.2.2", count: "4000" });
  });

  it("establishes a cause whose own count is what is missing, and asks nothing more", () => {
    const { step, rounds } = play(rises({ softnet: { dropped: 3 } }));
    expect(rounds).toHaveLength(1);
    expect(step.verdict?.kind).toBe("cause");
    expect(step.verdict?.causes.map(({ id, certainty }) => [id, certainty])).toEqual([["backlog", "established"]]);
  });

  it("goes on to the costly trace while the rest is not accounted for", () => {
    const { step, rounds } = play((request) =>
      request.test === "trace" ? reading({ drops: 5 }) : rises({ softnet: { dropped: 90 } })(request),
    );
    expect(rounds.map(({ choice }) => choice.test)).toEqual(["reproduction", "trace"]);
    expect(rounds[1]?.reproduction).toBe(true);
    expect(step.verdict?.causes.map(({ id, certainty }) => [id, certainty])).toEqual([["backlog", "suspected"]]);
  });

  it("says that the symptom is absent when enough probes came back", () => {
    const { step, rounds } = play(rises({}, { lost: 0 }));
    expect(rounds).toHaveLength(1);
    expect(step.verdict?.kind).toBe("symptomAbsent");
    expect(step.verdict?.say).toContain("4,000 probes");
  });

  it("repeats a window without the symptom once, then says how many probes would be needed", () => {
    const of = { ...given, brief: { ...given.brief, inputs: { percent: "0.01" } } };
    const { step, rounds } = play(rises({}, { lost: 0 }), { of });
    expect(rounds).toHaveLength(2);
    expect(step.verdict?.kind).toBe("undetermined");
    expect(step.verdict?.wouldDecide[0]).toContain("30,000 probes");
  });

  it("ends at once when the host that reproduces the symptom is not reached", () => {
    const { step, rounds } = play(rises({}), { unreached: { sender: { kind: "unreachable", detail: "no route to host" } } });
    expect(rounds).toHaveLength(0);
    expect(step.verdict?.kind).toBe("undetermined");
    expect(step.verdict?.say).toContain("could not be reached");
  });

  it("never asks a host that was not reached, and says what is unknown there", () => {
    const { step, rounds } = play(rises({}), { unreached: { receiver: { kind: "unreachable", detail: "no route to host" } } });
    expect(rounds.flatMap(({ requests }) => requests).some(({ host }) => host === "receiver")).toBe(false);
    expect(step.verdict?.kind).toBe("undetermined");
    expect(step.verdict?.missing.every(({ reason }) => reason.includes("db-2 could not be reached"))).toBe(true);
  });

  it("asks once more for what failed for a passing reason, and never for what is denied", () => {
    const asked: string[] = [];
    const { step } = play((request) => {
      asked.push(request.key);
      if (request.test === "softnet") return { failure: { kind: "timedOut", afterMs: 5000 } };
      if (request.test === "ring") return { failure: { kind: "denied", stderr: "Operation not permitted" } };
      return rises({})(request);
    });
    expect(asked.filter((key) => key.includes(".softnet.")).map((key) => key.split(".")[0])).toEqual(["1", "1", "2", "2"]);
    expect(asked.filter((key) => key.includes(".ring."))).toEqual(["1.ring.receiver.before", "1.ring.receiver.after"]);
    expect(step.verdict?.kind).toBe("undetermined");
    expect(step.verdict?.wouldDecide.join(" ")).toContain("permission");
  });

  it("ignores an answer to a question that was not asked, and a second answer", () => {
    const first = started();
    const ignored = advance(given, first.snapshot, {
      type: "observed",
      request: "9.softnet.receiver.once",
      reading: { fields: { dropped: 1 } },
      taken: takenAt(1),
    });
    expect(ignored.snapshot).toEqual(first.snapshot);
    const request = first.round?.requests[0];
    if (request === undefined) throw new Error("nothing was asked");
    const once = advance(given, first.snapshot, answerOf(request, rises({})));
    const twice = advance(given, once.snapshot, answerOf(request, rises({ softnet: { dropped: 99 } })));
    expect(twice.snapshot).toEqual(once.snapshot);
  });

  it("survives JSON at every step and asks the same next", () => {
    const through = (snapshot: unknown): unknown => JSON.parse(JSON.stringify(snapshot));
    let [plain, stored] = [started(), started()];
    for (let guard = 0; plain.verdict === null && guard < 200; guard += 1) {
      const [request] = pendingOf(plain.snapshot).unanswered;
      expect(pendingOf(through(stored.snapshot)).unanswered[0]).toEqual(request);
      if (request === undefined) break;
      const event = answerOf(request, rises({ ring: { missed: 40 } }));
      plain = advance(given, plain.snapshot, event);
      stored = advance(given, through(stored.snapshot), event);
      expect(stored.round).toEqual(plain.round);
    }
    expect(plain.verdict).not.toBeNull();
    expect(stored.verdict).toEqual(plain.verdict);
  });

  it("forgets the answers of a round whose window was broken, and waits for all of them again", () => {
    const first = started();
    const [request] = pendingOf(first.snapshot).unanswered;
    if (request === undefined) throw new Error("nothing was asked");
    const answered = advance(given, first.snapshot, answerOf(request, rises({})));
    expect(pendingOf(answered.snapshot).unanswered).toHaveLength(8);
    const again = advance(given, answered.snapshot, { type: "restarted", round: 1 });
    expect(again.round).toBeNull();
    expect(pendingOf(again.snapshot).unanswered).toHaveLength(9);
  });

  it("goes on when the last test it waits for is skipped", () => {
    let step = started();
    for (const request of step.round?.requests ?? [])
      if (request.test !== "ring") step = advance(given, step.snapshot, answerOf(request, rises({})));
    expect(pendingOf(step.snapshot).unanswered.map(({ test }) => test)).toEqual(["ring", "ring"]);
    step = advance(given, step.snapshot, { type: "skipped", test: "ring" });
    expect(step.round?.choice.test).toBe("trace");
    // Taken back, it is asked in a window of its own; what is being collected goes on, and the old window stays without it.
    const before = pendingOf(step.snapshot).unanswered;
    step = advance(given, step.snapshot, { type: "unskipped", test: "ring" });
    expect(pendingOf(step.snapshot).unanswered).toEqual(before);
    const asked: string[] = [];
    for (let guard = 0; step.verdict === null && guard < 50; guard += 1) {
      const [request] = pendingOf(step.snapshot).unanswered;
      if (request === undefined) break;
      asked.push(request.key);
      step = advance(given, step.snapshot, answerOf(request, rises({ ring: { missed: 3 } })));
    }
    expect(asked.filter((key) => key.includes(".ring."))).toEqual(["3.ring.receiver.before", "3.ring.receiver.after"]);
    expect(step.verdict?.causes.map(({ id }) => id)).toEqual(["ring"]);
  });

  it("keeps what accounts and the guilty row need, though no prediction refers to them", () => {
    const tests = given.runbook.tests.map((each) =>
      each.id === "softnet"
        ? { ...each, predicts: { backlog: [{ field: "squeezed", is: "above", value: 0, strength: "both" } as const] } }
        : each,
    );
    const rows: Answers = (request) => {
      const plain = rises({ softnet: { squeezed: 1, dropped: 3 } })(request);
      if (request.test !== "softnet" || "failure" in plain) return plain;
      return {
        reading: { ...plain.reading, tables: { cpus: [{ key: "7", dropped: request.moment === "after" ? 3 : 0, unused: 1 }], queues: [] } },
      };
    };
    const { step } = play(rows, { of: { ...given, runbook: { ...given.runbook, tests } } });
    expect(step.verdict?.causes.map(({ certainty, object }) => [certainty, object.key])).toEqual([["established", "7"]]);
    expect(JSON.stringify(step.snapshot)).not.toContain("unused");
  });

  it("refuses a snapshot that is none", () => {
    expect(() => advance(given, { nothing: true }, { type: "ready", unreached: {} })).toThrow(TypeError);
  });
});
