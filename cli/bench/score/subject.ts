import type { Cause, FaultKind } from "#lab/faults/fault.ts";

/** What is true about the hosts that were investigated, and what could have been said about them. */
export interface Subject {
  readonly kind: FaultKind;
  readonly causes: readonly Cause[];
  /** True besides: neither wrong nor required. */
  readonly contributing?: readonly Cause[];
  readonly notNameable?: string;
  /** The symptom is away while anybody looks: to say that it is absent is the truth. */
  readonly hides?: true;
  /** The fault is one of another incident: whether this runbook's symptom shows with it is not known. */
  readonly otherSymptom?: true;
  /** By cause that the runbook does not know: the hypotheses that stand for it here, since they lead to a runbook that does. */
  readonly standIns?: Readonly<Record<string, readonly string[]>>;
  /** The hypotheses that rightly hand over here: the runbook that they lead to knows one of the causes. Absent in lines from before it was asked. */
  readonly leads?: readonly string[];
  /** The causes that the runbook knows. */
  readonly hypotheses: readonly string[];
  /** By host of the lab: its keys in the brief, roles. A host that nobody was pointed at is missing. */
  readonly asked: Readonly<Record<string, readonly string[]>>;
}

/** What a runbook is up against. `outOfCatalogue`: the cause is none of its hypotheses, or on a host that it was not shown. */
export type Group = "one" | "several" | "outOfCatalogue" | "blinded" | "decoy" | "healthy";

export const GROUPS: Readonly<Record<Group, string>> = {
  one: "one fault, in the runbook",
  several: "two faults at once",
  outOfCatalogue: "not in the runbook",
  blinded: "an instrument blinded",
  decoy: "decoy",
  healthy: "healthy",
};

export const groupOf = (subject: Subject): Group =>
  subject.kind === "healthy" || subject.kind === "decoy"
    ? subject.kind
    : subject.kind === "blinded" || subject.notNameable !== undefined
      ? "blinded"
      : !subject.causes.some((cause) => isNameable(subject, cause))
        ? "outOfCatalogue"
        : subject.causes.length > 1
          ? "several"
          : "one";

export const keysOf = ({ asked }: Pick<Subject, "asked">, host: string): readonly string[] =>
  Object.hasOwn(asked, host) ? (asked[host] ?? []) : [];

/** Outside of all hosts that were looked at. */
export const isElsewhere = (subject: Subject, { host }: Cause): boolean => host === undefined || keysOf(subject, host).length === 0;

export const isNameable = (subject: Subject, cause: Cause): boolean =>
  subject.hypotheses.includes(cause.id) && (cause.host === undefined || !isElsewhere(subject, cause));
