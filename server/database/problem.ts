/** What can keep the database from serving. Each kind has its own way out, which `act` names. */
export type ProblemKind =
  | "inUse"
  | "notWritable"
  | "diskFull"
  | "wrongOwner"
  | "newerPostgres"
  | "olderPostgres"
  | "corrupted"
  | "noAccount"
  | "noBinaries"
  | "noMemory"
  | "didNotStart"
  | "badUrl"
  | "unreachable"
  | "refused"
  | "migrationFailed"
  | "newerSchema";

/** An expected failure of the storage, written for the person who typed the command. */
export interface DatabaseProblem extends Error {
  readonly name: "DatabaseProblem";
  readonly kind: ProblemKind;
  /** What happened, one or two sentences. */
  readonly say: string;
  /** What to do about it. */
  readonly act: string;
}

export const problem = (kind: ProblemKind, text: { readonly say: string; readonly act: string }, cause?: unknown): DatabaseProblem =>
  Object.assign(new Error(`${text.say} ${text.act}`, { cause }), {
    name: "DatabaseProblem" as const,
    kind,
    ...text,
  });

export const isDatabaseProblem = (error: unknown): error is DatabaseProblem =>
  error instanceof Error && error.name === "DatabaseProblem" && "kind" in error && "act" in error;

/** The code of a Node or PostgreSQL error, "" when it has none. */
export const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : "";
