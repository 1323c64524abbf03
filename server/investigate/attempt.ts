import type { BriefHost, Collector, Failure, Request } from "#machines/contract/index.ts";
import type { Answer, Command, RunOptions, Session } from "../ssh/transport.ts";
import { commandFor } from "./command.ts";
import { askTogether } from "./together.ts";

/** One try at one request: which way, what was asked, what came back. */
export interface Tried {
  readonly request: Request;
  readonly way: number;
  readonly command: Command | null;
  readonly answer: Answer;
}

/** Kinds that mean "not this way on this host": the collector's next way may still work. */
const NEXT_WAY: ReadonlySet<Failure["kind"]> = new Set(["toolMissing", "absent", "wouldLoadModule", "unparsable", "denied"]);

export interface Asked {
  readonly request: Request;
  readonly collector: Collector;
  readonly host: BriefHost;
  /** The way to begin with: `after` must use the way that `before` used, else the two cannot be compared. */
  readonly way: number;
  readonly onlyThisWay: boolean;
  /** Why it is not run at all. */
  readonly refused?: Failure | null;
}

/**
 * `judge` says why an answer gave no reading, so that the next way can be tried. `together`: what only reads is asked for in one command, and as root also
 * what would need different privileges.
 */
export type AskOptions = RunOptions & { readonly judge: (tried: Tried) => Failure | null; readonly together?: "byPrivilege" | "asRoot" };

/** Asks one host for several readings in one framed batch; those impossible this way are asked again the next way, in one more batch. */
export async function askHost(
  session: Session | Failure,
  asked: readonly Asked[],
  { judge, ...options }: AskOptions,
): Promise<readonly Tried[]> {
  const done: Tried[] = [];
  let open: readonly Asked[] = asked;
  while (open.length > 0) {
    const tried = await once(session, open, options);
    const again: Asked[] = [];
    tried.forEach((one, index) => {
      const ask = open[index];
      if (ask === undefined) return;
      const failure = judge(one);
      const next = ask.way + 1;
      const hasNext = !ask.onlyThisWay && failure !== null && NEXT_WAY.has(failure.kind) && next < ask.collector.ways.length;
      if (hasNext) again.push({ ...ask, way: next });
      else done.push(one);
    });
    open = again;
  }
  return done;
}

async function once(
  session: Session | Failure,
  asked: readonly Asked[],
  { together, ...options }: Omit<AskOptions, "judge">,
): Promise<readonly Tried[]> {
  const built = asked.map(({ request, collector, host, way, refused = null }) => {
    const chosen = collector.ways[way] ?? collector.ways[0];
    return { request, way, command: refused ?? commandFor({ request, collector, way: chosen, host }) };
  });
  const costs = new Map(asked.map(({ request, collector }) => [request.key, onlyReads(collector) ? collector.costSeconds : null]));
  const costOf = ({ key }: Command): number | null => costs.get(key) ?? null;
  const runnable = built.flatMap(({ command }) => ("kind" in command ? [] : [command]));
  // What takes longest comes last: should it hang, all others are there.
  const inOrder = runnable.toSorted((a, b) => (costOf(a) ?? 0) - (costOf(b) ?? 0));
  const joining = { ...options, asRoot: together === "asRoot", mayJoin: (command: Command) => costOf(command) !== null };
  const answers =
    "kind" in session ? [] : together === undefined ? await session.batch(runnable, options) : await askTogether(session, inOrder, joining);
  const byKey = new Map(answers.map((answer) => [answer.key, answer]));
  return built.map(({ request, way, command }) => {
    if ("kind" in command) return { request, way, command: null, answer: nothing(request.key, command) };
    const answer = "kind" in session ? nothing(request.key, session) : byKey.get(request.key);
    return { request, way, command, answer: answer ?? nothing(request.key, { kind: "internal", detail: "no answer for this command" }) };
  });
}

/** What takes so long that people watch it stays a command of its own. */
const onlyReads = ({ risk, probe, effects, costSeconds }: Collector): boolean =>
  risk === "R0" && !probe && effects.length === 0 && costSeconds < 1;

/** The answer of a command that did not run. */
export function nothing(key: string, failure: Failure): Answer {
  return {
    key,
    commandLine: "",
    stdout: Buffer.alloc(0),
    stderr: Buffer.alloc(0),
    exitCode: null,
    signal: null,
    truncated: false,
    startedAt: 0,
    durationMs: 0,
    uptimeSeconds: null,
    bootId: null,
    failure,
  };
}
