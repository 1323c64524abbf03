import { extname } from "node:path";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { memberOf, sayEnd, sayEvents, sayWatch, type WatchMember } from "#machines/journal/watch-member.ts";
import type { Field } from "#server/compose/field.ts";
import { goesOn } from "#server/investigate/each-event.ts";
import { statusOf } from "#server/investigate/status.ts";
import { plain } from "../plain.ts";
import { exitCodeFor } from "./exit-code.ts";
import { run, type How } from "./run.ts";

interface Telling extends How {
  readonly export: string | undefined;
  readonly tell: (id: string, told: Told) => Promise<void>;
}

export interface Told {
  readonly events: readonly InvestigationEvent[];
  /** Where it is written to. */
  readonly file: string | undefined;
}

/** One investigation after the other for as long as the watch goes on, each told as it ends, and at last all of them in one line. Ctrl-C ends the watch. */
export async function runEach(field: Field, first: string, { export: file, tell, ...how }: Telling): Promise<number> {
  const logs: (readonly InvestigationEvent[])[] = [];
  const members: WatchMember[] = [];
  // Between two of them there is a moment in which nothing else listens.
  let interrupted = false;
  const onSignal = (): void => void (interrupted = true);
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    for (let id: string | null = first; id !== null;) {
      const events: readonly InvestigationEvent[] = await run(field, id, { ...how, unchanged: true });
      logs.push(events);
      members.push(memberOf({ id, status: statusOf(events) }, events));
      await tell(id, { events, file: file === undefined ? undefined : fileOf(file, logs.length) });
      id = interrupted ? null : (goesOn(events)?.to ?? null);
    }
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
  const over = interrupted ? "The watch was stopped." : sayWatch(members, null);
  process.stdout.write(how.quiet ? `${JSON.stringify(summary(members, over))}\n` : `${plain(`\n${sayEvents(members)}\n${over}\n`)}`);
  return exitCodeOf(members, logs);
}

/** The worst of the events; without any, of the investigation that saw none. */
function exitCodeOf(members: readonly WatchMember[], logs: readonly (readonly InvestigationEvent[])[]): number {
  const judged = logs.filter((_, index) => members[index]?.judged === true);
  return Math.max(...(judged.length === 0 ? logs : judged).map(exitCodeFor));
}

const summary = (members: readonly WatchMember[], over: string): object => ({
  watch: {
    say: sayEvents(members),
    over,
    events: members
      .filter(({ judged }) => judged === true)
      .map((member) => ({
        event: member.event,
        verdict: member.verdict?.kind ?? null,
        causes: member.causes,
        say: sayEnd(member),
        lasted: member.lasted,
      })),
  },
});

/** "loss.json", then "loss.event-2.json". */
function fileOf(file: string, n: number): string {
  const extension = extname(file);
  return n === 1 ? file : `${file.slice(0, file.length - extension.length)}.event-${n}${extension}`;
}
