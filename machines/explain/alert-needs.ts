import type { Alert } from "../contract/index.ts";

/** What a rule needs before it can fire, as a sentence; null where node_exporter as it comes is enough. */
export const sayNeeds = (alert: { readonly needs?: readonly string[] }): string | null =>
  alert.needs === undefined || alert.needs.length === 0 ? null : `Needs ${alert.needs.join("; ")}.`;

/** An alert as one line of text. */
export function sayAlert(alert: Alert): string {
  if ("none" in alert) return alert.none;
  const needs = sayNeeds(alert);
  return `${alert.expr} for ${alert.for}${needs === null ? "" : `. ${needs}`}`;
}
