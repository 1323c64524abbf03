import type { Actor } from "#machines/journal/event.ts";
import { runbookById, runbooks } from "#runbooks";
import type { Action, ActResult } from "./action.ts";
import { begunFrom } from "./alerts.ts";
import { checkBrief } from "./brief.ts";
import type { Office } from "./office.ts";
import { noPlaceToWatch } from "./watch-places.ts";

/** Enters an investigation, with all that it begins from, and puts it in line. */
export async function start(office: Office, actor: Actor, action: Extract<Action, { do: "start" }>): Promise<ActResult> {
  const runbook = runbookById(action.runbook);
  if (runbook === undefined) {
    return { ok: false, status: 404, message: `There is no runbook ${action.runbook}. Known: ${runbooks.map(({ id }) => id).join(", ")}.` };
  }
  const checked = checkBrief(runbook, action.brief);
  if (!checked.ok) return { ok: false, status: 400, message: "Something is missing or wrong in the form.", fields: checked.fields };
  const full = await noPlaceToWatch(office, actor, checked.brief);
  if (full !== null) return { ok: false, status: 409, message: full };
  const id = office.newId();
  // One that is not kept any more keeps nobody from looking.
  const alert = action.alert === undefined ? null : ((await office.alerts?.get(action.alert)) ?? null);
  const title = action.title ?? `${runbook.title}: ${checked.brief.hosts.map(({ name }) => name).join(", ")}`;
  await office.journal.create({ id, title, runbook, hostNames: checked.brief.hosts.map(({ name }) => name), practice: false, actor });
  await office.journal.append(id, {
    expected: 0,
    events: [
      {
        body: {
          type: "started",
          title,
          runbook,
          brief: checked.brief,
          practice: false,
          ...(action.from === undefined ? {} : { from: action.from }),
          ...(alert === null ? {} : { alert: begunFrom(alert) }),
        },
        actor,
      },
    ],
  });
  if (action.from !== undefined) await handOver(office, actor, { from: action.from, to: runbook.title });
  if (alert !== null) await office.alerts?.link(alert.id, id);
  await office.enqueue(id);
  return { ok: true, id };
}

/** Told in the log of the one that is left. It may lie elsewhere: on the command line it is a file. */
async function handOver(office: Office, actor: Actor, { from, to }: { readonly from: string; readonly to: string }): Promise<void> {
  await office.journal.append(from, { expected: null, events: [{ body: { type: "handedOver", to }, actor }] });
}
