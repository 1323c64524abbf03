import type { FailureKind } from "../contract/index.ts";
import type { EventBody, EventType, InvestigationEvent } from "./event.ts";

/** The events of one type, in order. */
export function ofType<T extends EventType>(
  events: readonly InvestigationEvent[],
  type: T,
): readonly Extract<InvestigationEvent, { type: T }>[] {
  return events.filter((event): event is Extract<InvestigationEvent, { type: T }> => event.type === type);
}

/**
 * Of these nothing ran: the host could not be reached or let nobody in, whoever is behind it may send nothing from there, or the command could not be made. After
 * a lost connection nobody knows: that counts as run.
 */
const NEVER_RAN: ReadonlySet<FailureKind> = new Set<FailureKind>([
  ...(["unreachable", "nameNotFound", "authenticationFailed", "hostKeyUnknown", "hostKeyChanged", "hostKeyRefused"] as const),
  ...(["notGranted", "badArgument"] as const),
]);

/** Tried, and nothing was run. What has facts printed something. */
export const isUnrun = (event: EventBody): event is Extract<EventBody, { type: "unavailable" }> =>
  event.type === "unavailable" && event.facts === undefined && NEVER_RAN.has(event.failure.kind);

/** What ran on hosts for this investigation: not what was worked out from others, what another investigation had read, nor what never got to its host. */
export function commandsRun<E extends EventBody>(events: readonly E[]): readonly Extract<E, { type: "commandStarted" }>[] {
  const unrun = new Set(events.flatMap((event: EventBody) => (isUnrun(event) ? [keyOf(event)] : [])));
  return commandsTried(events).filter((event) => !unrun.has(keyOf(event)));
}

const keyOf = ({ request, attempt }: { readonly request: string; readonly attempt: number }): string => `${request} ${attempt}`;

/** The same, and what was tried and never ran. */
export function commandsTried<E extends EventBody>(events: readonly E[]): readonly Extract<E, { type: "commandStarted" }>[] {
  const elsewhere = new Set(
    events.flatMap((event) =>
      event.type === "observed" && (event.facts.derived === true || event.facts.from !== undefined) ? [keyOf(event)] : [],
    ),
  );
  return events.filter(
    (event): event is Extract<E, { type: "commandStarted" }> => event.type === "commandStarted" && !elsewhere.has(keyOf(event)),
  );
}

/** How many commands these were: what one command read together is one. */
export function countCommands(
  started: readonly { readonly request: string; readonly attempt: number }[],
  events: readonly EventBody[],
): number {
  const joined = new Map(
    events.flatMap((event) =>
      (event.type === "observed" || event.type === "unavailable") && event.facts?.together !== undefined
        ? [[`${event.request} ${event.attempt}`, `${event.attempt} ${event.facts.startedAt} ${event.facts.together.join(" ")}`] as const]
        : [],
    ),
  );
  return new Set(started.map(({ request, attempt }) => joined.get(`${request} ${attempt}`) ?? `${request} ${attempt}`)).size;
}
