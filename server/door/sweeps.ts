import { catalogue } from "#collectors";
import { runbookById, runbooks } from "#runbooks";
import type { Actor } from "#machines/journal/event.ts";
import { signatureOf } from "#machines/sweep/signature.ts";
import { sweepHostOf, type SweepPlan } from "../sweep/plan.ts";
import type { ActResult } from "./action.ts";
import { checkInputs } from "./brief.ts";
import type { Office } from "./office.ts";
import type { SweepAction } from "./sweep-action.ts";

/** Starts a sweep, or stops one. */
export async function onSweeps(office: Office, actor: Actor, action: SweepAction): Promise<ActResult> {
  if (office.sweeps === undefined)
    return { ok: false, status: 409, message: "Sweeps are kept by a server. culprit sweep --hosts reads hosts without one." };
  if (action.do === "stopSweep") return stop(office, actor, action.id);
  const plan = planOf(action, { id: office.newId(), actor });
  if ("ok" in plan) return plan;
  await office.sweeps.create(plan);
  await office.enqueueSweep?.(plan.id);
  return { ok: true, id: plan.id };
}

type Start = Extract<SweepAction, { do: "startSweep" }>;

/** What would be done, or why it cannot. */
export function planOf(
  action: Omit<Start, "do">,
  { id, actor }: Pick<SweepPlan, "id" | "actor">,
): SweepPlan | Extract<ActResult, { ok: false }> {
  const runbook = runbookById(action.runbook);
  if (runbook === undefined)
    return {
      ok: false,
      status: 404,
      message: `There is no runbook ${action.runbook}. Known: ${runbooks.map((one) => one.id).join(", ")}.`,
    };
  const signature = signatureOf(runbook, action.cause, catalogue);
  if ("cannot" in signature) return { ok: false, status: 409, message: `${action.cause} cannot be swept. ${signature.cannot}` };
  const checked = checkInputs(signature.runbook, action.inputs);
  if (!checked.ok) return { ok: false, status: 400, message: "Something is missing or wrong in the form.", fields: checked.fields };
  const hosts = action.hosts.map(sweepHostOf);
  const twice = hosts.find(({ name }, n) => hosts.findIndex((other) => other.name === name) !== n);
  if (twice !== undefined)
    return { ok: false, status: 400, message: `${twice.name} is named twice.`, fields: { hosts: `${twice.name} is named twice.` } };
  return { id, actor, runbook: signature.runbook, inputs: checked.inputs, hosts, atOnce: action.atOnce };
}

/** Nothing is begun any more; what runs on hosts is stopped there, and proves what it left as it was. */
async function stop({ sweeps, journal, enqueue }: Office, actor: Actor, id: string): Promise<ActResult> {
  const open = (await sweeps?.stop(id, actor.name)) ?? null;
  if (open === null) return { ok: false, status: 409, message: "It does not run any more, or there is no such sweep." };
  for (const one of open) {
    await journal.append(one, { expected: null, events: [{ body: { type: "stopped", reason: "The sweep was stopped." }, actor }] });
    await enqueue(one);
  }
  return { ok: true, id };
}
