import type { CommandOutput } from "#machines/contract/collector.ts";
import type { Failure } from "#machines/contract/failure.ts";

/** What a parser throws when the text is not what it expects, and nothing else. It carries the failure that `parse` returns. */
export type ParseFailure = Error & { readonly failure: Failure };

const NAME = "ParseFailure";

/** Ends parsing with any failure: a missing file is `absent`, a refused one `denied`. */
export const failWith = (failure: Failure, why: string = failure.kind): never => {
  throw Object.assign(new Error(why), { name: NAME, failure });
};

/** Ends parsing because the text is not the format. */
export const unparsable = (why: string): never => failWith({ kind: "unparsable", why }, why);

export const isParseFailure = (error: unknown): error is ParseFailure =>
  error instanceof Error && error.name === NAME && "failure" in error;

/** Tools whose output has no closing line end each line at least: half a number must not pass for a small one. */
export function requireWholeLines(text: string): void {
  if (text !== "" && !text.endsWith("\n")) unparsable("the last line was cut");
}

/** Most commands say with their exit code that the output is whole. Ping is the exception: 1 means loss. */
export function requireExitZero(output: CommandOutput): void {
  if (output.exitCode !== 0) {
    failWith({ kind: "exited", code: output.exitCode, signal: null, stderr: output.stderr });
  }
}
