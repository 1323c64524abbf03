import type { InstanceStanding, Runbook } from "../contract/index.ts";

/**
 * Supported instances that bring about another supported one on the same host (or of the whole incident). They are told as
 * contributing, not as rivals. Where two name each other, the one that the author wrote first is the cause.
 */
export function contributorsOf(runbook: Runbook, standings: readonly InstanceStanding[]): ReadonlyMap<string, readonly string[]> {
  const supported = standings.filter(({ standing }) => standing === "supported");
  const contributors = new Map<string, readonly string[]>();
  for (const [index, each] of supported.entries()) {
    const targets = supported.filter(
      (other, at) => other !== each && contributes(runbook, each, other) && !(contributes(runbook, other, each) && index < at),
    );
    if (targets.length > 0)
      contributors.set(
        each.instance,
        targets.map(({ instance }) => instance),
      );
  }
  return contributors;
}

function contributes(runbook: Runbook, from: InstanceStanding, to: InstanceStanding): boolean {
  const sameHost = from.host === undefined || to.host === undefined || from.host === to.host;
  return sameHost && (runbook.hypotheses[from.hypothesis]?.contributesTo ?? []).includes(to.hypothesis);
}
