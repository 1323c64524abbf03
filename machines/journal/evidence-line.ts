import { isUnknown } from "../contract/index.ts";
import type { Catalogue, Evidence, EvidenceState, InstanceStanding, Of } from "../contract/index.ts";
import type { InvestigationEvent } from "./event.ts";
import { requestKey } from "../evidence/asked.ts";
import { inequation } from "../explain/claim.ts";
import { momentSeen } from "../explain/evidence.ts";
import { saySight, type Meanings } from "../explain/sight.ts";
import { formatValue } from "../explain/number.ts";
import { hostNames } from "./card.ts";
import { ranIn } from "./ran.ts";
import { claimWords, valueWords } from "./words.ts";

/** A prediction and how it fared, ready to be read. */
export interface EvidenceLine {
  readonly key: string;
  readonly state: EvidenceState;
  readonly hypothesis: string;
  readonly instance: string;
  readonly test: string;
  readonly host: string;
  readonly hostName: string;
  readonly field: string;
  /** `dropped > 0` */
  readonly predicted: string;
  readonly saw: string;
  /** What was seen, as a sentence without its full stop; of what is unknown, why. */
  readonly sight: string;
  /** "while 4,000 probes ran": of what was seen during a reproduction, or changed around it. */
  readonly during?: string;
  readonly reason: string | null;
  readonly strength: "necessary" | "characteristic" | "both";
  /** What follows for the hypothesis: "refutes", "supports", "rules nothing out". */
  readonly effect: "supports" | "refutes" | "stays possible" | "not enough alone" | "does not support" | "rules nothing out";
  /** It moved a standing. */
  readonly decisive: boolean;
  /** It speaks for a hypothesis that is supported. */
  readonly speaksFor: boolean;
  /** Who said what was seen, where a person did: nobody measured it. */
  readonly said?: string;
  /** Event of the observation it rests on; null when nothing was observed. */
  readonly seq: number | null;
}

export interface LineNames {
  readonly hosts: ReadonlyMap<string, string>;
  /** Request key to the event that answered it last. */
  readonly answers: ReadonlyMap<string, number>;
  /** Instances that the evidence supports. */
  readonly supported: ReadonlySet<string>;
  /** Round to what its symptom was reproduced with. */
  readonly ran: ReadonlyMap<number, string>;
  /** What the fields mean; null for a log that does not begin. */
  readonly meanings: Meanings | null;
}

export const lineNames = (
  events: readonly InvestigationEvent[],
  { standings, catalogue }: { readonly standings: readonly InstanceStanding[]; readonly catalogue: Catalogue },
): LineNames => ({
  meanings: events[0]?.type === "started" ? { runbook: events[0].runbook, catalogue } : null,
  hosts: hostNames(events),
  answers: answersOf(events),
  supported: supportedIn(standings),
  ran: ranIn(events),
});

const ANSWERS: ReadonlySet<InvestigationEvent["type"]> = new Set(["observed", "unavailable", "answered"]);

function answersOf(events: readonly InvestigationEvent[]): ReadonlyMap<string, number> {
  return new Map(events.flatMap((event) => (ANSWERS.has(event.type) && "request" in event ? [[event.request, event.seq] as const] : [])));
}

/** A prediction and how it fared, in words. */
export function evidenceLine(evidence: Evidence, names: LineNames): EvidenceLine {
  const { claim, state, hypothesis, instance, test, host, round, reason } = evidence;
  const effect = effectOf(evidence, names.supported.has(instance));
  const of = momentSeen(evidence);
  const during = state !== "unknown" && isInWindow(evidence, of) ? names.ran.get(round) : undefined;
  const compared = typeof claim.value === "object" && !isUnknown(evidence.against) ? ` = ${valueWords(evidence.against)}` : "";
  const seq = Math.max(...evidence.observations.map((key) => names.answers.get(key) ?? 0), 0);
  return {
    key: `${round}.${instance}.${test}.${host}.${claimWords(claim)}`,
    state,
    hypothesis,
    instance,
    test,
    host,
    hostName: names.hosts.get(host) ?? host,
    field: claim.field,
    predicted: `${inequation(claim, of)}${compared}`,
    saw: isUnknown(evidence.saw) ? "unknown" : formatValue(evidence.saw, { signed: of === "change" }),
    sight: names.meanings === null ? "" : saySight(evidence, names.meanings),
    ...(during === undefined ? {} : { during }),
    reason: reason ?? (isUnknown(evidence.saw) ? evidence.saw.unknown : null),
    strength: claim.strength,
    effect,
    decisive: effect === "supports" || effect === "refutes",
    speaksFor: state === "held" && names.supported.has(instance),
    ...(evidence.said === undefined ? {} : { said: evidence.said }),
    seq: seq === 0 ? null : seq,
  };
}

/** What stood before or after, or was read once, says nothing about what ran meanwhile. */
const isInWindow = ({ round, test, host, observations }: Evidence, of: Of | undefined): boolean =>
  of === "change" || of === "during" || (of === undefined && observations.includes(requestKey({ round, test, host, moment: "during" })));

function effectOf({ state, claim, said }: Evidence, supported: boolean): EvidenceLine["effect"] {
  // Against what was measured no word counts.
  if (said !== undefined && state === "failed" && supported) return "rules nothing out";
  if (state === "unknown") return "rules nothing out";
  // What is characteristic supports only where everything necessary holds too.
  if (state === "held") return claim.strength === "necessary" ? "stays possible" : supported ? "supports" : "not enough alone";
  return claim.strength === "characteristic" ? "does not support" : "refutes";
}

const WEIGHT: Readonly<Record<EvidenceLine["effect"], number>> = {
  supports: 0,
  refutes: 1,
  "rules nothing out": 2,
  "does not support": 3,
  "not enough alone": 4,
  "stays possible": 5,
};

/** What speaks for a supported hypothesis first, then what moved a standing. */
export const byWeight = (a: EvidenceLine, b: EvidenceLine): number =>
  Number(b.speaksFor) - Number(a.speaksFor) || WEIGHT[a.effect] - WEIGHT[b.effect];

export const supportedIn = (standings: readonly InstanceStanding[]): ReadonlySet<string> =>
  new Set(standings.filter(({ standing }) => standing === "supported").map(({ instance }) => instance));
