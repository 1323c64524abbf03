import type { BegunFrom } from "./alert.ts";
import type { ChangeEvent } from "./change-event.ts";
import type { Picture } from "./picture.ts";
import type { WatchPart } from "./watch-part.ts";
import type {
  Ask,
  Brief,
  BriefHost,
  Failure,
  PersonsAnswer,
  Reading,
  Risk,
  Round,
  Runbook,
  Taken,
  Value,
  Verdict,
} from "../contract/index.ts";

/** Who did it: a person through the page, the CLI or the API, or Culprit itself. */
export interface Actor {
  readonly kind: "person" | "culprit";
  readonly id: string;
  readonly name: string;
  readonly via: "page" | "cli" | "api" | "worker";
}

/** What is known of one finished command besides its reading. The raw output is the observation, fetched by id when looked at. */
export interface CommandFacts {
  readonly observation: string;
  /** As executed on the host, quoted; what "copy command" copies. */
  readonly commandLine: string;
  readonly privilege: "user" | "sudo";
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  readonly truncated: boolean;
  readonly sha256: string;
  readonly taken: Taken;
  /** First lines of stdout (at most 12 lines, 2 kB): what the folded card shows without a fetch. */
  readonly head: string;
  readonly lines: number;
  /** Which of the collector's ways printed this, so that the same parser can read it again; absent in logs from before it was noted. */
  readonly way?: number;
  /** Requests that one command answered together, this one among them; absent where it ran alone. */
  readonly together?: readonly string[];
  /** Taken over from another investigation: nothing ran for this one, and `startedAt` is when it ran there. */
  readonly from?: { readonly investigation: string; readonly observation: string };
  /** Worked out from other readings: nothing ran on the host. */
  readonly derived?: true;
}

/** What pre-flight found on one host. */
export interface HostFacts {
  readonly host: string;
  readonly kernel: string;
  readonly hostname: string;
  readonly user: string;
  readonly root: boolean;
  readonly sudo: boolean;
  readonly fingerprint: string;
  /** Null when it could not be read, absent in logs from before it was kept. */
  readonly bootId?: string | null;
  /** Host clock minus ours, ms, and its uncertainty (half the round trip). */
  readonly clockOffsetMs: number | null;
  readonly clockUncertaintyMs: number | null;
  readonly load1: number | null;
  readonly tools: Readonly<Record<string, boolean>>;
  /** Network namespaces with interfaces besides the one that is read; absent in logs from before it was looked at. */
  readonly otherNamespaces?: Value;
  /** What must be the same at the end (collector `ledger`); null when it could not be read, absent in logs from before it was kept. */
  readonly state?: Reading["fields"] | null;
}

/** The body of one entry of an investigation's log. The log is the truth; conversation and board are projections of it. */
export type EventBody =
  | {
      readonly type: "started";
      readonly title: string;
      readonly runbook: Runbook;
      readonly brief: Brief;
      readonly practice: boolean;
      /** The investigation that handed over to this one: what it has just read on the same hosts is not read again. */
      readonly from?: string;
      /** The sweep that it is one host of. */
      readonly sweep?: string;
      readonly alert?: BegunFrom;
      /** The part of a watch that it is, where the watch began with another investigation and went on by itself. */
      readonly watch?: WatchPart;
    }
  | { readonly type: "hostReached"; readonly facts: HostFacts }
  | { readonly type: "hostFailed"; readonly host: string; readonly failure: Failure }
  | {
      readonly type: "hostKeyAsked";
      readonly host: string;
      readonly address: string;
      readonly algorithm: string;
      readonly fingerprint: string;
    }
  | { readonly type: "hostKeyAnswered"; readonly host: string; readonly fingerprint: string; readonly approved: boolean }
  /**
   * From here on it takes part: a host that nobody named at the start, under a key of its own; or one that could not be reached, under the key
   * that it has, to be tried again.
   */
  | { readonly type: "hostAdded"; readonly host: BriefHost }
  /** A host that was added and never reached: from here on it is as if nobody had named it. */
  | { readonly type: "hostWithdrawn"; readonly host: string }
  | { readonly type: "roundPlanned"; readonly round: Round }
  | {
      readonly type: "commandStarted";
      readonly request: string;
      readonly attempt: number;
      readonly commandLine: string;
      readonly privilege: "user" | "sudo";
      readonly risk: Risk;
      readonly effects: readonly string[];
      readonly deadlineMs: number;
    }
  | {
      readonly type: "observed";
      readonly request: string;
      readonly attempt: number;
      readonly facts: CommandFacts;
      readonly reading: Reading;
    }
  /** `facts` is absent when nothing ran. */
  | {
      readonly type: "unavailable";
      readonly request: string;
      readonly attempt: number;
      readonly failure: Failure;
      readonly facts?: CommandFacts;
    }
  /** The attempt's window was broken (server restart, lost connection in the probe): its observations stay, its deltas do not count. */
  | { readonly type: "roundRestarted"; readonly round: number; readonly attempt: number; readonly reason: string }
  /** The symptom did not show yet: so many windows were quiet since the watch began, and it goes on until then. */
  | {
      readonly type: "watching";
      readonly round: number;
      readonly windows: number;
      readonly since: string;
      readonly until: string;
      /** What interrupted it and was overcome; null for nothing. */
      readonly trouble: string | null;
      /** The longest time between two windows so far, in which nobody looked; absent in logs from before watches rested. */
      readonly restSeconds?: number;
      /** Windows that showed the symptom and were not judged: it had not gone since the event before, or came again too soon after several alike. */
      readonly passed?: number;
    }
  /** After the verdict: the watch waits for its next event, in an investigation of its own. `lasted`: nothing was quiet between the event before and this one. */
  | { readonly type: "watchGoesOn"; readonly to: string; readonly part: WatchPart; readonly lasted: boolean }
  /** After the verdict: nothing follows. `judged`: the symptom showed here. */
  | { readonly type: "watchOver"; readonly reason: string; readonly judged: boolean; readonly lasted: boolean }
  /** A command a person asked for with /run, outside the machine; shown, never judged. */
  | { readonly type: "runAsked"; readonly request: string; readonly collector: string; readonly host: string }
  /** With pictures, the text may be empty. With `replaces`, these are the words of that earlier note of the same person from here on. */
  | { readonly type: "noted"; readonly text: string; readonly pictures?: readonly Picture[]; readonly replaces?: number }
  | { readonly type: "titled"; readonly title: string }
  | { readonly type: "paused" }
  | { readonly type: "resumed"; readonly reason: string }
  | { readonly type: "skipped"; readonly test: string }
  /** From here on it may be asked again. What the skip answered in a round stays unanswered there: that window is over. */
  | { readonly type: "unskipped"; readonly test: string }
  /** A person is asked for what no host shows; `request` is that of the round. */
  | {
      readonly type: "asked";
      readonly request: string;
      readonly host: string;
      readonly question: string;
      readonly where: string;
      readonly choices: Ask["choices"];
    }
  /** What a person said, or, with `from`, had said in the investigation that handed over to this one. */
  | {
      readonly type: "answered";
      readonly request: string;
      readonly answer: PersonsAnswer;
      readonly from?: { readonly investigation: string; readonly by: string };
    }
  /** To a runbook that goes on in an investigation of its own; with `person`, to somebody who goes on with this one. */
  | {
      readonly type: "handedOver";
      readonly to: string;
      readonly person?: true;
      readonly text?: string;
      /** Of the person, where people have accounts here. */
      readonly account?: string;
    }
  /** Raw outputs of all entries above, and the first lines of them that stood here, were removed by a rule of retention; readings and hashes stay. */
  | {
      readonly type: "outputsRemoved";
      readonly outputs: number;
      readonly bytes: number;
      readonly olderThanDays: number;
      /** Hashes of pictures of notes that were removed with them; their notes stay. */
      readonly pictures?: readonly string[];
      /** Of a copy in which every address is another one: outputs in which that could not be done were left out. */
      readonly pseudonyms?: true;
    }
  /** The log up to here was brought from another Culprit and looked at again; nothing runs on its hosts from here. */
  | {
      readonly type: "imported";
      readonly exportedAt: string;
      /** What it was called there; null when it was in no data folder. */
      readonly number: number | null;
      /** Raw outputs whose hashes were checked and which were read again. */
      readonly outputs: number;
      /** What came out otherwise than it was told. */
      readonly differences: readonly string[];
    }
  /** Said while reading it afterwards; `about` is the entry of this log that it is about. */
  | { readonly type: "reviewNoted"; readonly text: string; readonly about?: number; readonly pictures?: readonly Picture[] }
  /** Somebody read it after its end and stands for what they say about the verdict. The last one counts. */
  | {
      readonly type: "signedOff";
      readonly judgement: "agreed" | "overruled";
      /** What it was instead, where the verdict is overruled. */
      readonly reason?: string;
    }
  | { readonly type: "stopped"; readonly reason: string }
  | {
      readonly type: "ledger";
      readonly host: string;
      readonly checks: readonly { readonly what: string; readonly same: boolean | null; readonly detail: string }[];
      /** Load average of the last minute, at the end; null when it could not be read, absent in logs from before it was. */
      readonly load1?: number | null;
    }
  | ChangeEvent
  | { readonly type: "concluded"; readonly verdict: Verdict };

export type EventType = EventBody["type"];

export type InvestigationEvent = EventBody & {
  /** 1, 2, 3 ... without gap within one investigation. */
  readonly seq: number;
  /** ISO time of the server. */
  readonly at: string;
  readonly actor: Actor;
};
