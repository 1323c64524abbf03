import type { BegunFrom } from "../journal/alert.ts";
import { utcWords } from "./time.ts";

const MOST = 500;

/** "Began from the alert SlowCopies, firing since 2026-11-22 01:52 UTC, with 2 more of its name. Copies from alpha are slow" */
export function sayBegunFrom({ name, startsAt, same, annotations }: BegunFrom): string {
  const others = same > 1 ? `, with ${same - 1} more of its name` : "";
  const said = (annotations["summary"] ?? annotations["description"] ?? "").trim().slice(0, MOST).toWellFormed();
  return `Began from the alert ${name}, firing since ${utcWords(startsAt)}${others}.${said === "" ? "" : ` ${said}`}`;
}
