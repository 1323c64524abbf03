import type { Failure, Verdict } from "../contract/index.ts";
import { explainEvidence } from "../explain/evidence.ts";
import { explainFailure } from "../explain/failure.ts";
import type { InvestigationEvent } from "../journal/event.ts";
import { PENDING, type Cell } from "./cell-state.ts";

/** From the log of the one host's own investigation; nothing else says how it stands. */
export function cellOf(events: readonly InvestigationEvent[]): Cell {
  const [first] = events;
  if (first?.type !== "started") return PENDING;
  const host = first.brief.hosts[0];
  const name = host?.name ?? "the host";
  const failed = events.findLast((event) => event.type === "hostFailed");
  const concluded = events.findLast((event) => event.type === "concluded");
  if (failed?.type === "hostFailed") return unreached(failed.failure, name);
  if (concluded?.type === "concluded")
    return judged(concluded.verdict, { names: [name, host?.address ?? name], asked: first.runbook.signature?.asked ?? 0 });
  const stopped = events.findLast((event) => event.type === "stopped");
  if (stopped?.type === "stopped") return { state: "stopped", reason: stopped.reason.replace(/\.$/, ""), say: stopped.reason, lines: [] };
  const keys = events.filter(({ type }) => type === "hostKeyAsked" || type === "hostKeyAnswered");
  if (keys.at(-1)?.type === "hostKeyAsked")
    return {
      state: "waiting",
      reason: "Its SSH key has not been approved yet",
      say: "Compare the fingerprint with the one on the host itself, then approve it: the host is read at once.",
      lines: [],
    };
  return { state: "running", reason: null, say: "It is being read.", lines: [] };
}

function unreached(failure: Failure, host: string): Cell {
  const { begins, todo } = explainFailure(failure, { host, what: "the host" });
  const keyless = failure.kind === "authenticationFailed" && failure.tried.length === 0;
  const kind = keyless ? "Culprit has no key to log in with" : KINDS[failure.kind];
  return {
    state: "unreached",
    reason: kind ?? explainFailure(failure, { host: "the host", what: "the host" }).begins,
    say: `${begins}. ${todo}`,
    lines: [],
  };
}

/** What differs from host to host (addresses, fingerprints, users) is left out. */
const KINDS: Partial<Readonly<Record<Failure["kind"], string>>> = {
  unreachable: "SSH did not answer",
  nameNotFound: "Its name has no address",
  authenticationFailed: "It refused the login",
  hostKeyUnknown: "Its SSH key has not been approved yet",
  hostKeyChanged: "It showed another SSH key than the pinned one",
  hostKeyRefused: "Its SSH key was refused",
  notGranted: "Not granted to whoever started this",
};

interface Who {
  readonly names: readonly string[];
  /** Predictions that are looked at. */
  readonly asked: number;
}

function judged(verdict: Verdict, who: Who): Cell {
  const [standing] = verdict.standings;
  const evidence = standing?.evidence ?? [];
  const lines = evidence.map((each) => ({
    test: each.test,
    state: each.state,
    say: explainEvidence(each).replace(/: (held|failed)$/, ""),
  }));
  if (verdict.kind === "symptomAbsent") return { state: "notSeen", reason: null, say: verdict.say, lines };
  if (standing?.standing === "supported") return { state: "matches", reason: null, say: verdict.causes[0]?.because ?? verdict.say, lines };
  if (standing?.standing === "refuted") return { state: "refuted", reason: null, say: verdict.say, lines };
  const unknown =
    evidence.find(({ state, claim }) => state === "unknown" && claim.strength !== "characteristic") ??
    evidence.find(({ state }) => state === "unknown");
  if (unknown === undefined && evidence.length >= who.asked && who.asked > 0)
    return {
      state: "notSeen",
      reason: null,
      say: "Everything could be read, and nothing characteristic of it shows now. That refutes nothing.",
      lines,
    };
  const reason = unknown?.reason ?? verdict.missing[0]?.reason ?? verdict.say;
  return {
    state: "cannotTell",
    reason: withoutNames(reason, who.names),
    say: [reason, ...verdict.wouldDecide.slice(0, 1)].join(". "),
    lines,
  };
}

const withoutNames = (text: string, names: readonly string[]): string =>
  names.filter((name) => name.length > 1).reduce((left, name) => left.replaceAll(name, "the host"), text);
