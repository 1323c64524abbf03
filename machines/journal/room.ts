import type { BriefHost, Runbook } from "../contract/index.ts";

/** A role that another host can take. */
export interface Room {
  readonly role: string;
  readonly title: string;
  readonly about: string;
}

/** What the runbook's roles have room for beside these hosts, those that nobody took first. */
export function roomIn({ roles }: Runbook, hosts: readonly Pick<BriefHost, "role">[]): readonly Room[] {
  const taken = (role: string): number => hosts.filter((host) => host.role === role).length;
  return Object.entries(roles)
    .flatMap(([role, { title, about, most = 1 }]) => (taken(role) < most ? [{ role, title, about }] : []))
    .toSorted((a, b) => Math.min(1, taken(a.role)) - Math.min(1, taken(b.role)));
}
