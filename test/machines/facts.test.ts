import { describe, expect, it } from "vitest";
import { conclude } from "#machines/conclude.ts";
import type { EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { judge } from "#machines/judge.ts";
import { advance, begin, pendingOf } from "#machines/step.ts";
import { verdictMarkdown } from "#machines/explain/markdown.ts";
import { answerOf, catalogue, given, rises, takenAt, type Answers } from "./patient.ts";

const actor = { kind: "culprit", id: "worker", name: "Culprit", via: "worker" } as const;
const command = {
  observation: "o",
  commandLine: "",
  privilege: "user",
  exitCode: 0,
  signal: null,
  startedAt: "2026-01-01T00:00:00Z",
  durationMs: 1,
  stdoutBytes: 0,
  stderrBytes: 0,
  truncated: false,
  sha256: "",
  head: "",
  lines: 0,
} as const;
const logOf = (bodies: readonly EventBody[]): readonly InvestigationEvent[] =>
  bodies.map((body, index) => ({ ...body, seq: index + 1, at: "2026-01-01T00:00:00Z", actor }));
const started: EventBody = { type: "started", title: "Probes are lost", runbook: given.runbook, brief: given.brief, practice: false };

/** Plays an investigation and writes its log as the server would. */
function play(answers: Answers): { readonly bodies: readonly EventBody[]; readonly verdict: ReturnType<typeof conclude> } {
  const bodies: EventBody[] = [started];
  let step = advance(given, begin(given).snapshot, { type: "ready", unreached: {} });
  while (step.verdict === null) {
    if (step.round !== null) bodies.push({ type: "roundPlanned", round: step.round });
    const [request] = pendingOf(step.snapshot).unanswered;
    if (request === undefined) throw new TypeError("waits for nothing");
    const event = answerOf(request, answers);
    if (event.type === "observed")
      bodies.push({
        type: "observed",
        request: request.key,
        attempt: 1,
        facts: { ...command, taken: event.taken },
        reading: event.reading,
      });
    if (event.type === "unavailable") bodies.push({ type: "unavailable", request: request.key, attempt: 1, failure: event.failure });
    step = advance(given, step.snapshot, event);
  }
  return { bodies: [...bodies, { type: "concluded", verdict: step.verdict }], verdict: step.verdict };
}

describe("the facts of a log", () => {
  it.each<[string, Answers]>([
    ["a cause", rises({ softnet: { dropped: 3 } })],
    ["nothing", rises({}, { lost: 0 })],
    ["two rounds", rises({ ring: { missed: 900 }, trace: { drops: 4 } })],
    [
      "a host without tools",
      (request) => (request.test === "ring" ? { failure: { kind: "toolMissing", tool: "ethtool" } } : rises({})(request)),
    ],
  ])("give the verdict that the machine gave: %s", (_, answers) => {
    const { bodies, verdict } = play(answers);
    expect(conclude(factsOf(logOf(bodies), catalogue))).toEqual(verdict);
  });

  it("give a judgement at every moment of the log, without an answer counting before it came", () => {
    const events = logOf(play(rises({ softnet: { dropped: 3 } })).bodies);
    const held = events.map(
      (_, index) => judge(factsOf(events.slice(0, index + 1), catalogue)).evidence.filter(({ state }) => state === "held").length,
    );
    expect(held[1]).toBe(0);
    expect(held.at(-1)).toBe(1);
    expect(held.toSorted((a, b) => a - b)).toEqual(held);
  });

  it("drop the answers of a round whose window was broken, and take those that came after", () => {
    const { bodies, verdict } = play(rises({ softnet: { dropped: 3 } }));
    const broken = bodies
      .slice(0, 6)
      .map((body): EventBody => (body.type === "observed" ? { ...body, reading: { fields: { dropped: 77, missed: 77 } } } : body));
    const log = logOf([...broken, { type: "roundRestarted", round: 1, attempt: 1, reason: "the connection was lost" }, ...bodies.slice(2)]);
    expect(conclude(factsOf(log, catalogue))).toEqual(verdict);
  });

  it("ignore a second delivery, and what a person ran outside the rounds", () => {
    const { bodies, verdict } = play(rises({ softnet: { dropped: 3 } }));
    const observed = bodies.find((body) => body.type === "observed");
    if (observed?.type !== "observed") throw new TypeError("nothing was observed");
    const again: readonly EventBody[] = [
      { ...observed, reading: { fields: { dropped: 5, missed: 5 } } },
      { type: "runAsked", request: "run.1", collector: "softnet", host: "receiver" },
      { type: "observed", request: "run.1", attempt: 1, facts: { ...command, taken: takenAt(1) }, reading: { fields: { dropped: 9 } } },
    ];
    expect(conclude(factsOf(logOf([...bodies.slice(0, -1), ...again]), catalogue))).toEqual(verdict);
  });

  it("know the hosts that failed, and those that came back before the start", () => {
    const failed: EventBody = { type: "hostFailed", host: "receiver", failure: { kind: "unreachable", detail: "no route" } };
    expect(factsOf(logOf([started, failed]), catalogue).unreached).toEqual({ receiver: { kind: "unreachable", detail: "no route" } });
    const reached: EventBody = {
      type: "hostReached",
      facts: {
        host: "receiver",
        kernel: "6.1",
        hostname: "db-2",
        user: "root",
        root: true,
        sudo: false,
        fingerprint: "",
        clockOffsetMs: null,
        clockUncertaintyMs: null,
        load1: null,
        tools: {},
      },
    };
    expect(factsOf(logOf([started, failed, reached]), catalogue).unreached).toEqual({});
  });

  it("refuse a log that begins no investigation", () => {
    expect(() => factsOf([], catalogue)).toThrow("does not begin");
  });

  it("become Markdown that names cause, rivals and fix", () => {
    const text = verdictMarkdown(logOf(play(rises({ softnet: { dropped: 3 } })).bodies), catalogue, 12);
    expect(text).toContain("## INV-12: Probes are lost");
    expect(text).toContain("**Cause, established.**");
    expect(text).toMatch(/### Evidence\n\n- .*3.* on db-2/);
    expect(text).toContain("**Fix now:** Raise the limit.");
    expect(text).toMatch(/- the receive ring of db-2 overruns/i);
    expect(text).not.toMatch(/predicted|saw /);
  });
});
