import { createHash } from "node:crypto";
import type { Reading, Request } from "#machines/contract/index.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import type { EventBody } from "#machines/journal/event.ts";
import { parse } from "#collectors";
import type { NewObservation } from "../journal.ts";
import { identityOf, type Remembered } from "./memory.ts";
import type { RoundRun } from "./round-run.ts";

/** How old a reading of the investigation before may be to stand for one of now. */
export const FRESH_MS = 120_000;

interface Taken {
  readonly events: readonly EventBody[];
  readonly observation: NewObservation;
}

/**
 * Readings that the investigation before this one has just taken: same command, same host, same boot, same arguments, `once` and passive. They are not asked for
 * again; log and output are copied, with the time at which they were really taken. Returns what is left to ask.
 */
export async function takeOver(run: RoundRun, requests: readonly Request[]): Promise<readonly Request[]> {
  const { bench, log } = run;
  const [first] = log.events();
  const from = first?.type === "started" ? first.from : undefined;
  const { memory } = bench;
  const suited = requests.filter(({ moment, collector }) => moment === "once" && bench.collectors[collector]?.risk === "R0");
  if (from === undefined || memory === undefined || suited.length === 0) return requests;
  const since = new Date(bench.now().getTime() - FRESH_MS);
  // What is older than this investigation's beginning is all there is to take over.
  if (first?.type !== "started" || new Date(first.at) < since) return requests;
  const taken = new Set<string>();
  for (const key of new Set(suited.map(({ host }) => host))) {
    const host = hostsOf(log.events()).find((each) => each.key === key);
    const identity = host === undefined ? null : identityOf(log.events(), host);
    if (identity === null) continue;
    const held = await memory.fresh(from, identity, since);
    for (const request of suited.filter((each) => each.host === key)) {
      // The same look again is a new look.
      const isOfNow = ({ bootId }: NewObservation): boolean => bootId !== null && bootId === identity.bootId;
      const found = held.findLast(
        ({ runbook, observation }) => runbook !== first.runbook.id && isOfNow(observation) && isSame(observation, request),
      );
      const copied = found === undefined ? null : copy(run, request, found);
      if (copied === null) continue;
      await log.append(copied.events, { observations: [copied.observation] });
      taken.add(request.key);
    }
  }
  return requests.filter((request) => !taken.has(request.key));
}

const isSame = ({ request: was, collector, args, truncated }: NewObservation, request: Request): boolean =>
  was.endsWith(".once") &&
  !truncated &&
  collector === request.collector &&
  JSON.stringify(sorted(args)) === JSON.stringify(sorted(request.args));

const sorted = (args: Readonly<Record<string, string>>): readonly (readonly [string, string])[] =>
  Object.entries(args).toSorted(([a], [b]) => (a < b ? -1 : 1));

/** Earlier readings that derivations of this round compare with, one for each collector and host; never twice in one log. */
export async function recall(run: RoundRun, requests: readonly Request[]): Promise<void> {
  const { bench, log } = run;
  const { memory } = bench;
  const [first] = log.events();
  if (memory === undefined || first?.type !== "started") return;
  for (const { collector: derived, host: key } of requests) {
    const host = hostsOf(log.events()).find((each) => each.key === key);
    const identity = host === undefined ? null : identityOf(log.events(), host);
    for (const collector of bench.catalogue[derived]?.recalls ?? []) {
      const request = recalledKey(collector, key);
      if (identity === null || log.events().some((event) => event.type === "observed" && event.request === request)) continue;
      for (const found of await memory.earlier(collector, identity, log.id)) {
        const copied = copy(
          run,
          { key: request, collector, test: collector, host: key, moment: "once", args: found.observation.args },
          found,
        );
        if (copied === null) continue;
        await log.append(copied.events.slice(1), { observations: [copied.observation] });
        break;
      }
    }
  }
}

const recalledKey = (collector: string, host: string): string => `recalled.${collector}.${host}`;

/** As an output of this log, read with today's parser; null where that can no longer read it. */
function copy({ bench, attempt, round }: RoundRun, request: Request, { investigation, observation, event }: Remembered): Taken | null {
  const reading = readAgain(observation, event.facts.way);
  if (reading === null) return null;
  const id = bench.newId();
  const tried = request.key.startsWith(`${round.number}.`) ? attempt : 1;
  const sha256 = createHash("sha256").update(observation.stdout).update("\0").update(observation.stderr).digest("hex");
  const facts = { ...event.facts, observation: id, sha256, from: { investigation, observation: observation.id } };
  return {
    observation: { ...observation, id, request: request.key, attempt: tried, host: request.host, sha256 },
    events: [
      {
        ...{ type: "commandStarted", request: request.key, attempt: tried, commandLine: facts.commandLine, privilege: facts.privilege },
        ...{ risk: "R0", effects: [], deadlineMs: 0 },
      },
      { type: "observed", request: request.key, attempt: tried, facts, reading },
    ],
  };
}

function readAgain({ collector, stdout, stderr, exitCode, args }: NewObservation, way = 0): Reading | null {
  try {
    const result = parse(collector, way, { stdout: stdout.toString("utf8"), stderr: stderr.toString("utf8"), exitCode, args });
    return "kind" in result ? null : result;
  } catch {
    // A collector that was given up, or a text that its parser did not foresee: then there is no earlier reading.
    return null;
  }
}
