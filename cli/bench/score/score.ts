import type { Cause } from "#lab/faults/fault.ts";
import { sameObject } from "./object.ts";
import type { Named, Said } from "./said.ts";
import { isElsewhere, isNameable, keysOf, type Subject } from "./subject.ts";

/**
 * How good an answer is. `exact`: each cause with its host and object, established or better. `causeRight`: a host or object is wrong or
 * missing. `suspectedRight`: right, and only suspected. `incomplete`: one of two faults, and not a word of the other; or only what contributes.
 * `saidHidden`: one of two, and of the other that the first keeps it from being seen.
 * `falseVerdict`: a wrong name, at any certainty, also beside a right one. `rightDontKnow` and `wrongDontKnow`: nothing named.
 * `deniedSymptom`: "the symptom is absent", of a fault that shows a symptom which may be another than the runbook's. `noVerdict`: nothing was said.
 */
export type Class =
  | "exact"
  | "causeRight"
  | "suspectedRight"
  | "incomplete"
  | "saidHidden"
  | "falseVerdict"
  | "rightDontKnow"
  | "wrongDontKnow"
  | "deniedSymptom"
  | "noVerdict";

/** Names all that is left when the hosts are ruled out. It is true of a cause outside of them, whatever that is. */
const OUTSIDE = "lossOutside";

export function score(subject: Subject, said: Said): Class {
  const named = said.kind === "cause" ? [...said.causes, ...said.contributing] : [];
  if (said.kind === "cause" && leadsAstray(subject, said)) return "falseVerdict";
  return named.length === 0 ? scoreSilence(subject, said) : scoreNames(subject, said, named);
}

/** It sends people after a kind of incident that is not there. */
const leadsAstray = ({ leads }: Subject, { handedOver = [] }: Said): boolean =>
  leads !== undefined && handedOver.some((id) => !leads.includes(id));

function scoreNames(subject: Subject, said: Said, named: readonly Named[]): Class {
  if (named.some((name) => !isTrue(subject, name))) return "falseVerdict";
  const found = named.filter((name) => subject.causes.some(({ id }) => id === name.id));
  // Only "somewhere else", of a cause that is somewhere else.
  if (found.length === 0 && named.every(({ id }) => id === OUTSIDE)) return "rightDontKnow";
  const unnamed = subject.causes.filter(({ id }) => !found.some((name) => name.id === id));
  const hinted = unnamed.filter((cause) => said.supported.some((one) => one.id === cause.id && isThere(subject, cause, one.host)));
  if (hinted.length < unnamed.length)
    return scorePart(subject, said, { found, silent: unnamed.filter((cause) => !hinted.includes(cause)) });
  // That there is more is as wrong as a name that is.
  if (said.more === true && unnamed.length === 0) return "causeRight";
  if (hinted.length > 0 || found.some(({ certainty }) => certainty === "suspected")) return "suspectedRight";
  return isExact(subject, found) ? "exact" : "causeRight";
}

/** Some are named, and these are not: is it said that more is wrong, or that each of them could not be seen? */
function scorePart(
  subject: Subject,
  said: Said,
  { found, silent }: { readonly found: readonly Named[]; readonly silent: readonly Cause[] },
): Class {
  if (found.length === 0) return "incomplete";
  if (said.more === true) return "rightDontKnow";
  const standsFor = (id: string, cause: Cause): boolean => (subject.standIns?.[cause.id] ?? []).includes(id);
  const isHidden = (cause: Cause): boolean =>
    (said.hidden ?? []).some(({ id, host }) => standsFor(id, cause) || (id === cause.id && isThere(subject, cause, host)));
  return silent.every(isHidden) ? "saidHidden" : "incomplete";
}

const isTrue = (subject: Subject, { id }: Named): boolean =>
  subject.causes.some((cause) => (isNameable(subject, cause) ? cause.id === id : id === OUTSIDE && isElsewhere(subject, cause))) ||
  (subject.contributing ?? []).some((cause) => cause.id === id && isNameable(subject, cause));

/** Each name is one of the causes, and each cause has its name. */
function isExact(subject: Subject, named: readonly Named[]): boolean {
  const fits = (cause: Cause, name: Named): boolean =>
    cause.id === name.id &&
    isThere(subject, cause, name.host) &&
    [name.object, ...(name.also ?? [])].some((object) => sameObject(cause.object, object));
  return (
    named.every((name) => subject.causes.some((cause) => fits(cause, name))) &&
    subject.causes.every((cause) => named.some((name) => fits(cause, name)))
  );
}

const isThere = (subject: Subject, { host: where }: Cause, host: string | undefined): boolean =>
  where === undefined ? host === undefined : host !== undefined && keysOf(subject, where).includes(host);

/** "Several" puts its causes up for choice without naming one; each right one that the runbook knows has to be among them. */
function scoreSilence(subject: Subject, said: Said): Class {
  const listed = said.kind === "several" ? said.causes : [];
  const known = subject.causes.filter((cause) => isNameable(subject, cause));
  const isListed = (cause: Cause): boolean => listed.some(({ id, host }) => id === cause.id && isThere(subject, cause, host));
  if (listed.length > 0) {
    if (subject.causes.length === 0 || !known.every(isListed)) return "falseVerdict";
    return known.length === 1 && subject.causes.length === 1 && subject.notNameable === undefined ? "wrongDontKnow" : "rightDontKnow";
  }
  if (subject.causes.length === 0) return "rightDontKnow";
  if (said.kind === "symptomAbsent") return scoreAbsent(subject, known);
  if (known.length === 0) return "rightDontKnow";
  // It is there, and nobody could name it: to leave it open is right, to rule it out is not.
  return subject.notNameable !== undefined && said.kind === "undetermined" ? "rightDontKnow" : "wrongDontKnow";
}

/**
 * Whether a cause that the runbook does not know, or a fault of another incident, shows the runbook's own symptom is not known here: neither
 * right nor wrong.
 */
const scoreAbsent = (subject: Subject, known: readonly Cause[]): Class =>
  subject.hides === true ? "rightDontKnow" : known.length === 0 || subject.otherSymptom === true ? "deniedSymptom" : "wrongDontKnow";
