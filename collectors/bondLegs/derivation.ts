import type { Derivation, Given } from "#machines/contract/collector.ts";
import { unknown, type Reading, type Row, type Unknown, type Value } from "#machines/contract/value.ts";
import { gauge, saying, state } from "../field.ts";
import { CLASSES, classOf, type Class, type Leg } from "./classes.ts";
import { overloadOf } from "./load.ts";

const legs = (about: string) => gauge("legs", about);

/** What is wrong with each leg of a host's bonds, worked out from two looks at the bonds and the LACPDUs between them. */
export const bondLegs = {
  id: "bondLegs",
  title: "the bonds' legs",
  about: "Puts what the bonds say of each leg beside the LACPDUs that passed it: silent, deaf, unheard, astray, split, uneven, down.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: ["bonding", "lacpdus"],
  fields: {
    legs: legs("All."),
    legsOut: legs("Those that take no part in sending."),
    silent: legs("Up and sending LACPDUs, and none comes in."),
    deaf: saying(legs("LACPDUs come in, and the bond's port works with defaults."), {
      "0": "LACPDUs come in on no leg without being understood",
      else: "On {value} LACPDUs come in, and the bond's port works with defaults",
    }),
    unheard: saying(legs("The other end says that it does not hear us."), {
      "0": "The other end says of no leg that it does not hear us",
      else: "Of {value} the other end says that it does not hear us",
    }),
    stray: legs("Connected to another system than the leg that carries."),
    split: legs("Connected to the same system, in another aggregation of its."),
    uneven: legs("With another speed or duplex than the leg that carries."),
    down: legs("Without a link, all the time."),
    unwatched: legs("Without a link, and the bond does not look."),
    wrongMode: saying(legs("The other end speaks LACP, and the bond does not."), {
      "0": "The other end speaks no LACP that the bond does not",
      else: "On {value} the other end speaks LACP, and the bond does not",
    }),
    flaps: gauge("changes", "Links that failed or came back while it was watched."),
    overloaded: gauge("bonds", "Bonds of which one leg carries nearly all that is sent, with all legs in order."),
    short: gauge("bonds", "Bonds with fewer legs in order than they must have."),
    somethingWrong: gauge("legs", "Legs out, changes, and bonds that are short or overloaded."),
  },
  tables: {
    legs: {
      ...Object.fromEntries(CLASSES.map((name) => [name, gauge("", "1 when this is what is wrong with it.")])),
      flaps: gauge("changes", "Of its link."),
    } as Readonly<Record<Class | "flaps", ReturnType<typeof gauge>>>,
    bonds: {
      overloaded: gauge("percent", "Share of the busiest leg."),
      short: gauge("legs", "How many are missing."),
      hashPolicy: state("What it chooses a leg by."),
    },
  },
  derive: (given: Given): Reading => {
    const read = (collector: string, moment: string): Reading | Unknown => {
      const found = given.sources.findLast(
        (source) => source.collector === collector && source.host.key === given.host.key && source.moment === moment,
      );
      if (found === undefined) return unknown(`${collector} was not read ${moment} the window`);
      return "fields" in found.answer ? found.answer : unknown(`${collector} could not be read`);
    };
    const [before, after, seen] = [read("bonding", "before"), read("bonding", "after"), read("lacpdus", "during")];
    const missing = [before, after, seen].find((each): each is Unknown => "unknown" in each);
    if (missing !== undefined) return nothing(missing.unknown);
    return worked({ before: before as Reading, after: after as Reading, seen: seen as Reading });
  },
} as const satisfies Derivation;

const nothing = (why: string): Reading => ({
  fields: Object.fromEntries(Object.keys(bondLegs.fields).map((field) => [field, unknown(why)])),
  tables: { legs: [], bonds: [] },
});

interface Looks {
  readonly before: Reading;
  readonly after: Reading;
  readonly seen: Reading;
}

const rowsOf = (reading: Reading, table: string): readonly Row[] => reading.tables?.[table] ?? [];

function worked({ before, after, seen }: Looks): Reading {
  const bonds = rowsOf(after, "bonds");
  const all = rowsOf(after, "legs").map((row): Leg => {
    const earlier = rowsOf(before, "legs").find(({ key }) => key === row.key);
    return {
      row,
      earlier,
      bond: bonds.find(({ key }) => key === row["bond"]),
      pdus: rowsOf(seen, "legs").find(({ key }) => key === row["leg"]),
      flaps: flapsOf(earlier, row),
    };
  });
  // Silence is proven by a capture that was whole; what came in is proven by itself.
  const whole = seen.fields["complete"] === true;
  const classes = all.map((leg) => ({ leg, found: classOf(leg, all, whole) }));
  const unsure = classes.map(({ found }) => found).find((found): found is Unknown => found !== null && typeof found === "object");
  // Bonds that were not seen have legs, too: then none is no answer.
  const seenAll = (number: number): Value =>
    number === 0 && after.fields["ovsUnseen"] === true ? unknown("Open vSwitch runs here and did not say its bonds") : number;
  const count = (name: Class): Value => unsure ?? seenAll(classes.filter(({ found }) => found === name).length);
  const flaps = all.reduce((sum, { flaps: each }) => sum + each, 0);
  const loads = bonds.map((bond) => ({ bond, share: overloadOf(all.filter((leg) => leg.bond === bond)), short: shortOf(bond) }));
  const overloaded = loads.filter(({ share }) => share > 0).length;
  const short = loads.filter((load) => load.short > 0).length;
  const legsOut = all.filter(({ row }) => row["carries"] === false).length;
  const wrong = classes.filter(({ found }) => typeof found === "string").length;
  return {
    fields: {
      legs: all.length,
      legsOut,
      ...Object.fromEntries(CLASSES.map((name) => [name, count(name)])),
      flaps: seenAll(flaps),
      overloaded: seenAll(overloaded),
      short: seenAll(short),
      somethingWrong: seenAll(Math.max(legsOut, wrong) + flaps + overloaded + short),
    },
    tables: {
      legs: classes.map(({ leg, found }) => ({
        key: leg.row.key,
        ...Object.fromEntries(CLASSES.map((name) => [name, found === name ? 1 : 0])),
        flaps: leg.flaps,
      })),
      bonds: loads.map(({ bond, share, short: missing }) => ({
        key: bond.key,
        overloaded: share,
        short: missing,
        hashPolicy: bond["hashPolicy"] ?? unknown("not said"),
      })),
    },
  };
}

const rise = (earlier: Row | undefined, row: Row, field: string): number => {
  const [a, b] = [earlier?.[field], row[field]];
  return typeof a === "number" && typeof b === "number" ? Math.max(0, b - a) : 0;
};

/** The bond polls and may miss a short one; the interface counts each, where the kernel does. */
const flapsOf = (earlier: Row | undefined, row: Row): number =>
  Math.max(rise(earlier, row, "failures"), rise(earlier, row, "carrierChanges"));

const shortOf = (bond: Row): number => {
  const [least, ports] = [bond["minLinks"], bond["ports"]];
  return typeof least === "number" && typeof ports === "number" ? Math.max(0, least - ports) : 0;
};
