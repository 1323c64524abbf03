import { describe, expect, test } from "vitest";
import { partId } from "#machines/journal/watch-part.ts";
import { partWords, waitsFor } from "#app/_ui/lists/item.ts";
import { rightsOf } from "#server/access/rights.ts";

const who = (role: "viewer" | "responder" | "approver", id: string = role) => ({ id, rights: rightsOf([role]) });
const [approver, responder, viewer] = [who("approver"), who("responder"), who("viewer")];
const NOBODYS = { heldBy: null, heldById: null };
const key = { ...NOBODYS, keyAsked: true, answerAsked: false };
const answer = { ...NOBODYS, keyAsked: false, answerAsked: true };

describe("what waits is told to each as it is for them", () => {
  test("a key waits for whoever may approve it", () => {
    expect([approver, responder, viewer].map((one) => waitsFor(key, one))).toEqual(["you", "an approver", "an approver"]);
  });

  test("a question waits for everybody who steers, or for whoever holds the investigation", () => {
    expect([approver, responder, viewer].map((one) => waitsFor(answer, one))).toEqual(["you", "you", "an answer"]);
    const held = { ...answer, heldBy: "Ben Okafor", heldById: "ben" };
    expect([approver, who("responder", "ben"), viewer].map((one) => waitsFor(held, one))).toEqual(["Ben Okafor", "you", "Ben Okafor"]);
    // A name without an account is somebody else, whoever looks.
    expect(waitsFor({ ...held, heldById: null }, responder)).toBe("Ben Okafor");
  });

  test("of both, what the reader may do comes first, and a key waits for an approver whoever holds it", () => {
    const both = { keyAsked: true, answerAsked: true, heldBy: "Ben Okafor", heldById: "ben" };
    expect([approver, responder, who("responder", "ben")].map((one) => waitsFor(both, one))).toEqual(["you", "an approver", "you"]);
  });
});

describe("which event of a watch an investigation was begun for", () => {
  const said = (status: Parameters<typeof partWords>[0]["status"], verdict: string | null = null) =>
    partWords({ id: partId("a", 3), status, verdict });

  test("is told as one that did not come only where that was the verdict", () => {
    expect(said("concluded", "symptomAbsent")).toBe("No event 3");
    expect(said("concluded", "cause")).toBe("Event 3");
    expect(said("running")).toBe("Waits for event 3");
    for (const status of ["paused", "waiting", "stopped"] as const) expect(said(status)).toBe("For event 3");
  });

  test("is not told of the first, nor of any other", () => {
    expect(partWords({ id: "a", status: "running", verdict: null })).toBeNull();
  });
});
