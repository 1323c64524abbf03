import type { BriefHost, Catalogue, Evidence, Judgement, Round, Runbook } from "../contract/index.ts";
import { answerTo, ASKING, isClosed, testIn, type Asked } from "./ask.ts";
import { hostsOf, lastLook } from "./brief.ts";
import { cards, hostNames, type PlacedCard } from "./card.ts";
import { byWeight, evidenceLine, lineNames, type LineNames } from "./evidence-line.ts";
import type { InvestigationEvent } from "./event.ts";
import type { EvidenceLine, Message, NoticeKind } from "./message.ts";
import { withLedgersTogether } from "./ledgers.ts";
import { noteMessages, shownPictures } from "./note.ts";

export interface ConversationInputs {
  readonly catalogue: Catalogue;
  readonly judgement: Judgement;
}

/** The conversation is a pure projection of the log: the same events read the same on every screen and on every day. */
export function conversation(events: readonly InvestigationEvent[], { catalogue, judgement }: ConversationInputs): readonly Message[] {
  const first = events[0];
  if (first?.type !== "started") return [];
  const names = lineNames(events, { standings: judgement.standings, catalogue });
  const placed = cards(events, first.runbook, catalogue);
  const messages = [
    ...events.flatMap((event) => spoken(event, events, first.runbook)),
    ...noteMessages(events),
    ...preflight(events),
    ...placed.map((one) => commandMessage(one, judgement.evidence, names)),
    ...rounds(events).flatMap((round) => evidenceMessage(round, events, { evidence: judgement.evidence, names })),
  ];
  return withLedgersTogether(messages.sort((a, b) => a.seq - b.seq || ORDER[a.kind] - ORDER[b.kind]));
}

/** Of messages at the same event. */
const ORDER: Readonly<Record<Message["kind"], number>> = {
  brief: 0,
  preflight: 1,
  reasoning: 2,
  command: 3,
  evidence: 4,
  question: 5,
  ask: 6,
  note: 7,
  notice: 8,
  verdict: 9,
  change: 10,
};

const rounds = (events: readonly InvestigationEvent[]): readonly Round[] =>
  events.flatMap((event) => (event.type === "roundPlanned" ? [event.round] : []));

/** Events that are a message by themselves. */
function spoken(event: InvestigationEvent, events: readonly InvestigationEvent[], runbook: Runbook): readonly Message[] {
  const base = { key: `e${event.seq}`, seq: event.seq, seqs: [event.seq], at: event.at, thread: null };
  switch (event.type) {
    case "started":
      return [{ ...base, kind: "brief", actor: event.actor, runbook, started: event }];
    case "noted":
      return [];
    case "reviewNoted":
      return [
        {
          ...base,
          kind: "note",
          actor: event.actor,
          text: event.text,
          review: { about: event.about ?? null },
          ...shownPictures(event.pictures, events),
        },
      ];
    case "roundPlanned":
      return [{ ...base, thread: threadOf(event.round.number), kind: "reasoning", ...reasoning(event.round, runbook) }];
    case "hostKeyAsked":
      return [{ ...base, ...question(event, events) }];
    case "asked":
      return [{ ...base, ...ask(event, events, runbook) }];
    case "concluded":
      return [{ ...base, kind: "verdict", verdict: event.verdict, runbook, events }];
    case "changeProposed": {
      const { id, host } = event.proposal;
      const mine = events.filter((one) => one.type === "started" || one.type === "imported" || isOf(one, id));
      const seqs = mine.filter((one) => isOf(one, id)).map(({ seq }) => seq);
      return [{ ...base, seqs, kind: "change", id, hostName: hostNames(events).get(host) ?? host, events: mine }];
    }
    default: {
      if (isOutdated(event, events)) return [];
      const notice = NOTICES[event.type];
      if (notice === undefined) return [];
      const told = { notice, event, runbook, hosts: hostNames(events), ...lostAt(event, events), ...skipAt(event, events) };
      return [{ ...base, kind: "notice", actor: event.actor, ...told }];
    }
  }
}

/** Events that are told in one line each. */
const NOTICES: Readonly<Partial<Record<InvestigationEvent["type"], NoticeKind>>> = {
  roundRestarted: "restarted",
  watching: "watching",
  watchGoesOn: "watchGoesOn",
  watchOver: "watchOver",
  paused: "paused",
  resumed: "resumed",
  skipped: "skipped",
  unskipped: "unskipped",
  handedOver: "handedOver",
  outputsRemoved: "outputsRemoved",
  imported: "imported",
  stopped: "stopped",
  titled: "titled",
  signedOff: "signedOff",
  hostFailed: "hostFailed",
  hostAdded: "hostAdded",
  hostWithdrawn: "hostWithdrawn",
  ledger: "ledger",
};

/** Who can be tried again: a host of whom the last that is known is that it was not reached. */
function lostAt(event: InvestigationEvent, events: readonly InvestigationEvent[]): Pick<Extract<Message, { kind: "notice" }>, "lost"> {
  if (event.type !== "hostFailed" || lastLook(events, event.host) !== event) return {};
  const isIt = ({ key }: BriefHost): boolean => key === event.host;
  const host = hostsOf(events).find(isIt);
  return host === undefined ? {} : { lost: { host, added: !hostsOf(events.slice(0, 1)).some(isIt) } };
}

/** What can be taken back: the last word about this test, as long as it goes on. */
function skipAt(event: InvestigationEvent, events: readonly InvestigationEvent[]): Pick<Extract<Message, { kind: "notice" }>, "skips"> {
  if (event.type !== "skipped") return {};
  const later = events.slice(event.seq);
  const isOver = later.some((one) => one.type === "concluded" || one.type === "stopped");
  const isSaidAgain = later.some((one) => (one.type === "unskipped" || one.type === "skipped") && one.test === event.test);
  return isOver || isSaidAgain ? {} : { skips: event.test };
}

/** Of a watch only how it stands now is told. */
const isOutdated = (event: InvestigationEvent, events: readonly InvestigationEvent[]): boolean =>
  event.type === "watching" && events.some((later) => later.type === "watching" && later.round === event.round && later.seq > event.seq);

/** One card tells of a change from its proposal to its end. */
const isOf = (event: InvestigationEvent, id: string): boolean =>
  event.type.startsWith("change") && ("proposal" in event ? event.proposal.id : "id" in event ? event.id : null) === id;

const threadOf = (round: number): string => `r${round}`;

const WITH = "The same window, with the change made: if the named cause is the cause, the symptom and its mechanism are gone.";
const WITHOUT = "The same window once more, with the change undone: if it was the change that helped, the symptom is back.";

function reasoning(
  round: Round,
  runbook: Runbook,
): Omit<Extract<Message, { kind: "reasoning" }>, "kind" | "key" | "seq" | "seqs" | "at" | "thread"> {
  const whyOf = (id: string): string | undefined =>
    id === "reproduction" ? runbook.reproduction?.why : runbook.tests.find((test) => test.id === id)?.why;
  const { choice } = round;
  const base = { round: round.number, phase: round.phase, choice, runbook, also: [] };
  if (round.change !== undefined) return { ...base, text: round.change.stage === "with" ? WITH : WITHOUT, tests: [] };
  if (runbook.tests.some(({ id, ask: asks }) => id === choice.test && asks !== undefined))
    return { ...base, text: ASKING, tests: [choice.test] };
  const ids = [choice.test, ...(round.reproduction ? ["reproduction"] : []), ...choice.riders].filter(
    (id, at, all) => all.indexOf(id) === at,
  );
  const whys = ids.flatMap((id) => whyOf(id) ?? []);
  const [text = `Collects ${choice.test}.`, ...also] = whys;
  return { ...base, text, also, tests: ids };
}

function question(
  asked: Extract<InvestigationEvent, { type: "hostKeyAsked" }>,
  events: readonly InvestigationEvent[],
): Extract<Message, { kind: "question" }> {
  const answer = events.find((event) => event.type === "hostKeyAnswered" && event.seq > asked.seq && event.host === asked.host);
  const { host, address, algorithm, fingerprint, seq, at } = asked;
  return {
    key: `e${seq}`,
    seq,
    seqs: answer === undefined ? [seq] : [seq, answer.seq],
    at,
    thread: null,
    kind: "question",
    host,
    hostName: hostNames(events).get(host) ?? host,
    address,
    algorithm,
    fingerprint,
    gone: events.some((event) => event.type === "hostWithdrawn" && event.seq > seq && event.host === host),
    answer: answer?.type === "hostKeyAnswered" ? { approved: answer.approved, by: answer.actor, at: answer.at } : null,
  };
}

function ask(
  event: Asked,
  events: readonly InvestigationEvent[],
  runbook: Runbook,
): Omit<Extract<Message, { kind: "ask" }>, "key" | "seq" | "at"> {
  const { request, host, question: asked, where, choices, seq } = event;
  const answer = answerTo(events, event);
  const round = events.findLast((each) => each.type === "roundPlanned" && each.round.requests.some(({ key }) => key === request));
  return {
    kind: "ask",
    seqs: answer === null ? [seq] : [seq, answer.seq],
    thread: round?.type === "roundPlanned" ? threadOf(round.round.number) : null,
    request,
    hostName: hostNames(events).get(host) ?? host,
    question: asked,
    where,
    choices,
    why: runbook.tests.find(({ id }) => id === testIn(request))?.why ?? "",
    answer:
      answer === null
        ? null
        : { said: answer.answer, by: answer.actor, at: answer.at, ...(answer.from === undefined ? {} : { from: answer.from }) },
    gone: answer === null && isClosed(events, event),
  };
}

/** One message for all hosts that were looked at before anything was collected, and one for each that was added since. */
function preflight(events: readonly InvestigationEvent[]): readonly Message[] {
  const all = hostsOf(events, true);
  const groups = new Map<string, Reached[]>();
  for (const event of events) {
    if (event.type !== "hostReached") continue;
    const late = events.some((one) => one.type === "hostAdded" && one.host.key === event.facts.host && one.seq < event.seq);
    const key = late ? `preflight${event.seq}` : "preflight";
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups].map(([key, seen]) => ({
    key,
    seq: seen[0]?.seq ?? 0,
    seqs: seen.map(({ seq }) => seq),
    at: seen.at(-1)?.at ?? "",
    thread: null,
    kind: "preflight",
    hosts: all.flatMap((host) => {
      const facts = seen.findLast((event) => event.facts.host === host.key)?.facts;
      return facts === undefined ? [] : [{ host, facts, failure: null }];
    }),
  }));
}

type Reached = Extract<InvestigationEvent, { type: "hostReached" }>;

function commandMessage({ card, round, seqs, at }: PlacedCard, evidence: readonly Evidence[], names: LineNames): Message {
  const mine = card.superseded
    ? []
    : evidence
        .filter((one) => one.round === round && one.test === card.test && one.host === card.host)
        .map((one) => evidenceLine(one, names));
  const decisive = mine.filter((line) => line.speaksFor || line.decisive).sort(byWeight);
  return {
    key: card.key,
    seq: Math.min(...seqs),
    seqs,
    at,
    thread: round === null ? null : threadOf(round),
    kind: "command",
    card: { ...card, decisive: [...new Set(decisive.map(({ field }) => field))], telling: mine.some((line) => line.speaksFor) },
  };
}

/** What a finished round says about each hypothesis, below its last command. */
function evidenceMessage(
  round: Round,
  events: readonly InvestigationEvent[],
  { evidence, names }: { readonly evidence: readonly Evidence[]; readonly names: LineNames },
): readonly Message[] {
  const keys = new Set(round.requests.map(({ key }) => key));
  const restarted = events.findLast((event) => event.type === "roundRestarted" && event.round === round.number)?.seq ?? 0;
  const ends = events.filter(
    (event) =>
      (event.type === "observed" || event.type === "unavailable" || event.type === "answered") &&
      keys.has(event.request) &&
      event.seq > restarted,
  );
  const last = ends.at(-1);
  const lines = evidence.filter((one) => one.round === round.number).map((one) => evidenceLine(one, names));
  if (last === undefined || ends.length < keys.size || lines.length === 0) return [];
  return [
    {
      key: `evidence${round.number}`,
      seq: last.seq,
      seqs: [],
      at: last.at,
      thread: threadOf(round.number),
      kind: "evidence",
      round: round.number,
      lines: unique(lines).sort(byWeight),
    },
  ];
}

const unique = (lines: readonly EvidenceLine[]): EvidenceLine[] => [...new Map(lines.map((line) => [line.key, line])).values()];
