import type { Runbook } from "#machines/contract/index.ts";
import { NO_TRIAL, WINDOW_KINDS, type Trial } from "#machines/simulate/trial.ts";

/** A simulation as its address holds it: which hosts take part, and what was said of them. */
export interface Setup {
  readonly roles: readonly string[];
  readonly trial: Trial;
}

/** What an address says, as far as this runbook knows it. Without a word about hosts, all roles take part. */
export function readSetup(runbook: Runbook, search: string): Setup {
  const params = new URLSearchParams(search);
  const hosts = params.get("hosts");
  const tests = new Set(runbook.tests.map(({ id }) => id));
  const window = WINDOW_KINDS.find((kind) => kind === params.get("window")) ?? null;
  const outcomes = params.getAll("t").flatMap((said) => {
    const at = said.indexOf(":");
    return at > 0 && tests.has(said.slice(0, at)) ? [[said.slice(0, at), said.slice(at + 1)] as const] : [];
  });
  const cells = params.getAll("c").flatMap((said) => {
    const at = said.lastIndexOf(":");
    const region = Number(said.slice(at + 1));
    return at > 0 && tests.has(said.split("|")[0] ?? "") && Number.isInteger(region) ? [[said.slice(0, at), region] as const] : [];
  });
  const all = Object.keys(runbook.roles);
  return {
    roles: hosts === null ? all : all.filter((role) => hosts.split(".").includes(role)),
    trial: {
      ...NO_TRIAL,
      suppose: params.get("suppose"),
      window,
      outcomes: Object.fromEntries(outcomes),
      cells: Object.fromEntries(cells),
    },
  };
}

export function writeSetup(runbook: Runbook, { roles, trial }: Setup): string {
  const params = new URLSearchParams();
  if (roles.length < Object.keys(runbook.roles).length) params.set("hosts", roles.join("."));
  if (trial.suppose !== null) params.set("suppose", trial.suppose);
  if (trial.window !== null) params.set("window", trial.window);
  for (const [test, outcome] of Object.entries(trial.outcomes)) params.append("t", `${test}:${outcome}`);
  for (const [cell, region] of Object.entries(trial.cells)) params.append("c", `${cell}:${region}`);
  return params.toString();
}
