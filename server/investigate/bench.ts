import type { Actor } from "#machines/journal/event.ts";
import type { BriefHost, Catalogue, Collector, Failure, PersonsAnswer } from "#machines/contract/index.ts";
import type { Journal } from "../journal.ts";
import type { Memory } from "./memory.ts";
import type { Destination, Transport } from "../ssh/transport.ts";

/** Everything an investigation needs from outside itself. Chosen in server/compose.ts, passed down; nothing here is ambient. */
export interface Bench {
  readonly journal: Journal;
  readonly transport: Transport;
  readonly collectors: Readonly<Record<string, Collector>>;
  readonly catalogue: Catalogue;
  /**
   * Where SSH goes for this host: alias of the ssh config, address of the inventory, or the practice host. A failure when whoever it is for may not
   * investigate there; what Culprit does on its own, as undoing a change, is never refused.
   */
  readonly destinationOf: (host: BriefHost, who: Actor) => Promise<Destination | Failure>;
  /** Why no probe may be sent from this host for this person; null when one may. Absent where nobody is told apart. */
  readonly noProbes?: (host: BriefHost, who: Actor) => Promise<Failure | null>;
  /**
   * Why nothing more is begun on hosts for this person, where a watch goes on without anybody asking: they were allowed to start it, hours ago. Null when they
   * still may. Absent where nobody is told apart.
   */
  readonly mayNotGoOn?: (who: Actor) => Promise<string | null>;
  /** Other investigations, as far as they are kept; absent where there are none. */
  readonly memory?: Memory;
  /** Who answers questions where nobody sits: null says that nobody knows. Absent: people are asked, and it waits for them. */
  readonly answerFor?: (at: { readonly test: string; readonly host: string }) => PersonsAnswer;
  /** Tells a worker that this investigation can go on; absent where whoever drives one drives the next, too. */
  readonly enqueue?: (id: string) => Promise<void>;
  readonly now: () => Date;
  readonly newId: () => string;
}

export const CULPRIT: Actor = { kind: "culprit", id: "culprit", name: "Culprit", via: "worker" };
