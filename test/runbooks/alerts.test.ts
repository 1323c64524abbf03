import { parser } from "@prometheus-io/lezer-promql";
import { describe, expect, test } from "vitest";
import { runbooks } from "#runbooks";

/** Where Prometheus' own grammar stumbles over this expression; null when it parses. */
function stumbles(expr: string): string | null {
  let at: string | null = null;
  parser.parse(expr).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) at ??= `${expr.slice(0, from)}»${expr.slice(from, to)}«${expr.slice(to)}`;
    },
  });
  return at;
}

/** "10m", "1h30m", "0m". */
const DURATION = /^(?:\d+(?:ms|[smhdwy]))+$/;

test("the grammar refuses what Prometheus would", () => {
  expect(stumbles("rate(node_softnet_dropped_total[5m]) > 0")).toBeNull();
  for (const broken of ["rate(x[5m]) > ", "rate(x[]) > 0", "sum by (cpu) rate(x[5m])", 'x{device~"tap"}', ""])
    expect(stumbles(broken), broken).not.toBeNull();
});

const alerts = runbooks.flatMap(({ id, hypotheses }) =>
  Object.entries(hypotheses).flatMap(([cause, { alert }]) => ("expr" in alert ? [{ name: `${id} ${cause}`, alert }] : [])),
);

describe("the alert", () => {
  test.each(alerts)("of $name can be loaded", ({ alert }) => {
    expect(stumbles(alert.expr)).toBeNull();
    expect(alert.for).toMatch(DURATION);
    // A label is filled in only between double braces.
    expect(alert.say.replaceAll(/\{\{ \$(?:labels\.[a-z_]+|value) \}\}/g, "")).not.toMatch(/[{}$]/);
  });
});
