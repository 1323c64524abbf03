import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { catalogue } from "#collectors";
import { investigationDocument } from "#machines/explain/document.ts";
import { sayRest } from "#machines/explain/rest.ts";
import type { Rest } from "#machines/contract/index.ts";
import { verdictMarkdown } from "#machines/explain/markdown.ts";
import { sayItem, seqsOf, toldVerdict, type ToldVerdict } from "#machines/explain/told.ts";
import { citedOutputs } from "#machines/journal/cited-outputs.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { isDrawn, pathOf } from "#machines/journal/path.ts";
import { verdictView } from "#machines/journal/verdict-view.ts";
import { caseLog } from "../app/case-log.ts";
import { CULPRIT, makeLog, overflow } from "../app/log.ts";

const CASES = [
  ["small-packet-loss", "backlog-overflow"],
  ["large-packets-vanish", "tunnel-fragmentation"],
  ["one-guest-unreachable", "guest-mtu"],
  ["new-connections-time-out", "reverse-path-filter"],
] as const;

function viewOf(events: readonly InvestigationEvent[]) {
  const [started] = events;
  const verdict = events.findLast((event) => event.type === "concluded")?.verdict;
  if (started?.type !== "started" || verdict === undefined) throw new TypeError("the case has no verdict");
  return verdictView(events, verdict, { runbook: started.runbook, catalogue });
}

const told = (events: readonly InvestigationEvent[]): ToldVerdict => toldVerdict(viewOf(events));

/** Without what only marks up. */
const plainMarkdown = (text: string): string => text.replaceAll(/\\([\\`*_[\]<>|#+.)-])/g, "$1").replaceAll(/`+(?:sh|yaml)?\n?/g, "");
const plainHtml = (text: string): string =>
  text
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");

describe.each(CASES)("a verdict of %s, %s", (runbook, name) => {
  const { events, observations } = caseLog(runbook, name);
  const [paper, ticket] = [plainHtml(investigationDocument(events, catalogue, 7)), plainMarkdown(verdictMarkdown(events, catalogue, 7))];

  test("reads alike on paper and in a ticket: sentences with host and value, and no symbols", () => {
    const verdict = told(events);
    const sentences = [
      verdict.say,
      ...verdict.lines,
      ...verdict.parts.flatMap(({ items }) => items.filter(({ rule }) => rule === undefined).map(sayItem)),
    ];
    expect(sentences.length).toBeGreaterThan(8);
    for (const said of sentences) {
      expect(paper).toContain(said);
      expect(ticket.replaceAll(/\s+/g, " ")).toContain(said.replaceAll(/\s+/g, " "));
    }
    const proofs = verdict.parts.find(({ kind }) => kind === "proofs")?.items ?? [];
    expect(proofs.length).toBeGreaterThan(0);
    const hosts = events.flatMap((event) => (event.type === "started" ? event.brief.hosts.map(({ name }) => name) : []));
    for (const said of proofs.map(sayItem)) {
      expect(said).toMatch(/\(e\d+(?:, e\d+)*\)\.$/);
      expect(hosts.filter((host) => said.includes(host)).length).toBeGreaterThan(0);
      expect(said).not.toMatch(/this host/i);
    }
    for (const text of [paper, ticket]) expect(text).not.toMatch(/\bpredicted \w+ (?:change )?[=<>≥≤≠]|, saw |: held|: failed/);
  });

  test("says of each cited output the hash that its bytes have", () => {
    const cited = citedOutputs(events, catalogue, seqsOf(told(events)));
    expect(cited.length).toBeGreaterThan(0);
    for (const { seq, sha256 } of cited) {
      const event = events[seq - 1];
      if (event === undefined || !("facts" in event) || event.facts === undefined || !("observation" in event.facts))
        throw new TypeError("no observation");
      const { observation } = event.facts;
      const raw = observations.find(({ id }) => id === observation);
      if (raw === undefined) throw new TypeError("no raw output");
      expect(sha256).toBe(createHash("sha256").update(raw.stdout).update("\0").update(raw.stderr).digest("hex"));
      expect(paper).toContain(sha256);
    }
  });
});

test("of a change the output before it is listed, and of what was worked out those that it was worked out from", () => {
  const { events } = caseLog("small-packet-loss", "backlog-overflow");
  const answers = events.filter((event) => event.type === "observed");
  const after = answers.find(({ request }) => request.includes("softnet") && request.endsWith(".after"));
  const before = answers.find(({ request }) => request === after?.request.replace(/after$/, "before"));
  expect(citedOutputs(events, catalogue, [after?.seq ?? 0]).map(({ seq }) => seq)).toEqual([before?.seq, after?.seq]);
  const derived = answers.find(({ facts }) => facts.derived === true);
  const sources = citedOutputs(events, catalogue, [derived?.seq ?? 0]);
  expect(sources.length).toBeGreaterThan(0);
  expect(sources.map(({ seq }) => seq)).not.toContain(derived?.seq);
  expect(citedOutputs(events, catalogue, [1, 99_999])).toEqual([]);
});

test("what a rule of retention removed is said to be gone; its hash stays", () => {
  const log = makeLog();
  const cited = citedOutputs(log, catalogue, seqsOf(told(log)));
  const removed = { type: "outputsRemoved", outputs: 1, bytes: 1, olderThanDays: 30 } as const;
  const after = [
    ...log,
    { ...removed, seq: log.length + 1, at: "2026-12-21T03:00:00.000Z", actor: CULPRIT },
  ] as readonly InvestigationEvent[];
  expect(cited.map((one) => one.removed)).not.toContain(true);
  expect(citedOutputs(after, catalogue, seqsOf(told(after)))).toEqual(cited.map((one) => ({ ...one, removed: true })));
});

test("hypotheses that stand open for one reason on several hosts are one line, which says the reason", () => {
  const lines = CASES.flatMap(([runbook, name]) => viewOf(caseLog(runbook, name, {}).events).open);
  for (const { why } of lines) expect(why).toMatch(/^(?:It is|It counted|What would|Nothing)/);
  const undecided = viewOf(undetermined());
  const said = undecided.open.map(({ hypothesis, why }) => `${hypothesis} ${why ?? ""}`);
  expect(said.length).toBeGreaterThan(0);
  expect(new Set(said).size).toBe(said.length);
  const text = verdictMarkdown(undetermined(), catalogue);
  for (const { why } of undecided.open) expect(plainMarkdown(text)).toContain(why);
  // Nobody has to read what it was not before what would tell what it is.
  const titles = toldVerdict(undecided).parts.map(({ title }) => title);
  expect(titles.indexOf("What would decide")).toBeLessThan(titles.indexOf("Refuted") === -1 ? Infinity : titles.indexOf("Refuted"));
});

/** Nothing could be read of the receiver. */
function undetermined(): readonly InvestigationEvent[] {
  const denied = { failure: { kind: "toolMissing", tool: "softnet" } } as const;
  const silent = ["softnet receiver before", "softnet receiver after", "hostDrops receiver during"].map((key) => [key, denied] as const);
  return makeLog({ overrides: { ...overflow, ...Object.fromEntries(silent) } });
}

test("a path is drawn where something of it was read, and not from the names of hosts alone", () => {
  const drawn = (events: readonly InvestigationEvent[]): boolean => {
    const path = pathOf(events, catalogue);
    return path !== null && isDrawn(path);
  };
  const { events } = caseLog("large-packets-vanish", "tunnel-fragmentation");
  expect(drawn(events)).toBe(true);
  expect(investigationDocument(events, catalogue, 1)).toContain("<h2>Path</h2>");
  expect(drawn(events.slice(0, 3))).toBe(false);
});

test("what advice leaves open is named as something to put in, and nothing is where all of it was read", () => {
  const putIn = (runbook: string, name: string): readonly string[] =>
    told(caseLog(runbook, name).events).parts.flatMap(({ items }) => items.filter(({ lead }) => lead === "To put in").map(sayItem));
  expect(putIn("one-guest-unreachable", "odd-guest-mtu").join()).toMatch(/^interface; what it was\. Culprit does not fill this in/);
  expect(putIn("large-packets-vanish", "mtu-mismatch")).toEqual([]);
  expect(putIn("small-packet-loss", "conntrack-full")).toEqual([]);
});

test("that nothing tested what set it off stands behind the line that it speaks of, and is no line of its own", () => {
  const { events } = caseLog("small-packet-loss", "conntrack-full");
  const part = told(events).parts.find(({ title }) => title === "What may have set it off");
  const triggers = viewOf(events).triggers;
  expect(triggers.length).toBeGreaterThan(0);
  expect(part?.items).toHaveLength(triggers.length);
  expect(part?.items.map(sayItem).at(-1)).toMatch(/^router-1 was started .* Whether it set this off was not tested\.$/);
});

test("what shows besides without a count is told without one", () => {
  const rest = { title: "connections", word: "wait in the queue, which is full", means: "it refuses" } as unknown as Rest;
  const counted = { of: null, lowPercent: null, highPercent: null };
  expect(sayRest(rest, { ...counted, missing: 0 })).toBe("Connections wait in the queue, which is full: it refuses.");
  expect(sayRest(rest, { ...counted, missing: null })).toBe("Connections wait in the queue, which is full: it refuses.");
  expect(sayRest(rest, { ...counted, missing: 3 })).toBe("3 connections wait in the queue, which is full: it refuses.");
});

test("how many probes of chosen sizes vanished is no rate, and has no interval; of one kind it is", () => {
  const [sizes, loss] = CASES.slice(0, 2)
    .toReversed()
    .map(([runbook, name]) => viewOf(caseLog(runbook, name).events).symptom.join(" "));
  expect(sizes).toMatch(/^\d+ of \d+ probes of many sizes to the receiver vanished/);
  expect(sizes).not.toContain("confidence");
  expect(loss).toContain("at 95 % confidence");
});
