import { catalogue } from "#collectors";
import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { firstOfId } from "#machines/journal/watch-part.ts";
import { judge } from "#machines/judge.ts";
import { observationOf, type Bundle } from "../bundle/bundle.ts";
import { isRefused, openBundle } from "../bundle/open.ts";
import { picturesOf } from "../bundle/pictures.ts";
import { recheck, type Recheck } from "../bundle/recheck.ts";
import { statusOf } from "../investigate/status.ts";
import type { ActResult } from "./action.ts";
import type { Office } from "./office.ts";

/** Takes a bundle into the data folder, after it was looked at again. What is no bundle, or was damaged, is not stored. */
export async function importBundle(office: Office, actor: Actor, text: string): Promise<ActResult> {
  if (office.archive === undefined) return { ok: false, status: 409, message: "There is no data folder here to import it into." };
  const bundle = openBundle(text);
  if (isRefused(bundle)) return { ok: false, status: 400, message: bundle.refused };
  const checked = recheck(bundle);
  if (isRefused(checked)) return { ok: false, status: 400, message: checked.refused };
  if (await isOfOurWatch(office, bundle.investigation.id))
    return {
      ok: false,
      status: 409,
      message: "It says that it belongs to a watch that began here, which has no such investigation. Nothing was imported.",
    };
  const events = [...bundle.events, ...afterwards(bundle, checked, actor)];
  const kept = await office.archive.keep({
    id: bundle.investigation.id,
    events,
    brought: bundle.events.length,
    observations: bundle.observations.map(observationOf),
    evidence: judge(factsOf(events, catalogue)).evidence,
    pictures: picturesOf(bundle),
  });
  if (kept.number === null)
    return {
      ok: false,
      status: 409,
      message: "Raw outputs of it are here already, as those of another investigation. Nothing was imported.",
    };
  if (!kept.kept && !kept.same) {
    const message = `INV-${kept.number} has the same id and another log. It stays as it is, and nothing was imported.`;
    return { ok: false, status: 409, message };
  }
  const { outputs, removed, parsed, derived, differences, added, verdict } = checked;
  const imported = {
    number: kept.number,
    already: !kept.kept,
    outputs,
    removed,
    parsed,
    derived,
    differences,
    added,
    verdict: verdict?.kind ?? null,
  };
  return { ok: true, id: bundle.investigation.id, imported };
}

/**
 * The ids that a watch will give to its next investigations can be told from its first. Nobody takes one of them: the watch would end there without a word, and what was
 * brought would stand among its events.
 */
async function isOfOurWatch({ journal }: Office, id: string): Promise<boolean> {
  const first = firstOfId(id);
  if (first === id || (await journal.read(id)).length > 0) return false;
  const events = await journal.read(first);
  return events.length > 0 && !events.some(({ type }) => type === "imported");
}

/** Importing is an entry of the log like everything people do; what had not ended ends here, since nothing is collected for it any more. */
function afterwards(bundle: Bundle, { outputs, differences }: Recheck, actor: Actor): readonly InvestigationEvent[] {
  const at = new Date().toISOString();
  const { exportedAt, investigation, events } = bundle;
  const bodies: EventBody[] = [{ type: "imported", exportedAt, number: investigation.number, outputs, differences }];
  const status = statusOf(events);
  if (status !== "concluded" && status !== "stopped")
    bodies.push({ type: "stopped", reason: "It had not ended when it was exported; it is not continued here." });
  return bodies.map((body, index): InvestigationEvent => ({ ...body, seq: events.length + index + 1, at, actor }));
}
