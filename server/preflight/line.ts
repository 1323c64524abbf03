import type { Failure } from "#machines/contract/index.ts";
import type { HostFacts } from "#machines/journal/event.ts";
import type { BriefDraft } from "../door/action.ts";

export type PreflightHost = BriefDraft["hosts"][number];

/** What pre-flight says about one host, in the order asked; one line per host and step. */
export type PreflightLine =
  | { readonly host: number; readonly state: "connecting" }
  | { readonly host: number; readonly state: "ready"; readonly facts: HostFacts }
  | {
      readonly host: number; readonly state: "keyUnknown"; readonly address: string; readonly port: number;
      readonly algorithm: string; readonly fingerprint: string; readonly key: string;
    }
  | { readonly host: number; readonly state: "failed"; readonly failure: Failure };

/** How a question travels to a worker and the answers back: names of the NOTIFY channels. */
export const ASK_CHANNEL = "culprit_preflight";
export const ANSWER_CHANNEL = "culprit_preflight_answer";
