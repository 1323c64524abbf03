import type { Brief, BriefHost, Runbook } from "../contract/index.ts";

/** The briefs that a runbook is checked on: only what it requires, and one host in every role. */
export function briefsFor(runbook: Runbook): readonly { readonly name: string; readonly brief: Brief }[] {
  const roles = Object.keys(runbook.roles);
  const required = roles.filter((role) => runbook.roles[role]?.required === true);
  const smallest = { name: "required roles only", brief: briefWith(runbook, required) };
  return required.length === roles.length ? [smallest] : [smallest, { name: "every role", brief: briefWith(runbook, roles) }];
}

export function briefWith(runbook: Runbook, roles: readonly string[]): Brief {
  const hosts = roles.map((role, index): BriefHost => ({ key: role, role, name: role, address: `192.0.2.${index + 1}` }));
  const inputs = Object.entries(runbook.inputs).map(([name, input]) => [name, input.default ?? input.example] as const);
  return { hosts, inputs: Object.fromEntries(inputs) };
}
