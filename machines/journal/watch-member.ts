import type { Certainty, Verdict } from "../contract/index.ts";
import { listOf } from "../explain/number.ts";
import { utcWords } from "../explain/time.ts";
import { hostsOf } from "./brief.ts";
import type { EventType, InvestigationEvent } from "./event.ts";

/** One investigation of a watch, as far as it is told in one line. */
export interface WatchMember {
  readonly id: string;
  readonly event: number;
  readonly status: "running" | "waiting" | "paused" | "concluded" | "stopped";
  /** Null while there is none. */
  readonly verdict: Pick<Verdict, "kind"> | null;
  readonly causes: readonly { readonly id: string; readonly hostName: string; readonly certainty: Certainty }[];
  /** The symptom showed here; null while that is open. */
  readonly judged: boolean | null;
  /** Nothing was quiet between the event before and this one. */
  readonly lasted: boolean;
  /** Why nothing follows; null where something does, or may. */
  readonly over: string | null;
}

/** The entries of a log that its line is made of. */
export const TELLING = [
  "started",
  "hostAdded",
  "concluded",
  "watchGoesOn",
  "watchOver",
  "imported",
] as const satisfies readonly EventType[];

/** From a whole log, or from those entries of it alone. */
export function memberOf({ id, status }: Pick<WatchMember, "id" | "status">, events: readonly InvestigationEvent[]): WatchMember {
  const [first] = events;
  const verdict = events.findLast((event) => event.type === "concluded")?.verdict ?? null;
  const on = events.find((event) => event.type === "watchGoesOn");
  const over = events.find((event) => event.type === "watchOver");
  const imported = events.some(({ type }) => type === "imported");
  const hosts = hostsOf(events, true);
  return {
    ...{ id, status, event: first?.type === "started" ? (first.watch?.event ?? 1) : 1 },
    verdict: verdict === null ? null : { kind: verdict.kind },
    causes: (verdict?.causes ?? []).map(({ id: cause, certainty, object }) => ({
      ...{ id: cause, certainty },
      hostName: hosts.find(({ key }) => key === object.host)?.name ?? object.host ?? "a host",
    })),
    judged: on === undefined ? (over?.judged ?? null) : true,
    lasted: on?.lasted ?? over?.lasted ?? false,
    over: over?.reason ?? (imported ? "It was imported, and what came after is not here." : null),
  };
}

/** "conntrackFull on gw-1", "conntrackFull on gw-1 (suspected)", "undetermined" */
export function sayEnd({ verdict, causes }: Pick<WatchMember, "verdict" | "causes">): string {
  if (verdict === null) return "no verdict";
  const suspected = verdict.kind === "cause" && causes[0]?.certainty === "suspected";
  const named = causes.map(({ id, hostName }) => `${id} on ${hostName}`);
  if (verdict.kind === "cause") return `${named.join(" and ")}${suspected ? " (suspected)" : ""}`;
  return named.length === 0 ? KIND[verdict.kind] : `${KIND[verdict.kind]} (${named.join(", ")})`;
}

const KIND: Readonly<Record<Verdict["kind"], string>> = {
  cause: "a cause",
  several: "several possible",
  noneOfThese: "none of these",
  undetermined: "undetermined",
  symptomAbsent: "symptom absent",
};

/** "4 events: 3 conntrackFull on gw-1, 1 undetermined." */
export function sayEvents(members: readonly WatchMember[]): string {
  const events = members.filter(({ judged }) => judged === true);
  if (events.length === 0) return "No event so far.";
  const counts = new Map<string, number>();
  for (const end of events.map(sayEnd)) counts.set(end, (counts.get(end) ?? 0) + 1);
  // Of one kind no count is needed: it stands before.
  const ends = [...counts].sort(([, a], [, b]) => b - a).map(([end, n]) => (counts.size === 1 ? end : `${n} ${end}`));
  const lasting = events.filter(({ lasted }) => lasted).map(({ event }) => String(event));
  const told =
    lasting.length === 0
      ? ""
      : ` Before event ${listOf(lasting)} no window without the symptom was measured: it may be the one before, judged again.`;
  const each = counts.size === 1 && events.length > 1 ? "each " : "";
  return `${events.length} event${events.length === 1 ? "" : "s"}: ${each}${ends.join(", ")}.${told}`;
}

/** How the watch as a whole stands. */
export function sayWatch(members: readonly WatchMember[], until: string | null): string {
  const last = members.at(-1);
  if (last === undefined) return "";
  if (last.status === "stopped") return "The watch was stopped.";
  if (last.over !== null) return `The watch is over: ${last.over}`;
  const end = until === null ? "" : `, until ${utcWords(until)}`;
  if (last.status === "paused") return `The watch is paused${end}.`;
  if (last.status === "waiting") return `The watch waits for a person${end}.`;
  return `The watch goes on${end}.`;
}
