import { openChanges } from "#machines/confirm/state.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { Field } from "#server/compose/field.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import { statusOf } from "#server/investigate/status.ts";
import { plain } from "../plain.ts";
import { answerAsks } from "./answer-asks.ts";
import { answerKeys, type Approve } from "./approve.ts";
import { decideChanges } from "./changes.ts";
import { narrate } from "./narrate.ts";

/** How long an undoing may take that somebody waits for. */
const UNDO_MS = 60_000;

/** What was begun is undone before anything else: a change is never left behind because somebody is in a hurry. */
async function undoNow(field: Field, id: string): Promise<readonly InvestigationEvent[]> {
  process.stderr.write("A change is on a host. It is undone first; the host undoes it by itself if this is ended, too.\n");
  await field.drive(id, AbortSignal.timeout(UNDO_MS));
  return field.bench.journal.read(id);
}

export interface How {
  readonly approve: Approve;
  readonly quiet: boolean;
  /** Nobody decides about changes here; what is proposed is only told. */
  readonly unchanged?: boolean;
}

/** Drives to the end, answering questions as told. Ctrl-C stops the commands on the hosts, then prints what is known. */
export async function run(field: Field, id: string, { approve, quiet, unchanged = false }: How): Promise<readonly InvestigationEvent[]> {
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort(new Error("interrupted"));
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const asked = new Set<string>();
  const stopTelling = narrate.follow(field, id, quiet ? () => undefined : (line) => process.stderr.write(`${plain(line)}\n`));
  try {
    for (;;) {
      await field.drive(id, interrupt.signal);
      const events = await field.bench.journal.read(id);
      const status = statusOf(events);
      if (interrupt.signal.aborted && openChanges(events).length > 0) return await undoNow(field, id);
      if (interrupt.signal.aborted && status !== "concluded") {
        await perform(field.office, localActor("cli"), { do: "stop", id, reason: "Interrupted on the command line." });
        await field.drive(id, new AbortController().signal);
        return await field.bench.journal.read(id);
      }
      if (status === "waiting") {
        await answerKeys(field, id, { events, approve });
        if (!(await answerAsks(field, id, events))) onSignal();
      }
      if (status !== "waiting" && (quiet || unchanged || approve === "none" || !(await decideChanges(field, id, { events, asked }))))
        return events;
    }
  } finally {
    stopTelling();
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}
