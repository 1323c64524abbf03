import type { Brief } from "../../contract/index.ts";
import type { Taken } from "./readings.ts";

/** What a way is drawn from: all that was read, what the hosts are called, and what they are in this incident. */
export interface Around {
  readonly readings: readonly Taken[];
  readonly names: ReadonlyMap<string, string>;
  readonly brief: Brief;
}
