import type { Place } from "./places.ts";
import type { Seeded } from "./shown.ts";

/** A page in a state that pictures are taken of and that no test has to go through each time. */
export interface State extends Omit<Place, "path"> {
  readonly path: (shown: Seeded) => string;
  /** When: before anything is there, or when changes stand that are not undone. */
  readonly when?: "empty" | "red";
  /** Who looks: an administrator, if nothing is said. */
  readonly who?: "nobody" | "ada" | "ben";
}
