import { describe, expect, it } from "vitest";
import { check } from "#machines/check.ts";
import { conclude } from "#machines/conclude.ts";
import { judge } from "#machines/judge.ts";
import type { Hide } from "#machines/contract/index.ts";
import type { Given } from "#machines/step.ts";
import { factsAfter } from "./facts-after.ts";
import { given, rises, runbook } from "./patient.ts";

const HIDE: Hide = {
  present: { test: "reproduction", role: "sender", field: "received", of: "during", is: "equal", value: 0 },
  hypotheses: ["firewall", "ring"],
  means: "nothing came to the receiver, so its rules had nothing to drop",
};
const hiding = (hide: Hide = HIDE): Given => ({ ...given, runbook: { ...runbook, hides: { receiver: hide } } });

/** Of 4,000 probes so many came through; the backlog took all others. */
const backlog = (received: number, more: Parameters<typeof rises>[0] = {}) =>
  rises({ softnet: { dropped: 4_000 - received }, ...more }, { lost: 4_000 - received });
const concluded = (answers: ReturnType<typeof rises>, of: Given) => conclude(factsAfter(answers, { of }));
const standingIn = (verdict: ReturnType<typeof conclude>, instance: string) => {
  const found = verdict.standings.find((each) => each.instance === instance);
  return [found?.standing, found?.hiddenBy];
};

describe("what a named cause keeps from being seen", () => {
  it("is said where nothing got there, and is open instead of refuted", () => {
    const of = hiding();
    const verdict = concluded(backlog(0), of);
    expect(verdict.causes.map(({ id, certainty }) => `${id} ${certainty}`)).toEqual(["backlog established"]);
    expect(verdict.hides).toMatchObject([
      { hide: "receiver", host: "sender", instances: ["ring@receiver", "firewall@sender", "firewall@receiver"] },
    ]);
    expect(verdict.hides?.[0]?.say).toBe(`Behind it nothing was seen: ${HIDE.means}. Look again once this is mended.`);
    expect(standingIn(verdict, "ring@receiver")).toEqual(["open", "receiver"]);
    expect(verdict.hides?.[0]?.say).toContain(HIDE.means);
    expect(standingIn(verdict, "outside")).toEqual(["open", undefined]);
    // What refuted it stays as it was seen.
    expect(judge(factsAfter(backlog(0), { of })).standings.find(({ instance }) => instance === "ring@receiver")?.standing).toBe("refuted");
  });

  it("is nothing where something got there, or nobody knows", () => {
    expect(concluded(backlog(1), hiding()).hides).toBeUndefined();
    expect(standingIn(concluded(backlog(1), hiding()), "ring@receiver")).toEqual(["refuted", undefined]);
    const unread = { ...HIDE, present: { ...HIDE.present, test: "trace", role: "receiver", field: "drops" } };
    const dark: ReturnType<typeof rises> = (request) =>
      request.test === "trace" ? { failure: { kind: "toolMissing", tool: "trace" } } : backlog(0)(request);
    expect(concluded(dark, hiding(unread)).hides).toBeUndefined();
  });

  it("leaves out what was named or seen at work, hosts that it is not about, and a place with nothing left", () => {
    const both = concluded(backlog(0, { ring: { missed: 4_000 } }), hiding({ ...HIDE, hypotheses: ["backlog", "ring"] }));
    expect(both.hides).toBeUndefined();
    expect(concluded(backlog(0), hiding({ ...HIDE, at: ["receiver"] })).hides?.[0]?.instances).toEqual([
      "ring@receiver",
      "firewall@receiver",
    ]);
  });

  it("is the first place of the way that nothing got to", () => {
    const of = { ...given, runbook: { ...runbook, hides: { near: { ...HIDE, hypotheses: ["ring"] }, far: HIDE } } };
    expect(concluded(backlog(0), of).hides?.map(({ hide }) => hide)).toEqual(["near"]);
  });

  it("is no matter where no cause is established", () => {
    expect(concluded(rises({}, { sent: 4_000, lost: 0 }), hiding()).hides).toBeUndefined();
  });

  it("is checked for names that do not exist", () => {
    const wrong = { ...HIDE, hypotheses: ["rings"], at: ["router"], present: { ...HIDE.present, field: "recieved" } };
    const says = check(hiding(wrong).runbook, given.catalogue).findings.map(({ say }) => say);
    expect(says.filter((say) => /rings|router|recieved/.test(say))).toHaveLength(3);
  });
});
