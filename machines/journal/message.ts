import type {
  Advice,
  Alert,
  Ask,
  BriefHost,
  Certainty,
  Choice,
  Failure,
  PersonsAnswer,
  Phase,
  Runbook,
  Verdict,
  VerdictKind,
} from "../contract/index.ts";
import type { Steps } from "../explain/steps.ts";
import type { CommandCard } from "./command-card.ts";
import type { Actor, HostFacts, InvestigationEvent } from "./event.ts";
import type { CitedLine } from "./cited.ts";
import type { EvidenceLine } from "./evidence-line.ts";
import type { Picture } from "./picture.ts";

export type { CommandCard, CommandRun, SourceLink } from "./command-card.ts";
export type { CitedLine } from "./cited.ts";
export type { EvidenceLine } from "./evidence-line.ts";

export interface CauseView {
  readonly id: string;
  readonly claim: string;
  readonly certainty: Certainty;
  readonly because: string;
  /** "CPU 3 on net-1" */
  readonly where: string | null;
  /** The guilty row alone, as the claim may say it. */
  readonly object: string | null;
  readonly advice: Advice | null;
  /** The same, with commands and prose apart. */
  readonly steps: Steps | null;
  readonly alert: Alert | null;
  readonly source: string;
}

/** A hypothesis that was not named, on all the hosts where the same was seen. */
export interface RivalView {
  readonly key: string;
  readonly hypothesis: string;
  readonly hostNames: readonly string[];
  readonly claim: string;
  /** What refuted it; null when it was explained away or stayed open. */
  readonly by: Pick<EvidenceLine, "predicted" | "sight" | "said"> | null;
  /** Why it stayed open, without its full stop; null of others. */
  readonly why: string | null;
  /** The events of the observations. */
  readonly seqs: readonly number[];
}

export interface VerdictView {
  readonly kind: VerdictKind;
  readonly certainty: Certainty | null;
  readonly say: string;
  readonly symptom: readonly string[];
  readonly causes: readonly CauseView[];
  readonly contributing: readonly CauseView[];
  /** What came before and may have set it off; never tested. */
  readonly triggers: readonly string[];
  /** What the named causes do not explain, a sentence each. */
  readonly remains: readonly string[];
  readonly evidence: readonly CitedLine[];
  readonly refuted: readonly RivalView[];
  readonly explainedAway: readonly RivalView[];
  /** What the named causes kept from being seen, a sentence each, and what that is about. */
  readonly hides: readonly string[];
  readonly hidden: readonly RivalView[];
  readonly open: readonly RivalView[];
  readonly missing: readonly { readonly test: string; readonly hostName: string; readonly reason: string; readonly decides: number }[];
  readonly wouldDecide: readonly string[];
  /** Runbooks that a first look leads to, the most telling first. */
  readonly next: readonly { readonly runbook: string; readonly hostNames: readonly string[] }[];
  /** What the ledgers say about the hosts. */
  readonly changed: "nothing" | "unproven" | "differs";
  readonly commands: number;
}

export type ShownPicture = Picture & { readonly removed: boolean };

export interface HostFound {
  readonly host: BriefHost;
  readonly facts: HostFacts | null;
  readonly failure: Failure | null;
}

export type NoticeKind =
  | "watching"
  | "watchGoesOn"
  | "watchOver"
  | "restarted"
  | "paused"
  | "resumed"
  | "skipped"
  | "unskipped"
  | "handedOver"
  | "outputsRemoved"
  | "imported"
  | "stopped"
  | "titled"
  | "signedOff"
  | "hostFailed"
  | "hostAdded"
  | "hostWithdrawn"
  | "ledger";

/** What was asked for at the start, and what it began from. */
export type Started = Extract<InvestigationEvent, { type: "started" }>;

export type Said =
  | {
      readonly kind: "brief";
      readonly actor: Actor;
      readonly runbook: Runbook;
      readonly started: Started;
    }
  | { readonly kind: "preflight"; readonly hosts: readonly HostFound[] }
  | {
      readonly kind: "reasoning";
      readonly round: number;
      readonly phase: Phase;
      readonly text: string;
      readonly also: readonly string[];
      readonly choice: Choice;
      /** What is tested in this round, and the runbook that says what each outcome would mean. */
      readonly tests: readonly string[];
      readonly runbook: Runbook;
    }
  | { readonly kind: "command"; readonly card: CommandCard }
  | { readonly kind: "evidence"; readonly round: number; readonly lines: readonly EvidenceLine[] }
  | {
      readonly kind: "question";
      readonly host: string;
      readonly hostName: string;
      readonly address: string;
      readonly algorithm: string;
      readonly fingerprint: string;
      readonly answer: { readonly approved: boolean; readonly by: Actor; readonly at: string } | null;
      /** The host was withdrawn, so nobody is asked any more. */
      readonly gone: boolean;
    }
  | {
      readonly kind: "ask";
      readonly request: string;
      readonly hostName: string;
      readonly question: string;
      readonly where: string;
      readonly choices: Ask["choices"];
      /** What each outcome would rule out. */
      readonly why: string;
      /** `said` is null where they did not know; `from`: it was said in another investigation, by whom. */
      readonly answer: {
        readonly said: PersonsAnswer;
        readonly by: Actor;
        readonly at: string;
        readonly from?: { readonly investigation: string; readonly by: string };
      } | null;
      /** Nobody is asked any more: it was skipped, or is over. */
      readonly gone: boolean;
    }
  | {
      readonly kind: "note";
      readonly actor: Actor;
      readonly text: string;
      readonly review?: { readonly about: number | null };
      /** What it said before its author changed it, oldest first; absent for most notes. */
      readonly before?: readonly { readonly text: string; readonly at: string }[];
      /** Absent for most notes. */
      readonly pictures?: readonly ShownPicture[];
    }
  | {
      readonly kind: "notice";
      readonly notice: NoticeKind;
      readonly actor: Actor;
      /** What its words are made from (notice.ts), which come with the first of them. */
      readonly event: InvestigationEvent;
      readonly runbook: Runbook;
      readonly hosts: ReadonlyMap<string, string>;
      /** A host that was not reached, as long as nothing else became of it. */
      readonly lost?: { readonly host: BriefHost; readonly added: boolean };
      /** The hosts whose ledgers prove the same, told in one line; absent where it is of one host. */
      readonly alike?: readonly string[];
      /** The test of a skip that still holds and can be taken back. */
      readonly skips?: string;
    }
  /** What its card is made from (change-view.ts), which is loaded when there is one. */
  | { readonly kind: "change"; readonly id: string; readonly hostName: string; readonly events: readonly InvestigationEvent[] }
  /** What its card is made from (verdict-view.ts), which comes with the card. */
  | { readonly kind: "verdict"; readonly verdict: Verdict; readonly runbook: Runbook; readonly events: readonly InvestigationEvent[] };

/** One entry of the conversation. `seq` is its permalink; `seqs` are all the events it tells of. */
export type Message = Said & {
  readonly key: string;
  readonly seq: number;
  readonly seqs: readonly number[];
  readonly at: string;
  /** Messages of one round hang on one thread. */
  readonly thread: string | null;
};
