/**
 * A field's value is a number, a word, a truth, or the honest admission that it could not be read.
 * Unknown is never zero and never refutes: `{ unknown: why }` travels through every comparison unchanged.
 */
export interface Unknown {
  /** Why it is not known, as a sentence an engineer can act on: "permission denied reading /proc/net/softnet_stat". */
  readonly unknown: string;
}

export type Value = number | string | boolean | Unknown;

export const unknown = (why: string): Unknown => ({ unknown: why });

export const isUnknown = (value: Value | undefined): value is Unknown => typeof value === "object" && value !== null;

/** One row of a table in a reading (a CPU, an interface, a rule). Keys are field names; `key` names the row. */
export type Row = Readonly<Record<string, Value>> & { readonly key: string };

/** What a parser makes of one observation. Flat fields, plus tables whose rows are keyed (by CPU id, interface name...). */
export interface Reading {
  readonly fields: Readonly<Record<string, Value>>;
  readonly tables?: Readonly<Record<string, readonly Row[]>>;
}

export type Says = Readonly<Record<string, string>>;

/** How a field behaves over time. Decides how a change is computed, and whether a change means anything at all. */
export interface FieldSpec {
  readonly kind: "counter" | "gauge" | "state";
  /** What one unit is: "packets", "bytes", "entries", "ms", "". */
  readonly unit: string;
  /** Width of a counter in the kernel; a smaller value later is a wrap (u32) or a reset (u64). */
  readonly bits?: 32 | 64;
  /** One short sentence, shown beside the number. */
  readonly about: string;
  /**
   * What a value means, as a sentence of its own, where `about` with the value does not say it well. By the value as people read it ("yes", "no",
   * "unsure", "0"), or "else" for every other one; `{value}` is the value with its unit.
   */
  readonly says?: Says;
  /** The kernel setting that this is, whole and as it is written: "net.core.somaxconn". Advice that sets it takes the value from here. */
  readonly setting?: string;
}
