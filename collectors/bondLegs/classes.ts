import { isUnknown, unknown, type Row, type Unknown } from "#machines/contract/value.ts";

/** What can be wrong with a leg, in the order in which it is asked: the first that is true is what it is. */
export const CLASSES = ["unwatched", "down", "wrongMode", "silent", "deaf", "stray", "uneven", "split", "unheard"] as const;
export type Class = (typeof CLASSES)[number];

export interface Leg {
  /** As the bond has it after the window, and before it. */
  readonly row: Row;
  readonly earlier: Row | undefined;
  readonly bond: Row | undefined;
  /** The LACPDUs that passed it. */
  readonly pdus: Row | undefined;
  readonly flaps: number;
}

/** Null: nothing is wrong with it. Unknown: the capture was not whole, so a silence proves nothing. */
export function classOf(leg: Leg, all: readonly Leg[], whole: boolean): Class | Unknown | null {
  const { row, bond, pdus } = leg;
  const noCarrier = row["carrier"] === false;
  if (noCarrier && bond?.["monitored"] === false) return "unwatched";
  // One that flaps may be down at the end: then it is the flapping that is wrong.
  if (row["up"] === false || noCarrier) return leg.flaps > 0 ? null : "down";
  const received = typeof pdus?.["received"] === "number" ? pdus["received"] : 0;
  if (bond?.["lacp"] !== true) return received > 0 && bond !== undefined && sharesByItself(bond) ? "wrongMode" : null;
  if (received === 0) return whole ? "silent" : unknown("the capture of LACPDUs was cut short or lost packets");
  const heard = hearing(leg);
  return heard === "deaf" ? heard : (besideCarrying(leg, all) ?? heard);
}

/**
 * Who of the two does not hear the other. A port that hears nobody speaks every 30 s only, and a fast one gives up after 6: so both ends may say that they
 * have no partner, and what each said in the whole window decides. One that ever named its partner gets what comes in.
 */
function hearing({ row, pdus, flaps }: Leg): "deaf" | "unheard" | Unknown | null {
  const [weHeard, heardUs] = [pdus?.["weHeard"] === true, pdus?.["heardUs"] === true];
  // A link that came back begins with nobody.
  if (flaps > 0 && (weHeard || heardUs)) return null;
  const defaulted = row["defaulted"] === true || pdus?.["ownDefaulted"] === true;
  if (defaulted && !weHeard && (heardUs || pdus?.["sent"] !== 0)) return "deaf";
  if (pdus?.["unheard"] === true) return "unheard";
  return defaulted ? unknown("it lost or found its partner while it was watched: watch it once more") : null;
}

/** Modes in which every leg sends: an active backup has no need of a partner that aggregates. */
const sharesByItself = (bond: Row): boolean => !/active-?backup|fault-tolerance/i.test(String(bond["mode"]));

function besideCarrying(leg: Leg, all: readonly Leg[]): Class | null {
  const { row } = leg;
  const others = all.filter((other) => other !== leg && other.bond === leg.bond && other.row["carries"] === true);
  const [reference] = others;
  if (reference !== undefined && row["carries"] === false) {
    const differs = (field: string, of: (each: Leg) => Row | undefined): boolean => {
      const [a, b] = [of(leg)?.[field], of(reference)?.[field]];
      return a !== undefined && b !== undefined && !isUnknown(a) && !isUnknown(b) && a !== b;
    };
    if (differs("partnerSystem", (each) => each.pdus)) return "stray";
    if (differs("speed", (each) => each.row) || differs("duplex", (each) => each.row) || row["duplex"] === "half") return "uneven";
    if (differs("partnerKey", (each) => each.pdus)) return "split";
  }
  return null;
}
