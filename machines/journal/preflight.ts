import type { Failure } from "../contract/index.ts";
import type { HostFacts } from "./event.ts";

/** A host as it was typed on the form. */
export interface PreflightHost {
  readonly role: string;
  readonly name?: string | undefined;
  readonly address: string;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly netns?: string | undefined;
}

/** What pre-flight says about one host, by its place in the list asked; one line per host and step. */
export type PreflightLine =
  | { readonly host: number; readonly state: "connecting" }
  | { readonly host: number; readonly state: "ready"; readonly facts: HostFacts }
  | {
      readonly host: number;
      readonly state: "keyUnknown";
      readonly address: string;
      readonly port: number;
      readonly algorithm: string;
      readonly fingerprint: string;
      readonly key: string;
    }
  | { readonly host: number; readonly state: "failed"; readonly failure: Failure };
