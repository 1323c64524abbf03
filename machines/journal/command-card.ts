import type { Failure, Moment, Reading, Risk } from "../contract/index.ts";
import type { CommandFacts } from "./event.ts";

/** One attempt at one request, from the moment it was started. */
export interface CommandRun {
  readonly request: string;
  readonly moment: Moment;
  /** Event of its start, and of its end once it ended. */
  readonly startedSeq: number;
  readonly endedSeq: number | null;
  /** `interrupted`: it was started and no answer will come, for the investigation ended or its window was broken. */
  readonly state: "running" | "observed" | "unavailable" | "interrupted";
  readonly commandLine: string;
  readonly privilege: "user" | "sudo";
  readonly deadlineMs: number;
  readonly startedAt: string;
  readonly facts: CommandFacts | null;
  readonly reading: Reading | null;
  readonly failure: Failure | null;
}

/** "ipsec on vma1", and the event of its reading; null where it is none of this investigation's. */
export interface SourceLink {
  readonly say: string;
  readonly seq: number | null;
}

/** Before and after of the same test on the same host stand in one card. */
export interface CommandCard {
  readonly key: string;
  readonly test: string;
  readonly collector: string;
  readonly title: string;
  readonly host: string;
  readonly hostName: string;
  readonly probe: boolean;
  readonly risk: Risk;
  readonly effects: readonly string[];
  /** Set when a person asked for it with /run: shown, never judged. */
  readonly askedBy: string | null;
  /** Set when its window was broken and the round ran again. */
  readonly superseded: boolean;
  readonly runs: readonly CommandRun[];
  /** For what was worked out, without a command: all cards, of which some are its sources (worked-out.ts); absent for what ran. */
  readonly from?: readonly CommandCard[];
  /** Fields whose claims moved a standing, or held for a hypothesis that is supported. */
  readonly decisive: readonly string[];
  /** It shows something that is there; else what it showed only rules out. */
  readonly telling: boolean;
}
