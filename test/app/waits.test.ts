import { describe, expect, test } from "vitest";
import { waitsFor } from "#app/_ui/lists/item.ts";
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
