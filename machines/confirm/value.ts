import type { ValueSpec } from "../contract/intervention.ts";

/** Why this cannot be a value of that kind, or null. */
export function valueFault(spec: ValueSpec, value: string): string | null {
  if (spec.kind === "word") return spec.of.includes(value) ? null : `${value} is none of ${spec.of.join(", ")}`;
  if (!/^(0|[1-9][0-9]{0,8})$/.test(value)) return `${value} is no whole number`;
  const number = Number(value);
  return number >= spec.least && number <= spec.most ? null : `${value} is not between ${spec.least} and ${spec.most}`;
}
