import { describe, expect, it } from "vitest";
import type { Facts, Row } from "#machines/contract/index.ts";
import { judge } from "#machines/judge.ts";
import { planNext } from "#machines/plan/next.ts";
import { answerOf, given, rises } from "./patient.ts";

/** What the sum over CPUs says about the backlog, with these rows before and after. */
function backlog(before: readonly string[], after: readonly string[], dropped = 0) {
  const facts: Facts = { ...given, unreached: {}, rounds: [], answers: [], skipped: [] };
  const { round } = planNext(facts);
  if (round === null) throw new TypeError("nothing to ask");
  const answers = round.requests.map((request) => {
    const event = answerOf(request, rises({ softnet: { dropped } }));
    if (event.type !== "observed") throw new TypeError(event.type);
    const keys = request.moment === "before" ? before : after;
    const tables = request.test === "softnet" ? { cpus: keys.map((key): Row => ({ key, dropped: 1 })) } : {};
    return { request, reading: { ...event.reading, tables }, taken: event.taken };
  });
  return judge({ ...facts, rounds: [round], answers }).evidence.find(({ instance }) => instance === "backlog@receiver");
}

describe("a sum over rows", () => {
  it("refutes nothing when a row went away in the window with what it had counted", () => {
    expect(backlog(["0", "1"], ["0"])).toMatchObject({
      state: "unknown",
      reason: "1 went away in the window, and what it had counted with it",
    });
  });

  it("refutes when all rows stayed, also when another one came", () => {
    expect(backlog(["0", "1"], ["1", "0"])).toMatchObject({ state: "failed" });
    expect(backlog(["0"], ["0", "1"])).toMatchObject({ state: "failed" });
  });

  it("still holds when it rose", () => {
    expect(backlog(["0", "1"], ["0"], 4)).toMatchObject({ state: "held" });
  });
});
