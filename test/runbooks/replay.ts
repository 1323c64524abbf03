import { randomUUID } from "node:crypto";
import { collectors, catalogue, derive } from "#collectors";
import { depthOf, givenFor } from "#machines/given.ts";
import { advance, begin } from "#machines/step.ts";
import { heard } from "#machines/journal/ask.ts";
import {
  PERSON,
  type Answered,
  type BriefHost,
  type MachineEvent,
  type Recording,
  type Request,
  type Round,
  type Runbook,
  type Verdict,
} from "#machines/contract/index.ts";
import { commandFor } from "#server/investigate/command.ts";
import { observe, type Seen } from "#server/investigate/observe.ts";
import type { Answer, Command } from "#server/ssh/transport.ts";

/**
 * Raw text in, verdict out: a recording through the real parsers and the real machine, without SSH. What collectors in `blind` would have said is
 * refused on every host.
 */
export function judgeRecording(
  runbook: Runbook,
  recording: Recording,
  { blind = new Set() }: { readonly blind?: ReadonlySet<string> } = {},
): Verdict & { readonly unrecorded: readonly string[]; readonly rounds: readonly Round[] } {
  const hosts: readonly BriefHost[] = recording.hosts;
  const inputs = { runbook, brief: { hosts, inputs: recording.inputs }, catalogue };
  const unrecorded: string[] = [];
  const answerOf = answersFrom(recording, unrecorded);
  let step = advance(inputs, begin(inputs).snapshot, { type: "ready", unreached: {} });
  const answers: Answered[] = [];
  const rounds: Round[] = [];
  const workedOut = (request: Request): MachineEvent => ({
    type: "observed",
    request: request.key,
    reading: derive(request.collector, givenFor({ ...inputs, answers }, request)),
    taken: { bootId: null, uptimeSeconds: null },
  });
  while (step.verdict === null) {
    const { round } = step;
    if (round === null) throw new TypeError("the machine waits for nothing");
    rounds.push(round);
    for (const request of inOrder(round.requests)) {
      const event = isAsked(request)
        ? answered(recording, request)
        : isDerived(request)
          ? workedOut(request)
          : blind.has(request.collector)
            ? unreadable(request)
            : machineEvent(answerOf(request).event);
      if (event.type === "observed") answers.push({ request, reading: event.reading, taken: event.taken });
      if (event.type === "unavailable") answers.push({ request, failure: event.failure });
      step = advance(inputs, step.snapshot, event);
    }
  }
  return { ...step.verdict, unrecorded, rounds };
}

const unreadable = ({ key }: Request): MachineEvent => ({
  type: "unavailable",
  request: key,
  failure: { kind: "denied", stderr: "blinded" },
});

const isAsked = ({ collector }: Request): boolean => collector === PERSON;

/** What the recording says that a person said; nobody knows what it does not say. */
function answered({ answers = {} }: Recording, { key, test, host }: Request): MachineEvent {
  const told = heard({ answer: answers[`${test} ${host}`] ?? null, actor: { kind: "person", id: "p", name: "Ada", via: "page" } });
  return "failure" in told ? { type: "unavailable", request: key, ...told } : { type: "observed", request: key, ...told };
}

const ORDER = ["once", "before", "during", "after"];

export const isDerived = ({ collector }: Request): boolean => depthOf(collector, catalogue) > 0;

/** As a round is collected: by moment, and what is worked out from it last, in the order of dependence. */
export const inOrder = (requests: readonly Request[]): readonly Request[] =>
  requests.toSorted(
    (a, b) => depthOf(a.collector, catalogue) - depthOf(b.collector, catalogue) || ORDER.indexOf(a.moment) - ORDER.indexOf(b.moment),
  );

/** The k-th request for the same command gets the k-th recorded answer, the last one repeats: as the replay server does. */
export function answersFrom(recording: Recording, unrecorded: string[]): (request: Request) => Seen {
  const asked = new Map<string, number>();
  return (request) => {
    const host = recording.hosts.find(({ key }) => key === request.host);
    const collector = Object.entries(collectors).find(([id]) => id === request.collector)?.[1];
    if (host === undefined || collector === undefined) throw new TypeError(`${request.key}: no such host or collector`);
    let last: Seen | null = null;
    for (const [way, chosen] of collector.ways.entries()) {
      const command = commandFor({ request, collector, way: chosen, host });
      if ("kind" in command)
        return { observation: null, event: { type: "unavailable", request: request.key, attempt: 1, failure: command } };
      last = observe({
        request,
        attempt: 1,
        collector,
        way,
        command,
        answer: recorded(host, command, { asked, unrecorded }),
        id: randomUUID(),
      });
      if (last.event.type === "observed") return last;
    }
    if (last === null) throw new TypeError(`${collector.id} has no way`);
    return last;
  };
}

/** What the machine hears of what came back. */
export const machineEvent = (event: Seen["event"]): MachineEvent =>
  event.type === "observed"
    ? { type: "observed", request: event.request, reading: event.reading, taken: event.facts.taken }
    : { type: "unavailable", request: event.request, failure: event.failure };

interface Memory {
  readonly asked: Map<string, number>;
  readonly unrecorded: string[];
}

function recorded(host: Recording["hosts"][number], command: Command, { asked, unrecorded }: Memory): Answer {
  const name = `${host.key} ${JSON.stringify(command.argv)}`;
  const same = host.commands.filter(({ argv }) => JSON.stringify(argv) === JSON.stringify(command.argv));
  const n = asked.get(name) ?? 0;
  asked.set(name, n + 1);
  const found = same[Math.min(n, same.length - 1)];
  if (found === undefined) unrecorded.push(name);
  const base = { key: command.key, commandLine: command.argv.join(" "), signal: null, truncated: false, startedAt: 0, bootId: host.bootId };
  return found === undefined
    ? {
        ...base,
        stdout: Buffer.alloc(0),
        stderr: Buffer.from("not recorded"),
        exitCode: 127,
        durationMs: 0,
        uptimeSeconds: null,
        failure: { kind: "toolMissing", tool: `${command.argv[0] ?? ""} (not recorded)` },
      }
    : {
        ...base,
        stdout: Buffer.from(found.stdout, found.encoding ?? "utf8"),
        stderr: Buffer.from(found.stderr, found.encoding ?? "utf8"),
        exitCode: found.exitCode,
        durationMs: found.durationMs,
        uptimeSeconds: found.uptimeSeconds,
        ...(found.failure === "timedOut" ? { failure: { kind: "timedOut", afterMs: found.durationMs } as const } : {}),
      };
}
