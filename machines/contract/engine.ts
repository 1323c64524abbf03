import type { Brief, BriefHost, Taken } from "./brief.ts";
import type { Catalogue } from "./collector.ts";
import type { Evidence, InstanceStanding } from "./evidence.ts";
import type { Failure } from "./failure.ts";
import type { Request, Round } from "./request.ts";
import type { Runbook } from "./runbook.ts";
import type { Reading, Value } from "./value.ts";
import type { Verdict } from "./verdict.ts";

/** What came back for one request: a reading, or why there is none. */
export type Answered =
  | { readonly request: Request; readonly reading: Reading; readonly taken: Taken }
  | { readonly request: Request; readonly failure: Failure };

/** Everything the engine judges from. The same facts give the same judgement, always. */
export interface Facts {
  readonly runbook: Runbook;
  readonly catalogue: Catalogue;
  /** With the hosts that were added since. */
  readonly brief: Brief;
  /** Those of its hosts that came, or were looked at again, while the investigation ran, by BriefHost.key. */
  readonly added?: readonly string[];
  /** Hosts that could not be reached at all, by BriefHost.key. */
  readonly unreached: Readonly<Record<string, Failure>>;
  /**
   * Other network namespaces with interfaces, by BriefHost.key: a number, or why it is not known. Above 0, counters of the namespace that was
   * read say nothing about the others, so they refute nothing on this host. A host that is missing here has none.
   */
  readonly elsewhere?: Readonly<Record<string, Value>>;
  /** Readings of earlier investigations of the same hosts, by collector and BriefHost.key. Never judged; derivations compare with them. */
  readonly recalled?: readonly { readonly collector: string; readonly host: string; readonly at: string; readonly reading: Reading }[];
  readonly rounds: readonly Round[];
  readonly answers: readonly Answered[];
  /** Test ids a person skipped. */
  readonly skipped: readonly string[];
}

export interface Judgement {
  readonly evidence: readonly Evidence[];
  readonly standings: readonly InstanceStanding[];
  readonly symptom: Verdict["symptom"];
}

/** What the server tells the machine. */
export type MachineEvent =
  | { readonly type: "ready"; readonly unreached: Readonly<Record<string, Failure>>; readonly elsewhere?: Readonly<Record<string, Value>> }
  | { readonly type: "observed"; readonly request: string; readonly reading: Reading; readonly taken: Taken }
  | { readonly type: "unavailable"; readonly request: string; readonly failure: Failure }
  /** Forget the answers of the round that is being collected: its window was broken. */
  | { readonly type: "restarted"; readonly round: number }
  | { readonly type: "skipped"; readonly test: string }
  | { readonly type: "unskipped"; readonly test: string }
  /** Nothing more is planned, and nothing concluded, until it was looked at. The round that is being collected goes on. */
  | { readonly type: "added"; readonly host: BriefHost }
  /** Pre-flight of an added host is over; null: it was reached. */
  | { readonly type: "looked"; readonly host: string; readonly failure: Failure | null; readonly elsewhere?: Value }
  | { readonly type: "withdrawn"; readonly host: string };

/** One pure step. `snapshot` is JSON; store it with the log. */
export interface Step {
  readonly snapshot: unknown;
  /** Set when this step planned a new round: collect it and answer each of its requests. */
  readonly round: Round | null;
  /** Set when the machine reached a final state. */
  readonly verdict: Verdict | null;
}
