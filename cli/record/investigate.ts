import { openField, type Field, type FieldOptions } from "#server/compose/field.ts";
import type { BriefDraft } from "#server/door/action.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import type { Verdict } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";

export interface Question {
  readonly runbook: string;
  readonly brief: BriefDraft;
  /** Keys of the hosts. Nothing of the person's own is read: a recording must not depend on who makes it. */
  readonly keys: { readonly identityFile: string; readonly knownHostsFile: string };
}

export interface Finished {
  readonly field: Field;
  readonly id: string;
  readonly events: readonly InvestigationEvent[];
  readonly verdict: Verdict;
}

/** One investigation from start to verdict, with every answer kept. @throws Error when it could not begin or did not conclude */
export async function investigated<T>({ runbook, brief, keys }: Question, use: (finished: Finished) => Promise<T>): Promise<T> {
  const options: FieldOptions = {
    identityFiles: [keys.identityFile],
    knownHostsFiles: [keys.knownHostsFile],
    configFile: "/dev/null",
    pinsFile: "/dev/null",
    record: true,
  };
  const field = openField(options);
  try {
    const started = await perform(field.office, localActor("cli"), { do: "start", runbook, brief });
    if (!started.ok || started.id === undefined) throw new Error(started.ok ? "it has no id" : whyNot(started));
    const status = await field.drive(started.id, new AbortController().signal);
    const events = await field.bench.journal.read(started.id);
    const concluded = events.findLast((event) => event.type === "concluded");
    if (concluded === undefined) throw new Error(`the investigation is ${status}, not concluded: ${lastFailure(events)}`);
    return await use({ field, id: started.id, events, verdict: concluded.verdict });
  } finally {
    await field.close();
  }
}

const whyNot = ({ message, fields = {} }: { readonly message: string; readonly fields?: Readonly<Record<string, string>> }): string =>
  [message, ...Object.entries(fields).map(([name, why]) => `${name}: ${why}`)].join(" ");

const lastFailure = (events: readonly InvestigationEvent[]): string => {
  const failed = events.findLast((event) => event.type === "hostFailed" || event.type === "hostKeyAsked");
  return failed === undefined ? "no reason was given" : `${failed.host}: ${failed.type}`;
};
