import type { EvidenceState } from "../contract/index.ts";

/** What calls for somebody first. */
export const CELL_STATES = [
  "matches",
  "cannotTell",
  "unreached",
  "waiting",
  "stopped",
  "running",
  "pending",
  "notSeen",
  "refuted",
] as const;
/**
 * How one host of a sweep stands. `notSeen`: all was read, and nothing characteristic shows, which refutes nothing. `cannotTell`: something stayed unknown.
 * `waiting`: for a person who approves its key.
 */
export type CellState = (typeof CELL_STATES)[number];

export interface CellLine {
  readonly test: string;
  readonly state: EvidenceState;
  readonly say: string;
}

export interface Cell {
  readonly state: CellState;
  /** Why it is not known, without the host's name, so that hosts of one reason stand together; null where there is nothing to explain. */
  readonly reason: string | null;
  /** The same about this host, and what to do. */
  readonly say: string;
  /** The readings that decide. */
  readonly lines: readonly CellLine[];
}

export const PENDING: Cell = { state: "pending", reason: null, say: "It has not been its turn yet.", lines: [] };
