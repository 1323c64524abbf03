import { createHash } from "node:crypto";
import type { Collector, CommandOutput, Failure, Reading, Request } from "#machines/contract/index.ts";
import type { CommandFacts, EventBody } from "#machines/journal/event.ts";
import { parse } from "#collectors";
import type { NewObservation } from "../journal.ts";
import type { Answer, Command } from "../ssh/transport.ts";

const HEAD_LINES = 12;
const HEAD_CHARACTERS = 2_000;

/** What was asked, and what came back. */
export interface Heard {
  readonly request: Request;
  readonly attempt: number;
  readonly collector: Collector;
  readonly way: number;
  readonly command: Command;
  readonly answer: Answer;
  /** The observation's id. */
  readonly id: string;
}

export interface Seen {
  readonly observation: NewObservation | null;
  readonly event: Extract<EventBody, { type: "observed" | "unavailable" }>;
}

/** Turns what came back into the observation to store first and the event that refers to it. */
export function observe({ request, attempt, collector, way, command, answer, id }: Heard): Seen {
  if (answer.failure !== undefined && answer.stdout.length === 0 && answer.stderr.length === 0) {
    return { observation: null, event: { type: "unavailable", request: request.key, attempt, failure: answer.failure } };
  }
  const observation = toObservation({ request, attempt, collector, answer, id });
  const facts = { ...factsOf(observation, command, answer), way, ...(answer.together === undefined ? {} : { together: answer.together }) };
  const reading = answer.failure ?? read({ collector, way, request, answer });
  return "kind" in reading
    ? { observation, event: { type: "unavailable", request: request.key, attempt, failure: reading, facts } }
    : { observation, event: { type: "observed", request: request.key, attempt, facts, reading } };
}

function read({ collector, way, request, answer }: Pick<Heard, "collector" | "way" | "request" | "answer">): Reading | Failure {
  if (answer.truncated) {
    return { kind: "truncated", keptBytes: answer.stdout.length, limitBytes: collector.maxBytes };
  }
  const output: CommandOutput = {
    stdout: answer.stdout.toString("utf8"),
    stderr: answer.stderr.toString("utf8"),
    exitCode: answer.exitCode,
    args: request.args,
  };
  try {
    return parse(collector.id, way, output);
  } catch (error) {
    // A defect of a parser must not have the same window collected again and again: the raw output is kept, the reading is unknown.
    return { kind: "internal", detail: `the parser of ${collector.id} failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function toObservation({ request, attempt, collector, answer, id }: Omit<Heard, "way" | "command">): NewObservation {
  const sha256 = createHash("sha256").update(answer.stdout).update("\0").update(answer.stderr).digest("hex");
  return {
    id,
    request: request.key,
    attempt,
    host: request.host,
    collector: collector.id,
    commandLine: answer.commandLine,
    args: request.args,
    stdout: answer.stdout,
    stderr: answer.stderr,
    exitCode: answer.exitCode,
    signal: answer.signal,
    truncated: answer.truncated,
    sha256,
    bootId: answer.bootId,
    uptimeSeconds: answer.uptimeSeconds,
    startedAt: new Date(answer.startedAt),
    durationMs: answer.durationMs,
  };
}

function factsOf(observation: NewObservation, command: Command, answer: Answer): CommandFacts {
  const text = answer.stdout.toString("utf8");
  return {
    observation: observation.id,
    commandLine: observation.commandLine,
    privilege: command.privilege,
    exitCode: answer.exitCode,
    signal: answer.signal,
    startedAt: observation.startedAt.toISOString(),
    durationMs: answer.durationMs,
    stdoutBytes: answer.stdout.length,
    stderrBytes: answer.stderr.length,
    truncated: answer.truncated,
    sha256: observation.sha256,
    taken: { bootId: answer.bootId, uptimeSeconds: answer.uptimeSeconds },
    head: text.split("\n").slice(0, HEAD_LINES).join("\n").slice(0, HEAD_CHARACTERS),
    lines: text === "" ? 0 : text.split("\n").length - (text.endsWith("\n") ? 1 : 0),
  };
}
