import type { InputSpec } from "#machines/contract/index.ts";
import { fillSlot } from "#machines/slot.ts";

/** What is wrong with an input's value, said while it is typed; the door checks it again. */
export function complaintAbout(spec: InputSpec, typed: string): string | null {
  const value = typed.trim();
  if (value === "") return spec.required && spec.default === undefined ? `Needed, for example ${spec.example}.` : null;
  if (spec.type === "text") return null;
  if (spec.type === "choice") return spec.choices?.includes(value) === true ? null : `One of ${spec.choices?.join(", ") ?? "none"}.`;
  const filled = fillSlot(spec.type, value);
  if ("kind" in filled) return filled.why;
  const number = Number(value);
  if (spec.least !== undefined && number < spec.least) return `At least ${spec.least}.`;
  return spec.most !== undefined && number > spec.most ? `At most ${spec.most}.` : null;
}
