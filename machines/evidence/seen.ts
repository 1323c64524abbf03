import {
  isUnknown,
  unknown,
  type Answered,
  type FieldRef,
  type FieldSpec,
  type Moment,
  type Of,
  type Reading,
  type Taken,
  type Value,
} from "../contract/index.ts";
import { sayFailure } from "../explain/failure-what.ts";
import { place, requestKey, type Asked, type Source } from "./asked.ts";
import { changeBetween } from "./delta.ts";

/** One field of one test on one host, at one moment. */
export interface Place {
  readonly source: Source;
  readonly host: string;
  readonly field: string;
  readonly of: Of;
}

export interface Seen {
  readonly value: Value;
  readonly observations: readonly string[];
  /** Not asked yet, or asked and not answered yet: no evidence, rather than unknown. */
  readonly pending: boolean;
}

/** Default of `of`: the change of a counter around the reproduction, the state after it, or the only moment there is. */
export function momentOf(ref: Pick<FieldRef, "field" | "of">, source: Pick<Source, "when" | "spec">): Of {
  if (ref.of !== undefined) return ref.of;
  if (source.when !== "around") return source.when;
  return fieldSpec(source, ref.field)?.kind === "counter" ? "change" : "after";
}

export const fieldSpec = (source: Pick<Source, "spec">, field: string): FieldSpec | undefined =>
  source.spec !== undefined && Object.hasOwn(source.spec.fields, field) ? source.spec.fields[field] : undefined;

export const never = (why: string): Seen => ({ value: unknown(why), observations: [], pending: false });
const notYet = (why: string): Seen => ({ value: unknown(why), observations: [], pending: true });

/** What was seen at this place in this round. */
export function seenAt(asked: Asked, at: Place, round: number): Seen {
  const failure = asked.facts.unreached[at.host];
  if (failure !== undefined) return never(sayFailure(failure, { host: hostName(asked, at.host), what: at.source.title }));
  if (at.of !== "change") return momentSeen(asked, at, { round, moment: at.of });
  const before = momentSeen(asked, at, { round, moment: "before" });
  const after = momentSeen(asked, at, { round, moment: "after" });
  const observations = [...before.observations, ...after.observations];
  if (before.pending || after.pending) return { ...notYet(`${at.source.title} has no before and after yet`), observations };
  const [first, last] = [taken(asked, at, { round, moment: "before" }), taken(asked, at, { round, moment: "after" })];
  if (first === null || last === null) return { value: isUnknown(before.value) ? before.value : after.value, observations, pending: false };
  const spec = fieldSpec(at.source, at.field);
  return {
    value: changeBetween({ value: before.value, taken: first }, { value: after.value, taken: last }, { name: at.field, spec }),
    observations,
    pending: false,
  };
}

/** The last round that knows the value; else the last reason why it is unknown; else not collected yet. */
export function seenLast(at: Place, rounds: readonly number[], inRound: (round: number) => Seen): Seen {
  let best: Seen | null = null;
  for (const round of rounds.toReversed()) {
    const seen = inRound(round);
    if (seen.pending) continue;
    if (!isUnknown(seen.value)) return seen;
    best ??= seen;
  }
  return best ?? notYet(`${at.source.title} was not collected yet`);
}

export const roundsAt = (asked: Asked, test: string, host: string): readonly number[] => asked.roundsOf.get(place(test, host)) ?? [];

interface When {
  readonly round: number;
  readonly moment: Moment;
}

function momentSeen(asked: Asked, at: Place, { round, moment }: When): Seen {
  const key = requestKey({ round, test: at.source.id, host: at.host, moment });
  if (!asked.requests.has(key)) return notYet(`${at.source.title} on ${hostName(asked, at.host)} was not collected ${phrase(moment)}`);
  const answer = asked.answers.get(key);
  if (answer === undefined) return notYet(`${at.source.title} on ${hostName(asked, at.host)} has not answered yet`);
  return { value: valueOf(asked, answer, at), observations: [key], pending: false };
}

function valueOf(asked: Asked, answer: Answered, at: Place): Value {
  if ("failure" in answer) return unknown(sayFailure(answer.failure, { host: hostName(asked, at.host), what: at.source.title }));
  return fieldOf(answer.reading, at.field);
}

/** A missing field or NaN is unknown, never zero. */
export function fieldOf(reading: Reading, field: string): Value {
  const value = Object.hasOwn(reading.fields, field) ? reading.fields[field] : undefined;
  if (value === undefined || value === null) return unknown(`field ${field} is absent`);
  return typeof value === "number" && !Number.isFinite(value) ? unknown(`field ${field} is absent: it is not a number`) : value;
}

function taken(asked: Asked, at: Place, { round, moment }: When): Taken | null {
  const answer = asked.answers.get(requestKey({ round, test: at.source.id, host: at.host, moment }));
  return answer !== undefined && "taken" in answer ? answer.taken : null;
}

export const hostName = (asked: Asked, key: string): string => asked.hosts.get(key)?.name ?? key;

const phrase = (moment: Moment): string => (moment === "once" ? "yet" : `${moment} this reproduction`);
