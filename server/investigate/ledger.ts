import type { Reading, Value } from "#machines/contract/index.ts";
import { isUnknown } from "#machines/contract/index.ts";
import type { EventBody } from "#machines/journal/event.ts";
import { readOnce, type At } from "./read-once.ts";

type State = Reading["fields"];
type LedgerEvent = Extract<EventBody, { type: "ledger" }>;

/** Reads the state that an investigation must leave as it was; null when it could not be read. */
export async function readState(at: At): Promise<State | null> {
  const reading = await readOnce(at, "ledger");
  return "kind" in reading ? null : reading.fields;
}

/** Compares the two states. A difference need not be ours, but is told; what could not be read proves nothing. */
export function compareStates(host: string, before: State | null, after: State | null): LedgerEvent {
  const names = ["modules", "sysctls", "promiscuous", "traces"] as const;
  const checks = names.map((name) => {
    const [a, b] = [before?.[name], after?.[name]];
    const missing = [a, b].find((value) => value === undefined || isUnknown(value));
    if (a === undefined || b === undefined || missing !== undefined) return { what: WHAT[name], same: null, detail: why(missing) };
    return { what: WHAT[name], same: a === b, detail: a === b ? "" : `before: ${show(a)}; after: ${show(b)}` };
  });
  return { type: "ledger", host, checks };
}

const WHAT = {
  modules: "loaded kernel modules",
  sysctls: "network settings",
  promiscuous: "interfaces in promiscuous mode",
  traces: "trace instances",
} as const;

const why = (value: Value | undefined): string =>
  value !== undefined && isUnknown(value) ? value.unknown : "could not be read at both ends of the investigation";
const show = (value: Value): string => (value === "" ? "none" : String(value));
