import type { Collector, Failure, Request, Runbook } from "#machines/contract/index.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import type { Actor, InvestigationEvent } from "#machines/journal/event.ts";
import type { Session } from "../ssh/transport.ts";
import { askHost } from "./attempt.ts";
import type { Scene } from "./scene.ts";
import { liveOutput } from "./live.ts";
import { observe } from "./observe.ts";

/** Runs what people asked for with /run and has no answer yet. Shown in the conversation, never judged. */
export async function runAsked(scene: Scene, connect: (host: string, who: Actor) => Promise<Session | Failure>): Promise<void> {
  const events = scene.log.events();
  const answered = new Set(events.flatMap((event) => (event.type === "observed" || event.type === "unavailable" ? [event.request] : [])));
  for (const event of events) {
    if (event.type !== "runAsked" || answered.has(event.request) || scene.signal.aborted) continue;
    await runOne(scene, event, await connect(event.host, event.actor));
  }
}

type Asked = Extract<InvestigationEvent, { type: "runAsked" }>;

async function runOne({ bench, log, signal }: Scene, asked: Asked, session: Session | Failure): Promise<void> {
  const first = log.events()[0];
  const collector = bench.collectors[asked.collector];
  if (first?.type !== "started" || collector === undefined) throw new TypeError(`cannot run ${asked.collector}`);
  const host = hostsOf(log.events()).find(({ key }) => key === asked.host);
  if (host === undefined) throw new TypeError(`no host ${asked.host}`);
  const args = argsFor(collector, first.runbook, first.brief.inputs);
  const request: Request = { key: asked.request, test: collector.id, collector: collector.id, host: host.key, moment: "once", args };
  await log.append([
    {
      type: "commandStarted",
      request: request.key,
      attempt: 1,
      commandLine: collector.title,
      privilege: collector.ways[0].privilege,
      risk: collector.risk,
      effects: collector.effects,
      deadlineMs: collector.deadlineMs,
    },
  ]);
  const onChunk = liveOutput(bench.journal, log.id, () => collector);
  const see = (tried: Awaited<ReturnType<typeof askHost>>[number]): ReturnType<typeof observe> =>
    observe({
      request,
      attempt: 1,
      collector,
      way: tried.way,
      command: tried.command ?? { key: request.key, argv: [], privilege: "user", deadlineMs: 0, maxBytes: 0 },
      answer: tried.answer,
      id: bench.newId(),
    });
  const [tried] = await askHost(session, [{ request, collector, host, way: 0, onlyThisWay: false }], {
    judge: (one) => {
      const { event } = see(one);
      return event.type === "unavailable" ? event.failure : null;
    },
    signal,
    onChunk,
  });
  if (tried === undefined || signal.aborted) return;
  const { event, observation } = see(tried);
  await log.append([event], observation === null ? {} : { observations: [observation] });
}

/** The arguments this runbook gives the collector, filled from the incident's inputs. */
function argsFor(collector: Collector, runbook: Runbook, inputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const given =
    runbook.reproduction?.collect === collector.id
      ? runbook.reproduction.args
      : runbook.tests.find(({ collect }) => collect === collector.id)?.args;
  return Object.fromEntries(
    Object.entries(given ?? {}).flatMap(([name, arg]) => {
      const value = "literal" in arg ? arg.literal : "input" in arg ? inputs[arg.input] : undefined;
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
