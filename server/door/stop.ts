import { catalogue } from "#collectors";
import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { afterVerdict, enterNext, goesOn, type GoesOn } from "../investigate/each-event.ts";
import { statusOf } from "../investigate/status.ts";
import type { Action, ActResult } from "./action.ts";
import { notFound } from "./not-found.ts";
import type { Office } from "./office.ts";
import { writeUnmoved, type Refusal } from "./unmoved.ts";

type Stop = Extract<Action, { do: "stop" }>;

/**
 * Ends what runs. Of a watch that judges each event any of its investigations will do: what is stopped is the watch, where it stands now. Whatever is written is seen by
 * the worker before the watch goes on (`goOn`), and what the worker has written is followed here: a verdict that comes at the same moment saves nothing.
 */
export async function stop(office: Office, actor: Actor, action: Stop): Promise<ActResult> {
  const { journal, enqueue } = office;
  for (let { id } = action; ;) {
    const events = await journal.read(id);
    if (events.length === 0) return notFound("investigation", id);
    const next = goesOn(events) ?? (await written(id, events));
    if (next === null) return { ok: true, id };
    if ("ok" in next) return next;
    // It may be entered only now: then it is stopped before it begins.
    await enterNext(journal, await journal.read(id), next);
    id = next.to;
  }

  /** The watch went on meanwhile, a refusal, or nothing: it is stopped. */
  async function written(id: string, events: readonly InvestigationEvent[]): Promise<GoesOn | ActResult | null> {
    const status = statusOf(events);
    if (status === "concluded" || status === "stopped") {
      const done = await writeUnmoved(office, { id, actor }, (now) => (goesOn(now) === null ? bodyFor(id, action, now) : null));
      return done.ok ? goesOn(await journal.read(id)) : done;
    }
    // While it runs something is written all the time: whatever is last, this comes after it.
    await journal.append(id, { expected: null, events: [{ body: { type: "stopped", reason: reasonOf(action) }, actor }] });
    await enqueue(id);
    return goesOn(await journal.read(id));
  }
}

const reasonOf = ({ reason }: Stop): string => reason ?? "A person stopped it.";

function bodyFor(id: string, action: Stop, events: readonly InvestigationEvent[]): EventBody | Refusal {
  const [first] = events;
  if (statusOf(events) === "stopped") return { message: "It was stopped already." };
  if (first?.type !== "started" || first.brief.watchEach !== true || events.some(({ type }) => type === "imported"))
    return { message: "It has its verdict, and nothing runs any more." };
  const body = afterVerdict(events, { id, catalogue, now: Date.now(), restMs: 0 });
  if (body === null) return { message: "The watch is over, and nothing runs any more." };
  const seen = body.type === "watchOver" ? body : { judged: true, lasted: body.type === "watchGoesOn" && body.lasted };
  return { type: "watchOver", reason: reasonOf(action), judged: seen.judged, lasted: seen.lasted };
}
