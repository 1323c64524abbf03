import type { Unknown } from "#machines/contract/value.ts";

/** What an incident can be, as far as a passive look can tell. Each is investigated by a runbook of its own. */
export const AREAS = [
  "loss",
  "largePackets",
  "connections",
  "hangs",
  "slow",
  "guests",
  "virtualAddress",
  "names",
  "delay",
  "bond",
] as const;
export type Area = (typeof AREAS)[number];

/**
 * How much a sign speaks for an area: 8 to 10 where hardly anything else shows it, 5 to 7 where others show it too, up to 4 where it is a
 * companion. Arbitrary within two; only the order of the areas comes of it, and nothing is named for it.
 */
export type Weights = Readonly<Partial<Record<Area, number>>>;

/** From here on a sign speaks for an area by itself. Below, it comes along with others: retransmits with whatever loses packets. */
export const BY_ITSELF = 5;

export interface Sign {
  readonly key: string;
  /** How much: packets, sockets, things that differ. */
  readonly count: number;
  readonly weights: Weights;
  /** It weighs beside other signs only: traffic alone brings it about. */
  readonly beside?: true;
  /** In which network namespace besides the login's. */
  readonly namespace?: string;
}

/** Signs that were looked for in one place: those that are there, and the areas that it could have spoken for, where it could not be read. */
export interface Looked {
  readonly signs: readonly Sign[];
  readonly unread: readonly { readonly areas: readonly Area[]; readonly why: Unknown }[];
}

/**
 * A name that this kernel does not print, or a module that is not there, is no instrument that failed: nothing can move there. Collectors say which it is in
 * words alone; what nobody may read or what did not answer is said otherwise.
 */
export const isAway = ({ unknown }: Unknown): boolean => /does not|has no|is absent|\(wouldLoadModule\)/.test(unknown);

export const join = (all: readonly Looked[]): Looked => ({
  signs: all.flatMap(({ signs }) => signs),
  unread: all.flatMap(({ unread }) => unread),
});
