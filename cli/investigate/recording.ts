import { writeFile } from "node:fs/promises";
import { toRecording } from "#lab/record.ts";
import type { Recording } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { Field } from "#server/compose/field.ts";

export interface Made {
  readonly file: string;
  readonly about?: string;
  readonly madeBy?: string;
}

/** Writes what the hosts answered as a case: input of tests, and of the replay server. The verdict it got is the verdict it must get. */
export async function saveRecording(field: Field, events: readonly InvestigationEvent[], made: Made): Promise<Recording> {
  const recording = caseOf(field, events, made);
  await writeFile(made.file, `${JSON.stringify(recording, null, 1)}\n`);
  return recording;
}

function caseOf(field: Field, events: readonly InvestigationEvent[], made: Made): Recording {
  const started = events[0];
  const concluded = events.findLast((event) => event.type === "concluded");
  if (started?.type !== "started" || concluded === undefined) throw new TypeError("only a finished investigation can be recorded");
  const reached = events.find((event) => event.type === "hostReached");
  const { verdict } = concluded;
  return toRecording({
    about: made.about ?? verdict.say,
    madeBy: made.madeBy ?? "culprit investigate --record",
    kernel: reached?.facts.kernel ?? "unknown",
    recordedAt: started.at,
    runbook: started.runbook.id,
    hosts: started.brief.hosts,
    inputs: started.brief.inputs,
    exchanges: field.exchanges,
    expect: {
      kind: verdict.kind,
      causes: verdict.causes.map(({ id, certainty, object }) => ({
        id,
        certainty,
        ...(object.host === undefined ? {} : { host: object.host }),
        ...(object.key === undefined ? {} : { key: object.key }),
      })),
      standings: Object.fromEntries(verdict.standings.map(({ instance, standing }) => [instance, standing])),
    },
  });
}
