import type { Job } from "./job.ts";
import type { Recorded } from "./record-fault.ts";

/** A recording to make, and what becomes of it. */
export interface Task {
  readonly job: Job;
  /** Returns where it was written. */
  readonly write: (recorded: Recorded) => Promise<string>;
}
