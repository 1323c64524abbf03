import { describe, expect, it } from "vitest";
import { check } from "#machines/check.ts";
import { conclude } from "#machines/conclude.ts";
import type { Hypothesis } from "#machines/contract/index.ts";
import type { Given } from "#machines/step.ts";
import { factsAfter } from "./facts-after.ts";
import { given, reading, rises, runbook } from "./patient.ts";

/** A busy processor: it loses nothing itself, unless hardly anything came through. */
const ALONE: NonNullable<Hypothesis["alone"]> = {
  test: "reproduction",
  role: "sender",
  field: "received",
  of: "during",
  is: "below",
  value: 3_000,
};
const BUSY: Hypothesis = {
  ...{
    claim: "a processor of the receiver is busy",
    source: "RFC 1812",
    at: ["receiver"],
    lookAlikes: [{ what: "A busy sender", separator: "Its own counter." }],
  },
  advice: { now: "Wait.", permanent: "Buy another.", risk: "none", undo: "Nothing." },
  alert: { none: "Nothing counts it." },
  alone: ALONE,
};

const withBusy = (alone: Hypothesis["alone"] = ALONE): Given => ({
  ...given,
  runbook: {
    ...runbook,
    hypotheses: { ...runbook.hypotheses, busy: { ...BUSY, ...(alone === undefined ? {} : { alone }) } },
    tests: runbook.tests.map((test) =>
      test.id === "softnet"
        ? { ...test, predicts: { ...test.predicts, busy: [{ field: "squeezed", is: "above", value: 0, strength: "both" }] } }
        : test,
    ),
  },
});
type Answers = ReturnType<typeof rises>;
const busy = (lost: number, more: Parameters<typeof rises>[0] = {}): Answers =>
  rises({ softnet: { squeezed: 9, dropped: 0 }, ...more }, { lost });
const concluded = (answers: Answers) => conclude(factsAfter(answers, { of: withBusy() }));
/** The ring cannot be read. */
const dark =
  (answers: Answers): Answers =>
  (request) =>
    request.test === "ring" ? { failure: { kind: "toolMissing", tool: "ethtool" } } : answers(request);

describe("what does not make the symptom by itself", () => {
  it("is named where the symptom looks like its own", () => {
    const verdict = concluded(busy(1_500));
    expect([verdict.kind, verdict.causes.map(({ id }) => id), verdict.contributing]).toEqual(["cause", ["busy"], []]);
  });

  it("is told as contributing where it does not, and nothing is named for want of another", () => {
    const verdict = concluded(dark(busy(40)));
    expect([verdict.kind, verdict.causes]).toEqual(["undetermined", []]);
    // That it is there is measured, whatever makes the symptom.
    expect(verdict.contributing.map(({ id, certainty, because }) => [id, certainty, because])).toEqual([
      ["busy", "established", "What is characteristic of it was seen. It does not make this symptom by itself."],
    ]);
    expect(verdict.say).toContain("True, and no cause of this by itself: a processor of the receiver is busy.");
    expect(verdict.missing.map(({ test }) => test)).toContain("ring");
  });

  it("is not known to be the cause where its symptom was not measured", () => {
    const unread: Answers = (request) => {
      const answer = busy(1_500)(request);
      if (request.test !== "reproduction" || !("reading" in answer)) return answer;
      return reading({ ...answer.reading.fields, received: { unknown: "not counted" } });
    };
    expect(concluded(unread).causes).toEqual([]);
  });

  it("is no rival of a cause that is named, and stands beside it", () => {
    const verdict = concluded(busy(40, { ring: { missed: 40 } }));
    expect(verdict.causes.map(({ id, certainty }) => `${id} ${certainty}`)).toEqual(["ring established"]);
    expect(verdict.contributing).toEqual([]);
    expect(verdict.say).toContain("Supported too, but not needed to account for it: a processor of the receiver is busy");
  });

  it("is checked for names that do not exist, and reached all the same", () => {
    const findings = (of: Given) => check(of.runbook, of.catalogue).findings.map(({ say }) => say);
    expect(findings(withBusy({ ...ALONE, field: "recieved", role: "router" })).join("\n")).toMatch(/router[^]*recieved/);
    expect(findings(withBusy()).filter((say) => say.includes("busy"))).toEqual([]);
  });
});
