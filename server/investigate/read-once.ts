import type { BriefHost, Failure, Reading } from "#machines/contract/index.ts";
import type { Session } from "../ssh/transport.ts";
import { askHost } from "./attempt.ts";
import type { Bench } from "./bench.ts";
import { observe } from "./observe.ts";

export interface At {
  readonly bench: Bench;
  readonly host: BriefHost;
  readonly session: Session;
  readonly signal: AbortSignal;
}

/** One reading outside the runbook's rounds: pre-flight, and the state before and after. Not part of what is judged, so not stored. */
export async function readOnce({ bench, host, session, signal }: At, id: string): Promise<Reading | Failure> {
  const collector = bench.collectors[id];
  if (collector === undefined) throw new TypeError(`the registry has no collector ${id}`);
  const request = { key: `0.${id}.${host.key}.once`, test: id, collector: id, host: host.key, moment: "once" as const, args: {} };
  const [tried] = await askHost(session, [{ request, collector, host, way: 0, onlyThisWay: true }], { judge: () => null, signal });
  if (tried === undefined || tried.command === null) return tried?.answer.failure ?? { kind: "internal", detail: `${id} did not run` };
  const { event } = observe({ request, attempt: 1, collector, way: 0, command: tried.command, answer: tried.answer, id });
  return event.type === "observed" ? event.reading : event.failure;
}
