import {
  isUnknown,
  unknown,
  type Ask,
  type Comparison,
  type EvidenceState,
  type Facts,
  type FieldRef,
  type Value,
} from "../contract/index.ts";
import { askedOf, REPRODUCTION, type Asked } from "../evidence/asked.ts";
import { compare, scaled } from "../evidence/compare.ts";
import { fieldSpec, type Place } from "../evidence/seen.ts";
import { placeOf } from "../evidence/outcome.ts";
import { predictionsOf, type Predicted } from "../evidence/weigh.ts";

/** How much is missing in a canonical window. Any number above the slack of ±2 would do; a round one reads well. */
export const MISSING = 100;
/** What a mechanism counts that drops others as well, and how many pass it: the same share as MISSING of the probes of a canonical window. */
export const MORE = MISSING * 40;
export const PASSED = MORE * 100;
export const NOT_READABLE: Value = unknown("not readable in this run");

/** One value that the runbook compares: a field of a test on a host at a moment. */
export interface Cell {
  readonly key: string;
  readonly place: Place;
  /** One value for each region that the claims carve it into, without unknown. */
  readonly regions: readonly Value[];
  /** What a person would say, by value; absent for what is read. */
  readonly says?: Ask["choices"];
}

/** One comparison between a cell and a constant, or another cell. Null: it can never be read. */
interface Operand {
  readonly cell: string | null;
  readonly ref: Pick<FieldRef, "field" | "times" | "plus">;
}

interface Compared {
  readonly own: Operand;
  readonly is: Comparison["is"];
  readonly against: Operand | { readonly constant: Value };
}

export interface CellClaim {
  readonly predicted: Predicted;
  readonly compared: Compared;
  readonly provided: Compared | null;
  /** The cells it depends on. */
  readonly cells: readonly string[];
}

/** A runbook on a brief, as the explorer sees it: finitely many cells, and claims about them. */
export interface Model {
  readonly asked: Asked;
  readonly cells: ReadonlyMap<string, Cell>;
  readonly claims: readonly CellClaim[];
}

/** A value for every cell: what the hosts would show. */
export type World = ReadonlyMap<string, Value>;

export function modelOf(facts: Pick<Facts, "runbook" | "brief" | "catalogue">): Model {
  const asked = askedOf({ ...facts, unreached: {}, rounds: [], answers: [], skipped: [] });
  const places = new Map<string, Place>();
  const operand = (ref: FieldRef, at: Pick<Predicted, "test" | "host">): Operand => {
    const place = placeOf(asked, ref, at);
    if ("pending" in place) return { cell: null, ref };
    places.set(keyOf(place), place);
    return { cell: keyOf(place), ref };
  };
  const compared = (comparison: Comparison, at: Pick<Predicted, "test" | "host">): Compared => ({
    own: operand({ field: comparison.field, ...(comparison.of === undefined ? {} : { of: comparison.of }) }, at),
    is: comparison.is,
    against: typeof comparison.value === "object" ? operand(comparison.value, at) : { constant: comparison.value },
  });
  const claims = predictionsOf(asked).map((predicted): CellClaim => {
    const main = compared(predicted.claim, predicted);
    const provided = predicted.claim.provided === undefined ? null : compared(predicted.claim.provided, predicted);
    return {
      predicted,
      compared: main,
      provided,
      cells: [...new Set([...cellsIn(main), ...(provided === null ? [] : cellsIn(provided))])],
    };
  });
  const all = [
    ...claims.flatMap(({ compared: main, provided }) => (provided === null ? [main] : [main, provided])),
    ...measuresOf(asked, compared),
  ];
  const accounts = new Map(
    accountPlaces(asked).map(({ place, counts }) => {
      places.set(keyOf(place), place);
      return [keyOf(place), counts] as const;
    }),
  );
  return { asked, claims, cells: withChoices(asked, regionsOf(places, all, accounts)) };
}

export const keyOf = ({ source, host, field, of }: Place): string => `${source.id}|${host}|${field}|${of}`;

const cellsIn = ({ own, against }: Compared): readonly string[] =>
  [own.cell, "constant" in against ? null : against.cell].filter((cell): cell is string => cell !== null);

function measuresOf(
  asked: Asked,
  compared: (comparison: Comparison, at: Pick<Predicted, "test" | "host">) => Compared,
): readonly Compared[] {
  const { measures, rests = {}, hypotheses } = asked.facts.runbook;
  const alone = Object.values(hypotheses).flatMap((each) =>
    each.alone === undefined ? [] : [{ present: each.alone, missing: undefined }],
  );
  return [...Object.values(measures), ...Object.values(rests), ...alone].flatMap(({ present, missing }) => {
    const host = asked.sources.get(present.test)?.hosts.find(({ role }) => role === present.role || present.test === REPRODUCTION);
    if (host === undefined) return [];
    const at = { test: present.test, host: host.key };
    return [
      compared(present, at),
      ...(missing === undefined || missing.test === REPRODUCTION ? [] : [compared({ ...missing, is: "above", value: 0 }, at)]),
    ];
  });
}

/** Where the mechanisms' own counts are read, and what passed them. */
export function accountPlaces(asked: Asked): readonly { readonly place: Place; readonly counts: readonly number[] }[] {
  return asked.instances.flatMap(({ hypothesis, host }) => {
    const { by, or = [], outOf } = asked.facts.runbook.hypotheses[hypothesis]?.accounts ?? {};
    const read = (ref: FieldRef | undefined, counts: readonly number[]): ReturnType<typeof accountPlaces> => {
      const on = host?.key ?? asked.sources.get(ref?.test ?? "")?.hosts[0]?.key;
      if (ref?.test === undefined || on === undefined) return [];
      const place = placeOf(asked, ref, { test: ref.test, host: on });
      return "pending" in place ? [] : [{ place, counts }];
    };
    const more = outOf === undefined ? [MISSING] : [MISSING, MORE];
    return [...read(outOf, [PASSED]), ...[by, ...or].flatMap((ref) => read(ref, more))];
  });
}

function regionsOf(
  places: ReadonlyMap<string, Place>,
  comparisons: readonly Compared[],
  accounts: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<string, Cell> {
  const constants = new Map<string, Set<number | string | boolean>>();
  const add = (cell: string | null, value: Value): void => {
    if (cell === null || isUnknown(value)) return;
    constants.set(cell, (constants.get(cell) ?? new Set()).add(value));
  };
  for (const [cell, counts] of accounts) for (const count of counts) add(cell, count);
  for (const { own, against } of comparisons) {
    if ("constant" in against) add(own.cell, against.constant);
    else add(against.cell, MISSING);
  }
  for (const { own, against } of comparisons) {
    if ("constant" in against) continue;
    for (const value of constants.get(against.cell ?? "") ?? []) add(own.cell, scaled(value, against.ref));
  }
  return new Map(
    [...places].map(([key, place]) => {
      const found = [...(constants.get(key) ?? [])];
      const regions = carve(found, fieldSpec(place.source, place.field)?.kind === "counter");
      return [
        key,
        {
          key,
          place,
          regions: accounts.get(key)?.includes(MISSING) === true ? [MISSING, ...regions.filter((value) => value !== MISSING)] : regions,
        },
      ];
    }),
  );
}

/** A person gives one of the answers that are offered. */
function withChoices({ facts }: Asked, cells: ReadonlyMap<string, Cell>): ReadonlyMap<string, Cell> {
  const offered = new Map(facts.runbook.tests.flatMap(({ id, ask }) => (ask === undefined ? [] : [[id, ask.choices] as const])));
  return new Map(
    [...cells].map(([key, cell]) => {
      const says = cell.place.field === "answer" ? offered.get(cell.place.source.id) : undefined;
      return [key, says === undefined ? cell : { ...cell, regions: Object.keys(says), says }];
    }),
  );
}

/** One value per region: each constant, one between each two, one below and one above all. A counter never falls below zero. */
export function carve(constants: readonly (number | string | boolean)[], counts: boolean): readonly Value[] {
  if (constants.some((value) => typeof value === "boolean")) return [true, false];
  const words = constants.filter((value) => typeof value === "string");
  if (words.length > 0) return [...words, `neither ${words.join(" nor ")}`];
  const numbers = constants.filter((value): value is number => typeof value === "number").sort((a, b) => a - b);
  const [low, high] = [numbers[0], numbers.at(-1)];
  if (low === undefined || high === undefined) return [0, MISSING];
  const between = numbers.flatMap((value, index) => (index === 0 ? [value] : [((numbers[index - 1] ?? value) + value) / 2, value]));
  const below = counts ? (low > 0 ? [0, ...(low > 1 ? [low / 2] : [])] : []) : [low - 1];
  return [high + 1, ...new Set([...below, ...between])];
}

/** What a claim comes to in this world; a cell without a value is not readable. */
export function stateIn(world: World, { compared, provided }: CellClaim): EvidenceState {
  const state = resolve(world, compared);
  if (state !== "failed" || provided === null) return state;
  return resolve(world, provided) === "held" ? "failed" : "unknown";
}

function resolve(world: World, { own, is, against }: Compared): EvidenceState {
  return compare(valueIn(world, own), is, "constant" in against ? against.constant : valueIn(world, against)).state;
}

const valueIn = (world: World, { cell, ref }: Operand): Value =>
  cell === null
    ? NOT_READABLE
    : scaled(world.get(cell) ?? NOT_READABLE, {
        field: ref.field,
        ...(ref.times === undefined ? {} : { times: ref.times }),
        ...(ref.plus === undefined ? {} : { plus: ref.plus }),
      });
