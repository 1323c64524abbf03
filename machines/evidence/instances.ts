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

/** The hosts with this one: in the place of the one with its key, else as the last, so that the first of a role stays the first. */
export const withHost = (hosts: readonly BriefHost[], host: BriefHost): readonly BriefHost[] =>
  hosts.some(({ key }) => key === host.key) ? hosts.map((one) => (one.key === host.key ? host : one)) : [...hosts, host];

export function instancesOf(runbook: Runbook, brief: Brief): readonly Instance[] {
  return Object.entries(runbook.hypotheses).flatMap(([hypothesis, { at }]): readonly Instance[] =>
    at.length === 0
      ? [{ id: hypothesis, hypothesis }]
      : hostsIn(at, brief).map((host) => ({ id: `${hypothesis}@${host.key}`, hypothesis, host })),
  );
}
