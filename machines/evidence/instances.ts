import type { Brief, BriefHost, Runbook } from "../contract/index.ts";

/** A hypothesis on one host, or on none when it is about the whole incident. */
export interface Instance {
  readonly id: string;
  readonly hypothesis: string;
  readonly host?: BriefHost;
}

export const hostsIn = (roles: readonly string[], brief: Brief): readonly BriefHost[] =>
  brief.hosts.filter((host) => roles.includes(host.role));

/** Several hosts may share a role; a reference to a role means the first. */
export const firstIn = (role: string, brief: Brief): BriefHost | undefined => brief.hosts.find((host) => host.role === role);

export function instancesOf(runbook: Runbook, brief: Brief): readonly Instance[] {
  return Object.entries(runbook.hypotheses).flatMap(([hypothesis, { at }]): readonly Instance[] =>
    at.length === 0
      ? [{ id: hypothesis, hypothesis }]
      : hostsIn(at, brief).map((host) => ({ id: `${hypothesis}@${host.key}`, hypothesis, host })),
  );
}
