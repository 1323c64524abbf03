import type { Alert } from "../contract/index.ts";

/** Whose rule it is: what comes back to Culprit by it is known again by these. */
export interface RuleOf {
  readonly runbook: string;
  readonly cause: string;
}

/** A cause's alert as Prometheus loads it, under `rules` of a group. What it needs stands above its expression. Text is written as JSON, which is YAML, too. */
export function alertRule(alert: Extract<Alert, { expr: string }>, { runbook, cause }: RuleOf): string {
  return [
    `- alert: ${nameOf(cause)}`,
    ...(alert.needs ?? []).map((need) => `  # Needs ${need.replaceAll(/\s+/g, " ")}`),
    `  expr: ${JSON.stringify(alert.expr)}`,
    `  for: ${alert.for}`,
    "  annotations:",
    `    summary: ${JSON.stringify(alert.say)}`,
    `    culprit_runbook: ${runbook}`,
    `    culprit_cause: ${cause}`,
    "",
  ].join("\n");
}

const nameOf = (cause: string): string => cause.slice(0, 1).toUpperCase() + cause.slice(1);
