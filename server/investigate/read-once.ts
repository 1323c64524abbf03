import type { BriefHost, Failure, Reading } from "#machines/contract/index.ts";
import type { Session } from "../ssh/transport.ts";
import { askHost, type Asked, type Tried } from "./attempt.ts";
import type { Bench } from "./bench.ts";
import { observe } from "./observe.ts";

export interface At {
  readonly bench: Bench;
  readonly host: BriefHost;
  readonly session: Session;
  readonly signal: AbortSignal;
}

/** One reading outside the runbook's rounds: pre-flight, and the state before and after. Not part of what is judged, so not stored. */
export async function readOnce(at: At, id: string): Promise<Reading | Failure> {
  const [read] = await readTogether(at, [id]);
  return read ?? { kind: "internal", detail: `${id} did not run` };
}

/** Several such readings in one batch, in the order asked. */
export async function readTogether({ bench, host, session, signal }: At, ids: readonly string[]): Promise<readonly (Reading | Failure)[]> {
  const asked = ids.map((id): Asked => {
    const collector = bench.collectors[id];
    if (collector === undefined) throw new TypeError(`the registry has no collector ${id}`);
    const request = { key: `0.${id}.${host.key}.once`, test: id, collector: id, host: host.key, moment: "once" as const, args: {} };
    return { request, collector, host, way: 0, onlyThisWay: false };
  });
  const read = (tried: Tried): Reading | Failure => {
    const { request, way, command, answer } = tried;
    const collector = bench.collectors[request.collector];
    if (command === null || collector === undefined)
      return answer.failure ?? { kind: "internal", detail: `${request.collector} did not run` };
    const { event } = observe({ request, attempt: 1, collector, way, command, answer, id: request.collector });
    return event.type === "observed" ? event.reading : event.failure;
  };
  // Why a way failed that would have loaded nothing: the next one would load something, which says less.
  const whys = new Map<string, Failure>();
  const judge = (tried: Tried): Failure | null => {
    const one = read(tried);
    if (!("kind" in one)) return null;
    if (one.kind !== "wouldLoadModule") whys.set(tried.request.collector, one);
    return one;
  };
  const all = await askHost(session, asked, { judge, signal });
  return ids.map((id) => {
    const tried = all.find(({ request }) => request.collector === id);
    const last = tried === undefined ? ({ kind: "internal", detail: `${id} did not run` } as const) : read(tried);
    return "kind" in last ? (whys.get(id) ?? last) : last;
  });
}
