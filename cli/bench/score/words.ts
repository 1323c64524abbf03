import type { Cause } from "#lab/faults/fault.ts";
import type { Named, Said } from "./said.ts";
import type { Subject } from "./subject.ts";

/** What was said, in one line. */
export function wordsOf({ kind, causes, contributing }: Said): string {
  const names = [...causes.map(wordsFor), ...contributing.map((cause) => `contributing: ${wordsFor(cause)}`)];
  if (names.length === 0) return kind;
  return kind === "cause" ? names.join(", ") : `${kind}: ${names.join(", ")}`;
}

const wordsFor = ({ id, certainty, host, object }: Named): string =>
  `${certainty} ${id}${host === undefined ? "" : ` on ${host}`}${object === undefined ? "" : ` (${object})`}`;

/** What is true, in one line. */
export function truthOf({ causes, contributing = [], kind, notNameable, asked }: Subject): string {
  if (causes.length === 0) return kind === "healthy" ? "nothing is wrong" : "a sign without a symptom";
  const say = ({ id, host, object }: Cause): string => {
    const role = host === undefined ? undefined : asked[host]?.[0];
    const where = host === undefined ? "" : ` on ${role ?? `${host}, which was not looked at`}`;
    return `${id}${where}${object === undefined ? "" : ` (${object})`}`;
  };
  const besides = contributing.length === 0 ? "" : `, contributing: ${contributing.map(say).join(" and ")}`;
  return `${causes.map(say).join(" and ")}${besides}${notNameable === undefined ? "" : ", not nameable"}`;
}
