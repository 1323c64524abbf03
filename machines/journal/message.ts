import type { BriefHost, Choice, EvidenceState, Failure, Moment, Phase, Reading, Risk, Runbook } from "../contract/index.ts";
import type { Actor, CommandFacts, HostFacts } from "./event.ts";
import type { VerdictView } from "./verdict-view.ts";

/** One attempt at one request, from the moment it was started. */
export interface CommandRun {
  readonly request: string;
  readonly moment: Moment;
  /** Event of its start, and of its end once it ended. */
  readonly startedSeq: number;
  readonly endedSeq: number | null;
  /** `interrupted`: it was started and no answer will come, for the investigation ended or its window was broken. */
  readonly state: "running" | "observed" | "unavailable" | "interrupted";
  readonly commandLine: string;
  readonly privilege: "user" | "sudo";
  readonly deadlineMs: number;
  readonly startedAt: string;
  readonly facts: CommandFacts | null;
  readonly reading: Reading | null;
  readonly failure: Failure | null;
}

/** Before and after of the same test on the same host stand in one card. */
export interface CommandCard {
  readonly key: string;
  readonly test: string;
  readonly collector: string;
  readonly title: string;
  readonly host: string;
  readonly hostName: string;
  readonly probe: boolean;
  readonly risk: Risk;
  readonly effects: readonly string[];
  /** Set when a person asked for it with /run: shown, never judged. */
  readonly askedBy: string | null;
  /** Set when its window was broken and the round ran again. */
  readonly superseded: boolean;
  readonly runs: readonly CommandRun[];
  /** Fields whose claims moved a standing, or held for a hypothesis that is supported. */
  readonly decisive: readonly string[];
  /** It shows something that is there; else what it showed only rules out. */
  readonly telling: boolean;
}

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
  readonly reason: string | null;
  readonly strength: "necessary" | "characteristic" | "both";
  /** What follows for the hypothesis: "refutes", "supports", "rules nothing out". */
  readonly effect: "supports" | "refutes" | "stays possible" | "not enough alone" | "does not support" | "rules nothing out";
  /** It moved a standing. */
  readonly decisive: boolean;
  /** It speaks for a hypothesis that is supported. */
  readonly speaksFor: boolean;
  /** Event of the observation it rests on; null when nothing was observed. */
  readonly seq: number | null;
}

export interface HostFound {
  readonly host: BriefHost;
  readonly facts: HostFacts | null;
  readonly failure: Failure | null;
}

export type NoticeKind = "restarted" | "paused" | "resumed" | "skipped" | "handedOver" | "stopped" | "titled" | "hostFailed" | "ledger";

export type Said =
  | {
      readonly kind: "brief"; readonly actor: Actor; readonly runbook: Runbook; readonly hosts: readonly BriefHost[];
      readonly inputs: readonly { readonly title: string; readonly value: string }[]; readonly since?: string; readonly changed?: string; readonly practice: boolean;
    }
  | { readonly kind: "preflight"; readonly hosts: readonly HostFound[] }
  | { readonly kind: "reasoning"; readonly round: number; readonly phase: Phase; readonly text: string; readonly also: readonly string[]; readonly choice: Choice }
  | { readonly kind: "command"; readonly card: CommandCard }
  | { readonly kind: "evidence"; readonly round: number; readonly lines: readonly EvidenceLine[] }
  | {
      readonly kind: "question"; readonly host: string; readonly hostName: string; readonly address: string; readonly algorithm: string; readonly fingerprint: string;
      readonly answer: { readonly approved: boolean; readonly by: Actor; readonly at: string } | null;
    }
  | { readonly kind: "note"; readonly actor: Actor; readonly text: string }
  | { readonly kind: "notice"; readonly notice: NoticeKind; readonly actor: Actor; readonly say: string; readonly more: string | null; readonly hostName: string | null; readonly failure: Failure | null }
  | { readonly kind: "verdict"; readonly view: VerdictView };

/** One entry of the conversation. `seq` is its permalink; `seqs` are all the events it tells of. */
export type Message = Said & {
  readonly key: string;
  readonly seq: number;
  readonly seqs: readonly number[];
  readonly at: string;
  /** Messages of one round hang on one thread. */
  readonly thread: string | null;
};
