import { createHash } from "node:crypto";
import type { Catalogue, Failure, Given, Reading, Request } from "#machines/contract/index.ts";
import type { CommandFacts, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { derive } from "#collectors";
import type { NewObservation } from "../journal.ts";
import { givenFor } from "#machines/given.ts";

const HEAD_LINES = 12;
const HEAD_CHARACTERS = 2_000;

export interface WorkedOut {
  readonly events: readonly EventBody[];
  readonly observation: NewObservation | null;
}

interface Task {
  readonly request: Request;
  readonly attempt: number;
  readonly catalogue: Catalogue;
  readonly now: Date;
  readonly id: string;
}

/**
 * Answers a request for a derived reading from what the log holds. It is stored as an observation whose text is the reading, so that it is shown,
 * cited and checked again like any other.
 */
export function workOut(log: readonly InvestigationEvent[], { request, attempt, catalogue, now, id }: Task): WorkedOut {
  const given = givenFor(factsOf(log, catalogue, "all"), request);
  const from = given.sources.map(({ test, host, moment }) => `${test} on ${host.name}${moment === "once" ? "" : ` (${moment})`}`);
  const commandLine = `worked out from ${from.length === 0 ? "nothing: no source has answered" : from.join(", ")}`;
  const facts = { observation: id, commandLine, exitCode: 0, signal: null, truncated: false, taken: { bootId: null, uptimeSeconds: null } };
  const begun: EventBody = {
    ...{ type: "commandStarted", request: request.key, attempt, commandLine, privilege: "user", risk: "R0", effects: [], deadlineMs: 0 },
  };
  const reading = tryDerive(request, given);
  if ("kind" in reading)
    return { events: [begun, { type: "unavailable", request: request.key, attempt, failure: reading }], observation: null };
  const stdout = Buffer.from(`${JSON.stringify(reading, null, 1)}\n`);
  const sha256 = createHash("sha256").update(stdout).update("\0").digest("hex");
  const lines = stdout.toString("utf8").split("\n");
  const shown: CommandFacts = {
    ...facts,
    privilege: "user",
    startedAt: now.toISOString(),
    durationMs: 0,
    stdoutBytes: stdout.length,
    stderrBytes: 0,
    sha256,
    head: lines.slice(0, HEAD_LINES).join("\n").slice(0, HEAD_CHARACTERS),
    lines: lines.length - 1,
    derived: true,
  };
  return {
    events: [begun, { type: "observed", request: request.key, attempt, facts: shown, reading }],
    observation: {
      ...{ id, request: request.key, attempt, host: request.host, collector: request.collector, commandLine, args: request.args },
      ...{ stdout, stderr: Buffer.alloc(0), exitCode: 0, signal: null, truncated: false, sha256, bootId: null, uptimeSeconds: null },
      ...{ startedAt: now, durationMs: 0 },
    },
  };
}

/** A defect of a derivation must not stop an investigation: its reading is unknown, with the reason. */
function tryDerive(request: Request, given: Given): Reading | Failure {
  try {
    return derive(request.collector, given);
  } catch (error) {
    return {
      kind: "internal",
      detail: `${request.collector} could not be worked out: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
