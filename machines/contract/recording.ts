import type { PersonsAnswer } from "./ask.ts";
import type { BriefHost } from "./brief.ts";
import type { VerdictKind } from "./verdict.ts";
import type { Certainty, Standing } from "./evidence.ts";

/** One command as it ran on a real host. The k-th call of the same argv is answered by the k-th entry; the last one repeats. */
export interface RecordedCommand {
  readonly argv: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
  /** How the two texts stand for bytes: UTF-8 when absent; latin1, one character a byte, for output that is not UTF-8. */
  readonly encoding?: "latin1";
  readonly exitCode: number | null;
  readonly durationMs: number;
  readonly uptimeSeconds: number | null;
  /** Set when nothing came back; the replay server then behaves so. */
  readonly failure?: "timedOut" | "connectionLost";
}

/** Outputs of real hosts during one incident: a case of a runbook, and what the replay server answers from. */
export interface Recording {
  /** One sentence: what was wrong, or that nothing was. */
  readonly about: string;
  /** Where it was made: "lab fault backlog-overflow", kernel, date. */
  readonly madeBy: string;
  readonly kernel: string;
  readonly recordedAt: string;
  readonly runbook: string;
  readonly hosts: readonly (BriefHost & { readonly bootId: string; readonly commands: readonly RecordedCommand[] })[];
  readonly inputs: Readonly<Record<string, string>>;
  /** What people answered, by test and host ("switchPort host"). What is missing here nobody knew. */
  readonly answers?: Readonly<Record<string, Exclude<PersonsAnswer, null>>>;
  /** What today's parsers and engine must say about it. */
  readonly expect: {
    readonly kind: VerdictKind;
    readonly causes: readonly { readonly id: string; readonly certainty: Certainty; readonly host?: string; readonly key?: string }[];
    readonly standings?: Readonly<Record<string, Standing>>;
  };
}
