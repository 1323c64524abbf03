import type { CommandFacts, InvestigationEvent } from "./event.ts";
import { REPRODUCTION } from "../evidence/asked.ts";
import { countOf, formatNumber } from "../explain/number.ts";
import type { Reading } from "../contract/index.ts";

/** What reproductions count, by the field that they count it in. */
const RAN: Readonly<Record<string, string>> = {
  sent: "probe",
  attempted: "connection attempt",
  conversations: "conversation",
  connections: "connection",
  lookups: "lookup",
};
const WATCHED = "watchedSeconds";

/** By round: what the symptom was reproduced with, "while 4,000 probes ran", or for how long, "in a window of 30 s". */
export function ranIn(events: readonly InvestigationEvent[]): ReadonlyMap<number, string> {
  const [first] = events;
  const field = first?.type === "started" ? (first.runbook.reproduction?.sentField ?? "") : "";
  return new Map(
    events.flatMap((event) => {
      const [round = "", test] = event.type === "observed" ? event.request.split(".") : [];
      return event.type === "observed" && test === REPRODUCTION ? [[Number(round), ranWords(event, field)] as const] : [];
    }),
  );
}

function ranWords({ reading, facts }: { readonly reading: Reading; readonly facts: CommandFacts }, field: string): string {
  const [count, seconds, one] = [reading.fields[field], reading.fields[WATCHED], RAN[field]];
  if (one !== undefined && typeof count === "number") return `while ${countOf(count, one)} ran`;
  return `in a window of ${formatNumber(Math.round(typeof seconds === "number" ? seconds : facts.durationMs / 1_000))} s`;
}
