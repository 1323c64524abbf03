import type { BriefDraft } from "#server/door/action.ts";
import { readLab } from "#server/lab/inventory.ts";
import { Usage } from "../exit.ts";

type Typed = Pick<BriefDraft, "hosts" | "inputs">;

/** Hosts and inputs as the lab on this machine wants to be asked; a role or an input that was typed stays as typed. @throws Usage */
export async function fillFromLab(runbook: string, typed: Typed): Promise<Typed> {
  const lab = await readLab();
  if (lab.state === "none") throw new Usage("--lab: no lab is up on this machine. culprit lab up raises one.");
  if (lab.state === "unusable") throw new Usage(`--lab: ${lab.say}`);
  const { topology, asks } = lab.inventory;
  const ask = asks.find((one) => one.runbook === runbook);
  if (ask === undefined) {
    const known = [...new Set(asks.map((one) => one.runbook))].join(", ") || "none";
    throw new Usage(`--lab: the ${topology} lab does not say how ${runbook} is pointed at it. It knows: ${known}. Name hosts with --host.`);
  }
  const named = new Set(typed.hosts.map(({ role }) => role));
  const filled = Object.entries(ask.roles)
    .filter(([role]) => !named.has(role))
    .flatMap(([role, names]) => names.map((name) => ({ role, address: `lab:${name}` })));
  return { hosts: [...typed.hosts, ...filled], inputs: { ...ask.inputs, ...typed.inputs } };
}
