import type { InputSpec } from "./contract/index.ts";
import { fillSlot } from "./slot.ts";

const LONGEST_TEXT = 2_000;

/** What is wrong with an input's value, as a sentence; null: nothing. The form says it while somebody types, the door before anything starts. */
export function complaintAbout(spec: InputSpec, typed: string): string | null {
  const value = typed.trim();
  if (value === "") return spec.required && spec.default === undefined ? `Needed, for example ${spec.example}.` : null;
  if (spec.type === "text") return value.length > LONGEST_TEXT ? "At most 2,000 characters." : null;
  if (spec.type === "choice") return spec.choices?.includes(value) === true ? null : `One of ${spec.choices?.join(", ") ?? "none"}.`;
  if (spec.type === "percent") return isPercent(value) ? null : "A number above 0 and at most 100, such as 0.1.";
  const number = Number(value);
  if (/^\d+$/.test(value) && spec.least !== undefined && number < spec.least) return `At least ${spec.least}.`;
  if (/^\d+$/.test(value) && spec.most !== undefined && number > spec.most) return `At most ${spec.most}.`;
  const filled = fillSlot(spec.type, value);
  return "kind" in filled ? filled.why : null;
}

const isPercent = (value: string): boolean => /^\d{1,3}(\.\d{1,9})?$/.test(value) && Number(value) > 0 && Number(value) <= 100;
