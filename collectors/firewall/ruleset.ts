import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { sum } from "../number.ts";
import type { BySize } from "./by-size.ts";

/** A rule or policy that drops. */
export interface Drop extends BySize {
  readonly key: string;
  /** Null: it counts nothing, or something else than what it drops. */
  readonly counter: { readonly packets: Value; readonly bytes: Value } | null;
  /** It asks for what connection tracking calls invalid. */
  readonly invalid?: boolean;
}

export interface Ruleset {
  readonly rules: number;
  readonly drops: readonly Drop[];
  /** Why rules may stand that were not seen; empty when all were. */
  readonly unseen: readonly string[];
}

/** The largest packet there can be: nothing is dropped for its length. */
const LARGEST = 65_535;

const NOT_COUNTED = unknown("this rule has no counter of what it drops");

export function toReading(parts: readonly Ruleset[]): Reading {
  const drops = parts.flatMap((part) => part.drops);
  const counted = drops.flatMap(({ counter }) => (counter === null ? [] : [counter]));
  const [unseen] = parts.flatMap((part) => part.unseen);
  const ofInvalid = drops.filter(({ invalid }) => invalid === true);
  const invalid = ofInvalid.flatMap(({ counter }) => (counter === null ? [] : [counter]));
  return {
    fields: {
      dropPackets: sum(
        counted.map(({ packets }) => packets),
        "packets",
      ),
      dropBytes: sum(
        counted.map(({ bytes }) => bytes),
        "bytes",
      ),
      longestPassing: unseen === undefined ? Math.min(LARGEST, ...drops.flatMap(({ longest }) => longest ?? [])) : unknown(unseen),
      errorDropRules: unseen === undefined ? drops.filter(({ errors }) => errors === true).length : unknown(unseen),
      countedDropRules: counted.length,
      invalidDropPackets: sum(
        invalid.map(({ packets }) => packets),
        "packets",
      ),
      invalidDropBytes: sum(
        invalid.map(({ bytes }) => bytes),
        "bytes",
      ),
      invalidDropRules: ofInvalid.length,
      // What was not seen may drop: then a flat sum proves nothing, and the gate that runbooks put before it must not open.
      uncountedDropRules: unseen === undefined ? drops.length - counted.length : unknown(unseen),
      rules: unseen === undefined ? parts.reduce((all, { rules }) => all + rules, 0) : unknown(unseen),
    },
    tables: { dropRules: drops.map(row), invalidRules: ofInvalid.map(row) },
  };
}

const row = ({ key, counter }: Drop): Row => ({
  key,
  packets: counter?.packets ?? NOT_COUNTED,
  bytes: counter?.bytes ?? NOT_COUNTED,
  counted: counter !== null,
});
