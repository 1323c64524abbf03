import type { FieldSpec, Says } from "#machines/contract/value.ts";

/** A counter since boot, or since its network namespace was made. `bits` decides whether a smaller value is a wrap or a reset. */
export const counter = (bits: 32 | 64, unit: string, about: string): FieldSpec => ({
  kind: "counter",
  bits,
  unit,
  about,
});

/** A number that may go up and down, or that was counted within the window of a probe or sensor. */
export const gauge = (unit: string, about: string): FieldSpec => ({ kind: "gauge", unit, about });

/** A word or a truth. */
export const state = (about: string): FieldSpec => ({ kind: "state", unit: "", about });

/** With the sentences for values that `about` does not say well: what it means that it is not so, above all. */
export const saying = (spec: FieldSpec, says: Says): FieldSpec => ({ ...spec, says });

/** The kernel's own setting, by the name that sysctl knows. */
export const settingOf = (setting: string, spec: FieldSpec): FieldSpec => ({ ...spec, setting });
