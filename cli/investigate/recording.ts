import { writeFile } from "node:fs/promises";
import { toRecording } from "#lab/record.ts";
import type { Recording, Verdict } from "#machines/contract/index.ts";
import { answerTo, testIn } from "#machines/journal/ask.ts";
import { hostsOf } from "#machines/journal/brief.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { Field } from "#server/compose/field.ts";

export interface Made {
  readonly about?: string;
  readonly madeBy?: string;
  /** Uptime of the hosts' machine when the fault was made. */
  readonly since?: number;
}

/** As it is kept in the repository: one field a line, so that a change can be read. */
export const writeRecording = (file: string, recording: Recording): Promise<void> =>
  writeFile(file, `${JSON.stringify(recording, null, 1)}\n`);

/** What the hosts answered, as a case: input of tests, and of the replay server. The verdict it got is the verdict it must get. */
export function recordingOf(field: Field, events: readonly InvestigationEvent[], made: Made = {}): Recording {
  const started = events[0];
  const concluded = events.findLast((event) => event.type === "concluded");
  if (started?.type !== "started" || concluded === undefined) throw new TypeError("only a finished investigation can be recorded");
  const reached = events.find((event) => event.type === "hostReached");
  const { verdict } = concluded;
  return toRecording({
    about: made.about ?? verdict.say,
    madeBy: made.madeBy ?? "culprit investigate --record",
    ...(made.since === undefined ? {} : { since: made.since }),
    kernel: reached?.facts.kernel ?? "unknown",
    recordedAt: started.at,
    runbook: started.runbook.id,
    hosts: hostsOf(events),
    inputs: started.brief.inputs,
    ...answersIn(events),
    exchanges: field.exchanges,
    expect: expectOf(verdict),
  });
}

/** What people said, as the case has to say it again; absent where nobody was asked, or knew. */
function answersIn(events: readonly InvestigationEvent[]): Pick<Recording, "answers"> {
  const said = events.flatMap((event) => {
    const answer = event.type === "asked" ? (answerTo(events, event)?.answer ?? null) : null;
    return event.type !== "asked" || answer === null ? [] : [[`${testIn(event.request)} ${event.host}`, answer] as const];
  });
  return said.length === 0 ? {} : { answers: Object.fromEntries(said) };
}

/** What a recording must give again. */
export const expectOf = (verdict: Verdict): Recording["expect"] => ({
  kind: verdict.kind,
  causes: verdict.causes.map(({ id, certainty, object }) => ({
    id,
    certainty,
    ...(object.host === undefined ? {} : { host: object.host }),
    ...(object.key === undefined ? {} : { key: object.key }),
  })),
  standings: Object.fromEntries(verdict.standings.map(({ instance, standing }) => [instance, standing])),
});
