import type { BriefHost, Failure } from "#machines/contract/index.ts";
import type { Session } from "../ssh/transport.ts";
import type { Bench } from "./bench.ts";
import type { Log } from "./log.ts";
import type { Work } from "./rest.ts";

/** Connections of this investigation, by BriefHost.key. */
export type Hosts = Map<string, HostAtWork>;

export interface HostAtWork {
  readonly host: BriefHost;
  readonly session: Session | Failure;
  /** Why no probe is sent from here; null or absent: they may be. */
  readonly noProbes?: Failure | null;
}

/** What one step works with. `signal` aborts when a person stops the investigation or the worker ends. */
export interface Scene {
  readonly bench: Bench;
  readonly log: Log;
  readonly hosts: Hosts;
  readonly signal: AbortSignal;
  /** What the hosts had done for it when they were reached, where that is counted; since an interruption it is not known. */
  readonly meter?: { from: Metered | null };
}

export interface Metered {
  readonly at: number;
  readonly work: Work;
}
