import type { Failure, Reading, Row, Value } from "#machines/contract/index.ts";
import { isUnknown } from "#machines/contract/index.ts";
import type { HostFacts } from "#machines/journal/event.ts";
import { explainFailure } from "#machines/explain/failure.ts";
import { clockOffset } from "../ssh/clock.ts";
import { readOnce, type At } from "./read-once.ts";

/** Reach, key, privilege, tools and clock of one host, before anything about the incident is collected. Reads only. */
export async function preflight(at: At): Promise<HostFacts | Failure> {
  const reading = await readOnce(at, "preflight");
  if ("kind" in reading) return reading;
  const clock = await clockOffset(at.session, { signal: at.signal });
  return { ...toFacts(at, reading, clock), otherNamespaces: await otherNamespaces(at) };
}

/** Whether counters of one network namespace can speak for this host. */
async function otherNamespaces(at: At): Promise<Value> {
  const seen = await readOnce(at, "namespaces");
  if ("kind" in seen) return { unknown: explainFailure(seen, { host: at.host.name, what: "network namespaces" }).what };
  return seen.fields["others"] ?? { unknown: "the list has no count" };
}

function toFacts({ host, session }: At, reading: Reading, clock: { offsetMs: number; uncertaintyMs: number } | null): HostFacts {
  const { fields } = reading;
  const tools = Object.fromEntries((reading.tables?.["tools"] ?? []).map((row: Row) => [row.key, row["present"] === true]));
  return {
    host: host.key,
    kernel: text(fields["kernel"]),
    hostname: text(fields["hostname"]),
    user: text(fields["user"]),
    root: fields["root"] === true,
    sudo: fields["sudo"] === true,
    fingerprint: session.fingerprint,
    bootId: typeof fields["bootId"] === "string" ? fields["bootId"] : null,
    clockOffsetMs: clock?.offsetMs ?? null,
    clockUncertaintyMs: clock?.uncertaintyMs ?? null,
    load1: typeof fields["load1"] === "number" ? fields["load1"] : null,
    tools,
  };
}

const text = (value: Value | undefined): string => (value === undefined || isUnknown(value) ? "unknown" : String(value));
