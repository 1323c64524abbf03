import type { Failure, Reading, Value } from "#machines/contract/index.ts";
import { isUnknown } from "#machines/contract/index.ts";
import type { EventBody } from "#machines/journal/event.ts";
import { readTogether, type At } from "./read-once.ts";

type State = Reading["fields"];
type LedgerEvent = Extract<EventBody, { type: "ledger" }>;

/**
 * Reads the state that an investigation must leave as it was; null when it could not be read. In one batch, and with the rules of the packet filter unless it
 * is a practice host, which is a recording.
 */
export async function readState(at: At, { rules }: { readonly rules: boolean }): Promise<State | null> {
  const [state, ruleset] = await readTogether(at, rules ? ["ledger", "ruleset"] : ["ledger"]);
  if (state === undefined || "kind" in state) return null;
  return ruleset === undefined ? state.fields : { ...state.fields, rules: rulesOf(ruleset) };
}

/** A kernel that has neither filter loaded has no rule. */
function rulesOf(ruleset: Reading | Failure): Value {
  if (!("kind" in ruleset)) return ruleset.fields["rules"] ?? { unknown: "they were not read" };
  return ruleset.kind === "wouldLoadModule" ? "none" : { unknown: saidOf(ruleset) };
}

/** Compares the two states. A difference need not be ours, but is told; what could not be read proves nothing. */
export function compareStates(host: string, before: State | null, after: State | null): LedgerEvent {
  // Logs from before the rules were looked at have none to compare.
  const names = NAMES.filter((name) => name !== "rules" || before === null || name in before);
  const checks = names.map((name) => {
    const [a, b] = [before?.[name], after?.[name]];
    const missing = [a, b].find((value) => value === undefined || isUnknown(value));
    if (a === undefined || b === undefined || missing !== undefined) return { what: WHAT[name], same: null, detail: why(missing) };
    const same = a === b || (name === "traces" && onlySensorsEnded(a, b));
    return { what: WHAT[name], same, detail: same ? "" : `before: ${show(a)}; after: ${show(b)}` };
  });
  return { type: "ledger", host, checks };
}

/**
 * Sensors of another investigation may end while this one runs: tracefs is the machine's, and several hosts may share it. What they take with them is
 * their own, and one that a dead process left is taken away on purpose; any new instance is told.
 */
function onlySensorsEnded(before: Value, after: Value): boolean {
  const [had, has] = [before, after].map((value) => String(value).split(", ").filter(Boolean)) as [string[], string[]];
  return has.every((name) => had.includes(name)) && had.every((name) => has.includes(name) || /^culprit-\d+-/.test(name));
}

const saidOf = (failure: Failure): string =>
  failure.kind === "denied"
    ? "only root may list the rules, and this login may not become root"
    : failure.kind === "toolMissing"
      ? `${failure.tool} is not installed`
      : `the rules could not be listed (${failure.kind})`;

const NAMES = ["modules", "sysctls", "promiscuous", "traces", "rules"] as const;

const WHAT = {
  modules: "loaded kernel modules",
  sysctls: "network settings",
  promiscuous: "interfaces in promiscuous mode",
  traces: "trace instances",
  rules: "rules of the packet filter",
} as const;

const why = (value: Value | undefined): string =>
  value !== undefined && isUnknown(value) ? value.unknown : "could not be read at both ends of the investigation";
const show = (value: Value): string => (value === "" ? "none" : String(value));
