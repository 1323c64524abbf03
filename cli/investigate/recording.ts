import { writeFile } from "node:fs/promises";
import type { Field } from "#server/compose/field.ts";
import type { Recording, RecordedCommand } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";

/** Writes what the hosts answered as a case: input of tests, and of the replay server. */
export async function saveRecording(field: Field, events: readonly InvestigationEvent[], file: string): Promise<void> {
  await writeFile(file, `${JSON.stringify(toRecording(field, events), null, 1)}\n`);
}

function toRecording(field: Field, events: readonly InvestigationEvent[]): Recording {
  const started = events[0];
  const concluded = events.findLast((event) => event.type === "concluded");
  if (started?.type !== "started" || concluded?.type !== "concluded") throw new TypeError("only a finished investigation can be recorded");
  const kernel = events.find((event) => event.type === "hostReached");
  const { verdict } = concluded;
  return {
    about: verdict.say,
    madeBy: "culprit investigate --record",
    kernel: kernel?.type === "hostReached" ? kernel.facts.kernel : "unknown",
    recordedAt: started.at,
    runbook: started.runbook.id,
    hosts: started.brief.hosts.map((host) => {
      const heard = field.exchanges.filter(({ command }) => command.key.split(".").at(-2) === host.key);
      const { address: _address, port: _port, user: _user, ...rest } = host;
      return { ...rest, address: `practice-${host.key}`, bootId: heard[0]?.answer.bootId ?? "", commands: heard.map(toCommand) };
    }),
    inputs: started.brief.inputs,
    expect: {
      kind: verdict.kind,
      causes: verdict.causes.map(({ id, certainty, object }) => ({
        id, certainty, ...(object.host === undefined ? {} : { host: object.host }), ...(object.key === undefined ? {} : { key: object.key }),
      })),
      standings: Object.fromEntries(verdict.standings.map(({ instance, standing }) => [instance, standing])),
    },
  };
}

function toCommand({ command, answer }: Field["exchanges"][number]): RecordedCommand {
  const failure = answer.failure?.kind;
  return {
    argv: command.argv,
    stdout: answer.stdout.toString("utf8"),
    stderr: answer.stderr.toString("utf8"),
    exitCode: answer.exitCode,
    durationMs: Math.round(answer.durationMs),
    uptimeSeconds: answer.uptimeSeconds,
    ...(failure === "timedOut" || failure === "connectionLost" ? { failure } : {}),
  };
}
