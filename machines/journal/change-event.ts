import type { Failure } from "../contract/index.ts";
import type { Compared } from "../confirm/outcome.ts";

/** What somebody is asked to approve: one reversible change of one host, and what must follow if the named cause is the cause. */
export interface Proposal {
  /** "c1", "c2": unique in the investigation. */
  readonly id: string;
  readonly hypothesis: string;
  readonly instance: string;
  /** BriefHost.key */
  readonly host: string;
  /** Id of the change in interventions/. */
  readonly change: string;
  readonly title: string;
  readonly args: Readonly<Record<string, string>>;
  /** What was read just now, and what it would be set to. */
  readonly before: string;
  readonly after: string;
  readonly unit: string;
  /** As executed on the host. */
  readonly commandLine: string;
  readonly undoLine: string;
  readonly risk: "R3" | "R4";
  readonly effects: readonly string[];
  /** How many different people have to approve it. */
  readonly people: 1 | 2;
  /** After so many seconds the host undoes it by itself. */
  readonly seconds: number;
}

/** A change, from its proposal to the proof that it is undone. Each names the proposal by its id. */
export type ChangeEvent =
  | { readonly type: "changeProposed"; readonly proposal: Proposal }
  | { readonly type: "changeApproved"; readonly id: string }
  | { readonly type: "changeDeclined"; readonly id: string; readonly reason: string }
  /** From here on the host may be changed, whatever becomes of us. The token names the process on the host that undoes it. */
  | { readonly type: "changeBegun"; readonly id: string; readonly token: string; readonly until: string }
  | { readonly type: "changeMade"; readonly id: string; readonly value: string }
  | { readonly type: "changeFailed"; readonly id: string; readonly failure: Failure }
  /** Proven: the value was read back. `host`: it was undone before we asked, by the host itself; `other`: by somebody, while the host's own undoing still waited. */
  | { readonly type: "changeUndone"; readonly id: string; readonly by: "culprit" | "host" | "other"; readonly value: string }
  /** Not proven to be undone. `value`: what it reads; null when nobody can read it. */
  | { readonly type: "changeStuck"; readonly id: string; readonly value: string | null; readonly failure: Failure }
  | { readonly type: "changeJudged"; readonly id: string; readonly compared: Compared }
  | { readonly type: "changeKeepAsked"; readonly id: string }
  | { readonly type: "changeKept"; readonly id: string; readonly value: string };
