import type { FieldSpec, Reading } from "./value.ts";

/**
 * R0 passive read · R1 passive capture or trace (costs CPU) · R2 active probe traffic · R3 reversible change.
 */
export type Risk = "R0" | "R1" | "R2" | "R3";

/** When a collector's reading is taken, relative to the reproduction of the same round. */
export type Moment = "once" | "before" | "during" | "after";

/** The closed set of things that may stand in an argv besides literals. Validated and quoted in one place (server/ssh/quote.ts). */
export type SlotType = "ipAddress" | "interface" | "port" | "netns" | "count" | "seconds" | "milliseconds" | "bytes";

export interface Slot {
  readonly slot: SlotType;
  /** Name under which a runbook's `args` (or an input) supplies it. */
  readonly name: string;
}

/** One way to obtain the reading. Ways are tried in order; the next is tried only when this one is impossible on the host. */
export interface Way {
  readonly argv: readonly (string | Slot)[];
  /** Reads what the command printed. Pure. Throws ParseFailure (collectors/failure.ts) for text that is not what it expects. */
  readonly parse: (output: CommandOutput) => Reading;
  /** Kernel modules this command would auto-load. The command runs only where they are loaded or built in; else unknown. */
  readonly wouldLoad?: readonly string[];
  /** `sudo -n` where the login is not root. */
  readonly privilege: "user" | "sudo";
}

export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  /** Which values filled the slots, so a parser can check that the answer is about what was asked. */
  readonly args: Readonly<Record<string, string>>;
}

/** Everything about a collector that is data: what the engine chooses by, the screens show and a security review reads. */
export interface CollectorSpec {
  readonly id: string;
  /** Two or three words for a card's head: "softnet statistics". */
  readonly title: string;
  readonly about: string;
  readonly risk: Risk;
  /** A probe sends traffic; flagged and rate-limited. */
  readonly probe: boolean;
  /** What the command changes or touches on the host besides reading, as sentences; empty = only reads. */
  readonly effects: readonly string[];
  /** `netns`: counters belong to one network namespace, the command is wrapped in `ip netns exec` when the host names one. */
  readonly scope: "machine" | "netns";
  readonly costSeconds: number;
  readonly deadlineMs: number;
  readonly maxBytes: number;
  readonly fields: Readonly<Record<string, FieldSpec>>;
  readonly tables?: Readonly<Record<string, Readonly<Record<string, FieldSpec>>>>;
}

export interface Collector extends CollectorSpec {
  readonly ways: readonly [Way, ...Way[]];
}

/** The registry as data: no parsers, no argv. Safe to send to a browser. */
export type Catalogue = Readonly<Record<string, CollectorSpec>>;
