import type { Advice, Alert, BriefHost, Certainty, Choice, EvidenceState, Failure, Moment, Phase, Reading, Risk, Runbook, VerdictKind } from "../contract/index.ts";
import type { Actor, CommandFacts, HostFacts } from "./event.ts";

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
