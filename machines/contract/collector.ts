import type { BriefHost } from "./brief.ts";
import type { Failure } from "./failure.ts";
import type { FieldSpec, Reading } from "./value.ts";

/**
 * R0 passive read · R1 passive capture or trace (costs CPU) · R2 active probe traffic · R3 reversible change.
 */
export type Risk = "R0" | "R1" | "R2" | "R3";

/** When a collector's reading is taken, relative to the reproduction of the same round. */
export type Moment = "once" | "before" | "during" | "after";

/** The closed set of things that may stand in an argv besides literals. Validated and quoted in one place (server/ssh/quote.ts). */
export type SlotType =
  | "ipAddress"
  | "interface"
  | "port"
  | "netns"
  | "count"
  | "seconds"
  | "milliseconds"
  | "bytes"
  | "dnsName"
  | "macAddress"
  | "urlPath"
  // Named rows of readings, for changes only: a rule of nftables, a queueing discipline, a control group.
  | "rule"
  | "discipline"
  | "controlGroup";

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
  /**
   * `netns`: counters belong to one network namespace, the command is wrapped in `ip netns exec` when the host names one. `machine`: the
   * kernel's own, the same for all hosts of one boot. `host`: this host's alone whatever its namespaces, as the database of its virtual switch.
   */
  readonly scope: "machine" | "netns" | "host";
  readonly costSeconds: number;
  readonly deadlineMs: number;
  readonly maxBytes: number;
  readonly fields: Readonly<Record<string, FieldSpec>>;
  readonly tables?: Readonly<Record<string, Readonly<Record<string, FieldSpec>>>>;
  /** Collectors whose readings this is worked out from (a derivation): nothing runs on a host for it. */
  readonly from?: readonly string[];
  /** Collectors of `from` whose newest reading of an earlier investigation of the same host is wanted besides, where one is kept. */
  readonly recalls?: readonly string[];
}

export interface Collector extends CollectorSpec {
  readonly ways: readonly [Way, ...Way[]];
}

/** One reading of the same investigation, or why there is none: what a derivation works from. */
export interface Source {
  readonly collector: string;
  readonly test: string;
  readonly host: BriefHost;
  readonly moment: Moment;
  /** The slots' values of that command. */
  readonly args: Readonly<Record<string, string>>;
  readonly answer: Reading | Failure;
  /** Set on a reading of an earlier investigation of this host: when it was taken. */
  readonly earlier?: { readonly at: string };
}

/** What a derivation works from: the newest readings of its collectors on every host, one per test, host and moment. */
export interface Given {
  /** The host that the derived reading is about. */
  readonly host: BriefHost;
  readonly hosts: readonly BriefHost[];
  readonly inputs: Readonly<Record<string, string>>;
  readonly args: Readonly<Record<string, string>>;
  readonly sources: readonly Source[];
}

/**
 * A reading that is worked out from other readings, over several hosts and moments: a path with its MTUs, a comparison of two hosts, the hop
 * where a packet was last seen. Pure. What a source does not know stays unknown in it, with the source's reason.
 */
export interface Derivation extends CollectorSpec {
  readonly from: readonly [string, ...string[]];
  readonly derive: (given: Given) => Reading;
}

/** The registry as data: no parsers, no argv. Safe to send to a browser. */
export type Catalogue = Readonly<Record<string, CollectorSpec>>;
