import type { Reading, Row, Value } from "../../contract/index.ts";
import type { InvestigationEvent } from "../event.ts";

/** A reading with where and when it was asked for. */
export interface Taken {
  readonly collector: string;
  /** BriefHost.key */
  readonly host: string;
  readonly moment: string;
  readonly seq: number;
  readonly reading: Reading;
}

/** All readings of the log that rounds asked for, in order; those of a broken window are left out. */
export function readingsOf(events: readonly InvestigationEvent[]): readonly Taken[] {
  const asked = new Map<string, { readonly collector: string; readonly host: string; readonly moment: string }>();
  const taken = new Map<string, Taken>();
  for (const event of events) {
    if (event.type === "roundPlanned") for (const request of event.round.requests) asked.set(request.key, request);
    if (event.type === "roundRestarted") for (const key of [...taken.keys()]) if (key.startsWith(`${event.round}.`)) taken.delete(key);
    if (event.type !== "observed") continue;
    const request = asked.get(event.request);
    if (request === undefined || taken.has(event.request)) continue;
    const { collector, host, moment } = request;
    taken.set(event.request, { collector, host, moment, seq: event.seq, reading: event.reading });
  }
  return [...taken.values()];
}

export const newest = (readings: readonly Taken[], collector: string, host?: string): Taken | undefined =>
  readings.findLast((one) => one.collector === collector && (host === undefined || one.host === host));

export const rowsIn = (taken: Taken | undefined, table: string): readonly Row[] => taken?.reading.tables?.[table] ?? [];

export const numberIn = (value: Value | undefined): number | null => (typeof value === "number" ? value : null);
