import type { Value } from "../../contract/index.ts";

/** One place of the way: an interface, or where no layout was read, what was looked at on a host. */
export interface Hop {
  readonly id: string;
  /** The host's name. */
  readonly host: string;
  readonly link: string;
  readonly namespace: string | null;
  /** veth, bridge, tun, bond...; what is known of it. */
  readonly kind: string;
  /** Null where nothing that was read says it. */
  readonly mtu: Value | null;
  /** Counters of this interface that moved in the last window. */
  readonly counters: readonly { readonly field: string; readonly change: number }[];
}

/** A cause that the verdict names, at its place of the way. */
export interface Culprit {
  readonly column: number;
  /** The hypothesis. */
  readonly id: string;
  readonly host: string;
  /** The guilty queue, rule, socket...; null where the cause names none. */
  readonly object: string | null;
  readonly suspected: boolean;
  /** What its own counter says about what is missing. */
  readonly counted: number | null;
  readonly missing: number | null;
}

/** What carries packets between two hosts. */
export interface Tunnel {
  /** Columns of the interfaces that carry it. */
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly kind: string;
  readonly overhead: Value;
  readonly overheadIs: Value;
  readonly carried: Value;
}

/** Counts of the same packets along the way, in one direction. */
export interface Leg {
  readonly title: string;
  readonly say: string;
  /** The event with the reading. */
  readonly seq: number;
  readonly back: boolean;
  /** In the packets' order. */
  readonly points: readonly { readonly column: number; readonly seen: Value; readonly say: string }[];
  readonly losses: readonly Loss[];
  /** It was measured at the two ends alone. */
  readonly spans?: true;
  /** What it counts is counted by another leg, too. */
  readonly among?: true;
}

/** Where packets vanish: behind this point of the leg, on the same host or on the way to the next one. */
export interface Loss {
  readonly after: number;
  readonly count: number;
  readonly within: boolean;
  /** Columns between which they end, in the packets' order; one and the same where the hop is known. */
  readonly from: number;
  readonly to: number;
  /** What the hop takes, where that is why they end there. */
  readonly mtu: number | null;
  /** What happens there, where it is another thing than that packets vanish. */
  readonly say?: string;
}

export interface PathView {
  readonly hops: readonly Hop[];
  /** Whether a layout was read; else the hops are what captures, routes and counters of the hosts tell, or the hosts as they were named. */
  readonly discovered: boolean;
  readonly culprits: readonly Culprit[];
  /** Causes on hosts that are not on the drawn way. */
  readonly beside: readonly { readonly id: string; readonly host: string }[];
  readonly tunnel: Tunnel | null;
  readonly legs: readonly Leg[];
  /** What the sender sends at most, and what came through; null where it was not measured. */
  readonly packet: number | null;
  readonly passed: number | null;
  /** Column of the smallest MTU below what the sender sends. */
  readonly narrowest: number | null;
  /** The event with the newest layout of the path. */
  readonly seq: number | null;
}
