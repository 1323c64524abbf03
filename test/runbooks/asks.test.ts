import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runbookById, runbooks } from "#runbooks";
import type { Recording, Runbook, Verdict } from "#machines/contract/index.ts";
import { namesIn } from "#machines/plan/ask.ts";
import { judgeRecording } from "./replay.ts";

const ROOT = join(import.meta.dirname, "..", "..", "runbooks");

const recordingOf = (runbook: string, name: string): Recording =>
  JSON.parse(readFileSync(join(ROOT, runbook, "cases", `${name}.json`), "utf8")) as Recording;

function bookOf(id: string): Runbook {
  const runbook = runbookById(id);
  if (runbook === undefined) throw new Error(`there is no runbook ${id}`);
  return runbook;
}

const inShort = ({ kind, causes }: Verdict): string => [kind, ...causes.map(({ id, certainty }) => `${id} ${certainty}`)].join(", ");

/** The four ways an answer can go: it fits, it rules out, nobody knows, and it says otherwise than what was measured. */
const WAYS = [
  ["bond-or-lacp-churn", "lossy-capture", "switchPort host", "noLacp", "cause, partnerSilent suspected"],
  ["bond-or-lacp-churn", "lossy-capture", "switchPort host", "hearsNobody", "cause, partnerDeaf suspected"],
  ["bond-or-lacp-churn", "lossy-capture", "switchPort host", "otherGroup", "cause, aggregatorSplit suspected"],
  ["bond-or-lacp-churn", "lossy-capture", "switchPort host", "down", "cause, oneLegDown suspected"],
  ["bond-or-lacp-churn", "lossy-capture", "switchPort host", "hearsUs", "undetermined"],
  ["bond-or-lacp-churn", "lossy-capture", "switchPort host", null, "undetermined"],
  ["bond-or-lacp-churn", "partner-silent", "switchPort host", "down", "cause, partnerSilent established"],
  ["virtual-ip-flaps", "blind-daemon", "daemonState master", "stopped", "cause, stoppedProcess suspected"],
  ["virtual-ip-flaps", "blind-daemon", "daemonState master", "frozen", "cause, frozenFileSystem suspected"],
  ["virtual-ip-flaps", "blind-daemon", "daemonState master", "loop", "undetermined"],
  ["virtual-ip-flaps", "blind-daemon", "daemonState master", null, "undetermined"],
  ["virtual-ip-flaps", "stopped-process", "daemonState master", "disk", "cause, stoppedProcess established"],
  ["one-guest-unreachable", "without-tcpdump", "guestConsole compute", "hangs", "cause, guestItselfDown suspected"],
  ["one-guest-unreachable", "without-tcpdump", "guestConsole compute", "noAddress", "cause, dhcpFailed suspected"],
  ["one-guest-unreachable", "without-tcpdump", "guestConsole compute", "elsewhere", "cause, guestAbsent suspected"],
  ["one-guest-unreachable", "without-tcpdump", "guestConsole compute", "inOrder", "undetermined"],
  ["one-guest-unreachable", "without-tcpdump", "guestConsole compute", null, "undetermined"],
  ["one-guest-unreachable", "guest-silent", "guestConsole compute", "inOrder", "cause, guestItselfDown established"],
] as const;

describe("what people answer", () => {
  test.each(WAYS)("%s, %s: %s says %s", (...way) => {
    const [id, name, at, choice, wanted] = way;
    const answers = choice === null ? {} : { answers: { [at]: { choice } } };
    const verdict = judgeRecording(bookOf(id), { ...recordingOf(id, name), ...answers });
    expect(inShort(verdict)).toBe(wanted);
    for (const { because, certainty } of verdict.causes) expect(because.includes("as Ada said")).toBe(certainty === "suspected");
    const asked = verdict.rounds.filter(({ requests }) => requests.some(({ collector }) => collector === "person"));
    // One question, alone, after everything that could be read; none where a measurement has decided.
    expect(asked.map(({ requests }) => requests.length)).toEqual(wanted.endsWith("established") ? [] : [1]);
    if (asked.length > 0) expect(verdict.rounds.at(-1)).toBe(asked[0]);
    if (choice === null) expect(verdict.wouldDecide.join(" ")).toContain("Find out: ");
  });
});

const asks = runbooks.flatMap(({ id, tests }) => tests.flatMap(({ id: name, ask }) => (ask === undefined ? [] : [{ id, name, ask }])));

test.each(asks)("$id: the question of $name can be read on a phone, and answered with a thumb", ({ ask }) => {
  expect(ask.question.length).toBeLessThan(120);
  expect(ask.where.length).toBeLessThan(200);
  for (const words of Object.values(ask.choices)) expect(words.length, words).toBeLessThanOrEqual(56);
  expect(namesIn(ask)).not.toEqual([]);
});
