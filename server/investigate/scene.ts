import type { BriefHost, Failure, Reading } from "#machines/contract/index.ts";
import type { Session } from "../ssh/transport.ts";
import type { Bench } from "./bench.ts";
import type { Log } from "./log.ts";

/** `before` is the host's state when it was reached; undefined after a restart of the worker in between. */
export type Hosts = Map<string, { readonly host: BriefHost; readonly session: Session | Failure; readonly before?: Reading | null }>;

/** What one step works with. `signal` aborts when a person stops the investigation or the worker ends. */
export interface Scene {
  readonly bench: Bench;
  readonly log: Log;
  readonly hosts: Hosts;
  readonly signal: AbortSignal;
}
