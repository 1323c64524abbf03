import type { BriefHost, Failure, Reading, Row, Value } from "#machines/contract/index.ts";
import { isUnknown } from "#machines/contract/index.ts";
import type { HostFacts } from "#machines/journal/event.ts";
import { clockOffset } from "../ssh/clock.ts";
import type { Session } from "../ssh/transport.ts";
import { askHost } from "./attempt.ts";
import type { Bench } from "./bench.ts";
import { observe } from "./observe.ts";

const COLLECTOR = "preflight";

/** Reach, key, privilege, tools and clock of one host, before anything about the incident is collected. Reads only. */
export async function preflight(bench: Bench, host: BriefHost, session: Session, signal: AbortSignal): Promise<HostFacts | Failure> {
  const collector = bench.collectors[COLLECTOR];
  if (collector === undefined) throw new TypeError("the registry has no preflight collector");
  const request = { key: `0.${COLLECTOR}.${host.key}.once`, test: COLLECTOR, collector: COLLECTOR, host: host.key, moment: "once" as const, args: {} };
  const [tried] = await askHost(session, [{ request, collector, host, way: 0, onlyThisWay: true }], () => null, { signal });
  if (tried === undefined || tried.command === null) return { kind: "internal", detail: "pre-flight did not run" };
  const { event } = observe(request, 1, collector, { way: 0, command: tried.command, answer: tried.answer, id: "preflight" });
  if (event.type !== "observed") return event.type === "unavailable" ? event.failure : { kind: "internal", detail: "pre-flight did not run" };
  const clock = await clockOffset(session, { signal });
  return toFacts(host, session, event.reading, clock);
}

function toFacts(host: BriefHost, session: Session, reading: Reading, clock: { offsetMs: number; uncertaintyMs: number } | null): HostFacts {
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
    clockOffsetMs: clock?.offsetMs ?? null,
    clockUncertaintyMs: clock?.uncertaintyMs ?? null,
    load1: typeof fields["load1"] === "number" ? fields["load1"] : null,
    tools,
  };
}

const text = (value: Value | undefined): string => (value === undefined || isUnknown(value) ? "unknown" : String(value));
