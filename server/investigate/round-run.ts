import type { Round } from "#machines/contract/index.ts";
import type { Tried } from "./attempt.ts";
import type { Bench } from "./bench.ts";
import type { Log } from "./log.ts";
import type { HostAtWork } from "./scene.ts";

/** One round that is being collected. */
export interface RoundRun {
  readonly bench: Bench;
  readonly log: Log;
  readonly round: Round;
  readonly attempt: number;
  readonly hosts: ReadonlyMap<string, HostAtWork>;
  readonly signal: AbortSignal;
  /** Readings after the window before this one, by test and host: nothing happened since, so they are this one's before. */
  readonly carried?: ReadonlyMap<string, Tried>;
  /** Request keys that already have their answer (a resumed round without a reproduction). */
  readonly answered: ReadonlySet<string>;
}
