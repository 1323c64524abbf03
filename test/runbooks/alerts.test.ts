import { parser } from "@prometheus-io/lezer-promql";
import { describe, expect, test } from "vitest";
import { alertRule } from "#machines/explain/alert-rule.ts";
import { runbooks } from "#runbooks";
import { fitOf } from "#server/alerts/fit.ts";

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
  Object.entries(hypotheses).flatMap(([cause, { alert }]) =>
    "expr" in alert ? [{ name: `${id} ${cause}`, alert, of: { runbook: id, cause } }] : [],
  ),
);

/** The keys and values of a rule as it is handed out, whose lines are `key: value`. */
const read = (rule: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    rule.split("\n").flatMap((line) => {
      const [, key = "", value = ""] = /^(?:- | {2,4})(\w+): (.+)$/.exec(line) ?? [];
      return key === "" ? [] : [[key, value.startsWith('"') ? (JSON.parse(value) as string) : value]];
    }),
  );

describe("the alert", () => {
  test.each(alerts)("of $name can be loaded", ({ alert }) => {
    expect(stumbles(alert.expr)).toBeNull();
    expect(alert.for).toMatch(DURATION);
    // A label is filled in only between double braces.
    expect(alert.say.replaceAll(/\{\{ \$(?:labels\.[a-z_]+|value) \}\}/g, "")).not.toMatch(/[{}$]/);
  });

  test.each(alerts)("of $name leads back to it when its rule fires", ({ alert, of }) => {
    const { alert: name = "", expr, for: pending, ...annotations } = read(alertRule(alert, of));
    expect({ expr, pending }).toEqual({ expr: alert.expr, pending: alert.for });
    expect(name).toMatch(/^[A-Z]\w+$/);
    expect(fitOf({ name, labels: {}, annotations, generatorUrl: "" }, runbooks)).toMatchObject(of);
    expect(annotations["summary"]).toBe(alert.say);
  });
});
