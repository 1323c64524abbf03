import { catalogue } from "#collectors";
import { blocksOf } from "#app/_ui/conversation/blocks.ts";
import { board } from "#machines/journal/board.ts";
import { conversation } from "#machines/journal/conversation.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { decidingCounts } from "#machines/journal/deciding-counts.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { hostRows } from "#machines/journal/host-rows.ts";
import type { Message } from "#machines/journal/message.ts";
import { readingView } from "#machines/journal/rows.ts";
import { timeline } from "#machines/journal/timeline.ts";
import { whyNow } from "#machines/journal/why-now.ts";
import { verdictView } from "#machines/journal/verdict-view.ts";
import { judge } from "#machines/judge.ts";
import { describe, expect, test } from "vitest";
import { caseLog } from "./case-log.ts";
import { CULPRIT, makeLog, PERSON } from "./log.ts";

const judged = (log: readonly InvestigationEvent[]) => ({ catalogue, judgement: judge(factsOf(log, catalogue)) });
const said = (log: readonly InvestigationEvent[]): readonly Message[] => conversation(log, judged(log));
const cardsOf = (messages: readonly Message[]) => messages.flatMap((message) => (message.kind === "command" ? [message.card] : []));

const linesOf = (log: readonly InvestigationEvent[]) => said(log).flatMap((message) => (message.kind === "evidence" ? message.lines : []));

/** Adds events as the store numbers them. */
function more(log: readonly InvestigationEvent[], ...bodies: readonly object[]): readonly InvestigationEvent[] {
  return [
    ...log,
    ...bodies.map(
      (body, index) => ({ actor: CULPRIT, at: "2026-11-21T02:30:00.000Z", seq: log.length + index + 1, ...body }) as InvestigationEvent,
    ),
  ];
}

describe("the conversation", () => {
  test("is a pure function of the log, and any beginning of a log can be read", () => {
    const log = makeLog();
    expect(said(log)).toEqual(said(log));
    for (let length = 1; length <= log.length; length += 1) {
      const beginning = log.slice(0, length);
      expect(said(beginning).every(({ seq }) => seq <= length)).toBe(true);
      expect(board(beginning, judged(beginning))).not.toBeNull();
    }
  });

  test("puts before and after of a test on a host into one card", () => {
    const card = cardsOf(said(makeLog())).find(({ test: id, host }) => id === "softnet" && host === "receiver");
    expect(card?.runs.map(({ moment }) => moment)).toEqual(["before", "after"]);
    const view = readingView(card ?? (undefined as never), catalogue["softnet"]);
    expect(view.fields[0]).toMatchObject({ field: "backlogDropped", before: 196_926, value: 196_930, change: 4, decisive: true });
    expect(view.tables[0]?.rows[0]).toMatchObject({ key: "1", moved: true });
  });

  test("names every event exactly once or never, so that a permalink has one target", () => {
    const seqs = said(makeLog()).flatMap((message) => message.seqs);
    expect(new Set(seqs).size).toBe(seqs.length);
  });

  test("shows evidence below the last command of its round, and none while the round goes on", () => {
    const finished = said(makeLog());
    const evidence = finished.findIndex(({ kind }) => kind === "evidence");
    expect(finished[evidence - 1]?.kind).toBe("command");
    expect(said(makeLog({ rounds: 1 })).some(({ kind }) => kind === "evidence")).toBe(false);
  });

  test("never lets an unknown rule anything out", () => {
    const lines = said(makeLog()).flatMap((message) => (message.kind === "evidence" ? message.lines : []));
    const unknown = lines.filter(({ state }) => state === "unknown");
    expect(unknown.length).toBeGreaterThan(0);
    expect(unknown.every(({ effect, decisive }) => effect === "rules nothing out" && !decisive)).toBe(true);
  });

  test("says what ran while a prediction was tested in the window, and of nothing else", () => {
    const ran = (log: readonly InvestigationEvent[]) =>
      linesOf(log).map(({ test: id, predicted, state, during = "" }) => ({ id, predicted, state, during }));
    const probed = ran(makeLog());
    const known = probed.filter(({ state }) => state !== "unknown");
    expect(new Set(known.map(({ during }) => during))).toEqual(new Set(["while 4,000 probes ran"]));
    expect(new Set(known.map(({ id }) => id))).toContain("softnet");
    expect(probed.filter(({ state, during }) => state === "unknown" && during !== "")).toEqual([]);
    // What stood after the attempts, and what was read once, says nothing about what ran meanwhile.
    const tried = ran(caseLog("new-connections-time-out", "close-wait").events).filter(({ id }) => id === "listeners" || id === "sysctls");
    expect(tried.length).toBeGreaterThan(1);
    expect(tried.filter(({ during, predicted }) => (during === "") === predicted.includes(" change "))).toEqual([]);
    const [watched] = ran(caseLog("bond-or-lacp-churn", "lacp-dropped").events);
    expect(watched?.during).toBe("in a window of 35 s");
  });

  test("says what speaks for the supported hypothesis first", () => {
    const lines = said(makeLog()).flatMap((message) => (message.kind === "evidence" ? message.lines : []));
    expect(lines[0]).toMatchObject({ hypothesis: "backlogOverflow", hostName: "net-2", effect: "supports", saw: "4" });
  });

  test("marks the commands of a broken window, and those that will never be answered", () => {
    const log = makeLog({ rounds: 1 });
    const broken = more(log, { type: "roundRestarted", round: 1, attempt: 2, reason: "The server was restarted." });
    expect(cardsOf(said(broken)).every(({ superseded }) => superseded)).toBe(true);
    const stopped = more(log, { type: "stopped", reason: "", actor: PERSON });
    const states = cardsOf(said(stopped)).flatMap(({ runs }) => runs.map(({ state }) => state));
    expect(states).not.toContain("running");
    expect(states).toContain("interrupted");
  });

  test("keeps question and answer of a host key together", () => {
    const key = { host: "sender", address: "192.0.2.10:22", algorithm: "ssh-ed25519", fingerprint: "SHA256:abc" };
    const asked = more(makeLog().slice(0, 1), { type: "hostKeyAsked", ...key });
    expect(said(asked).at(-1)).toMatchObject({ kind: "question", answer: null, hostName: "mon-1" });
    expect(board(asked, judged(asked))?.status).toBe("waiting");
    const answered = more(asked, { type: "hostKeyAnswered", host: "sender", fingerprint: "SHA256:abc", approved: true, actor: PERSON });
    expect(said(answered).at(-1)).toMatchObject({ kind: "question", answer: { approved: true, by: PERSON } });
    expect(board(answered, judged(answered))?.status).toBe("running");
  });
});

test("a rival on several hosts is claimed of all of them in a verdict", () => {
  const { events } = caseLog("new-connections-time-out", "gateway-conntrack-full");
  const [started, ended] = [events[0], events.at(-1)];
  if (started?.type !== "started" || ended?.type !== "concluded") throw new TypeError("the log does not begin and end");
  const { hidden } = verdictView(events, ended.verdict, { runbook: started.runbook, catalogue });
  expect(hidden.map(({ hypothesis, claim, hostNames }) => [hypothesis, claim.split(" ").slice(0, 6).join(" "), hostNames])).toContainEqual([
    "reversePathFilter",
    "client1, server1 or gw refuses what",
    ["client1", "server1", "gw"],
  ]);
});

describe("the blocks of a conversation", () => {
  test("fold the quick commands that only rule out, never those that failed, speak for a cause or send probes", () => {
    const blocks = blocksOf(said(makeLog()));
    const quiet = blocks.flatMap((block) => (block.kind === "quiet" ? block.commands : []));
    const shown = blocks.flatMap((block) => (block.kind === "command" ? [block.card] : []));
    expect(quiet.length).toBeGreaterThan(10);
    expect(quiet.some(({ card }) => card.telling || card.runs.some(({ state }) => state === "unavailable"))).toBe(false);
    expect(shown.map(({ test: id, host }) => `${id} ${host}`)).toEqual(
      expect.arrayContaining(["softnet receiver", "hostDrops receiver", "conntrack gateway", "reproduction sender"]),
    );
  });
});

describe("the case board", () => {
  test("gathers a hypothesis on the hosts where it stands the same, and lets a supported one stand for itself", () => {
    const log = makeLog();
    const { hypotheses, hosts, verdict } = board(log, judged(log)) ?? (undefined as never);
    expect(hypotheses.supported.map(({ hypothesis, hostNames }) => [hypothesis, hostNames])).toEqual([["backlogOverflow", ["net-2"]]]);
    expect(hypotheses.refuted.find(({ hypothesis }) => hypothesis === "backlogOverflow")?.hostNames).toEqual(["mon-1", "gw-1"]);
    expect(hosts.map(({ name, sick }) => [name, sick])).toEqual([
      ["mon-1", false],
      ["net-2", true],
      ["gw-1", false],
    ]);
    expect(verdict?.kind).toBe("cause");
  });

  test("says which tests run now and why, and nothing of the kind once it ended", () => {
    const running = makeLog({ rounds: 1 });
    const now = board(running, judged(running));
    const { runbook } = running.find((event) => event.type === "started") ?? expect.fail("it began with nothing");
    expect(whyNow(now?.chosen ?? null, { runbook, catalogue })).toContain("The symptom is measured");
    expect(now?.hypotheses.open.some(({ testing }) => testing.length > 0)).toBe(true);
    const log = makeLog();
    expect(board(log, judged(log))?.chosen).toBeNull();
  });

  test("tells the load of a host at the start, and at the end where it was read", () => {
    const log = makeLog();
    const ended = log.map((event) => (event.type === "ledger" && event.host === "receiver" ? { ...event, load1: 1.25 } : event));
    const hosts = hostRows(ended, board(ended, judged(ended))?.hosts ?? []);
    expect(hosts.map(({ facts, loadAfter }) => [facts?.load1, loadAfter])).toEqual([
      [0.8, undefined],
      [0.8, 1.25],
      [0.8, undefined],
    ]);
  });

  test("draws counters that moved first and keeps the window of the probes", () => {
    const log = makeLog();
    const first = log[0];
    if (first?.type !== "started") throw new TypeError("a log begins with started");
    const { series, windows } = timeline(log, first.runbook, catalogue);
    expect(series.slice(0, 1).map(({ field, hostName, change }) => [field, hostName, change])).toEqual([["backlogDropped", "net-2", 4]]);
    expect(windows).toHaveLength(1);
  });

  const decidedIn = (log: readonly InvestigationEvent[]) => {
    const [first] = log;
    const shown = board(log, judged(log));
    if (first?.type !== "started" || shown === null) throw new TypeError("a log begins with started");
    const { series } = timeline(log, first.runbook, catalogue);
    const { series: keys, counted } = decidingCounts(shown.hypotheses, series);
    const drawn = series.filter(({ key }) => keys.has(key)).map(({ field, hostName }) => `${field} ${hostName}`);
    return { drawn, counted: counted.map(({ field, hostName, saw }) => `${field} ${hostName} ${saw}`) };
  };

  test("knows which counter decided, also where a sensor counted it within the window; where nothing is supported, none did", () => {
    expect(decidedIn(makeLog()).drawn).toContain("backlogDropped net-2");
    expect(decidedIn(caseLog("new-connections-time-out", "gateway-conntrack-full").events).counted).toEqual(["trackingDrops gw 68"]);
    expect(decidedIn(caseLog("new-connections-time-out", "gateway-healthy").events)).toEqual({ drawn: [], counted: [] });
  });
});
