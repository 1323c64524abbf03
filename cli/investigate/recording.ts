import { writeFile } from "node:fs/promises";
import { toRecording } from "#lab/record.ts";
import type { Field } from "#server/compose/field.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";

/** Writes what the hosts answered as a case: input of tests, and of the replay server. */
export async function saveRecording(field: Field, events: readonly InvestigationEvent[], file: string): Promise<void> {
  const started = events[0];
  const concluded = events.findLast((event) => event.type === "concluded");
  if (started?.type !== "started" || concluded === undefined) throw new TypeError("only a finished investigation can be recorded");
  const reached = events.find((event) => event.type === "hostReached");
  const { verdict } = concluded;
  const recording = toRecording({
    about: verdict.say,
    madeBy: "culprit investigate --record",
    kernel: reached?.facts.kernel ?? "unknown",
    recordedAt: started.at,
    runbook: started.runbook.id,
    hosts: started.brief.hosts,
    inputs: started.brief.inputs,
    exchanges: field.exchanges,
    expect: {
      kind: verdict.kind,
      causes: verdict.causes.map(({ id, certainty, object }) => ({
        id, certainty, ...(object.host === undefined ? {} : { host: object.host }), ...(object.key === undefined ? {} : { key: object.key }),
      })),
      standings: Object.fromEntries(verdict.standings.map(({ instance, standing }) => [instance, standing])),
    },
  });
  await writeFile(file, `${JSON.stringify(recording, null, 1)}\n`);
}
