import { initialTransition, transition } from "xstate";
import type { MachineEvent, Request, Round, Step } from "./contract/index.ts";
import { compile, factsIn, LOOKING_AT, unansweredIn, type Context, type Given } from "./compile.ts";
import { conclude } from "./conclude.ts";

export type { Given } from "./compile.ts";

/** A snapshot as it is stored: where the machine stands, and its context. */
interface Stored {
  readonly value: string | Readonly<Record<string, string>>;
  readonly context: Context;
}

/** The machine before `ready`: nothing is asked yet. */
export function begin(given: Given): Step {
  const [snapshot] = initialTransition(machineOf(given));
  return stepOf(given, snapshot, 0);
}

/** One event. What was not asked, or was answered already, changes nothing. */
export function advance(given: Given, snapshot: unknown, event: MachineEvent): Step {
  const stored = storedIn(snapshot);
  const machine = machineOf(given);
  const again = isReopening(event) && statusOf(stored) === "done";
  const at = again ? { value: LOOKING_AT, status: "active" as const } : { value: stored.value, status: statusOf(stored) };
  const [next] = transition(machine, machine.resolveState({ ...at, context: stored.context }), event);
  return stepOf(given, next, stored.context.rounds.length);
}

/** What a stored snapshot still waits for: after a crash, collect exactly this. */
export function pendingOf(snapshot: unknown): { readonly round: Round | null; readonly unanswered: readonly Request[] } {
  const stored = storedIn(snapshot);
  const round = statusOf(stored) === "done" ? null : (stored.context.rounds.at(-1) ?? null);
  return { round, unanswered: round === null ? [] : unansweredIn(stored.context) };
}

/** Until its verdict was written down, a host that somebody adds is looked at first, and a test that is wanted after all is asked. */
export const isReopening = ({ type }: MachineEvent): boolean => type === "added" || type === "unskipped";

type Machine = ReturnType<typeof compile>;

/** Compiling takes a fraction of a millisecond, but a fold of a log does it for every event. */
const compiled = new WeakMap<Given["runbook"], { readonly given: Given; readonly machine: Machine }>();

function machineOf(given: Given): Machine {
  const known = compiled.get(given.runbook);
  if (known !== undefined && known.given.brief === given.brief && known.given.catalogue === given.catalogue) return known.machine;
  const machine = compile(given.runbook, given.brief, given.catalogue);
  compiled.set(given.runbook, { given, machine });
  return machine;
}

function stepOf(given: Given, snapshot: ReturnType<Machine["resolveState"]>, rounds: number): Step {
  const { context } = snapshot;
  const round = context.rounds.length > rounds ? (context.rounds.at(-1) ?? null) : null;
  const verdict = snapshot.status === "done" ? conclude(factsIn(given, context)) : null;
  return { snapshot: { value: snapshot.value, context }, round, verdict };
}

/** Final states are the only ones without a state inside. */
const statusOf = ({ value }: Stored): "done" | "active" => (typeof value === "string" ? "done" : "active");

function storedIn(snapshot: unknown): Stored {
  if (!isStored(snapshot)) throw new TypeError("this is not a snapshot of an investigation");
  return snapshot;
}

function isStored(snapshot: unknown): snapshot is Stored {
  if (typeof snapshot !== "object" || snapshot === null || !("value" in snapshot) || !("context" in snapshot)) return false;
  const { value, context } = snapshot;
  return (
    (typeof value === "string" || (typeof value === "object" && value !== null)) &&
    typeof context === "object" &&
    context !== null &&
    "rounds" in context &&
    "answers" in context
  );
}
