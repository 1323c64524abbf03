import { parser } from "@prometheus-io/lezer-promql";
import { describe, expect, test } from "vitest";
import { sayAlert } from "#machines/explain/alert-needs.ts";
import { alertRule } from "#machines/explain/alert-rule.ts";
import { runbooks } from "#runbooks";
import { fitOf } from "#server/alerts/fit.ts";
import { readFileSync } from "node:fs";
import { wrongIn } from "./alert-metrics.ts";
import { NETSTAT_DEFAULT, NETSTAT_FIELDS } from "./known-metrics.ts";

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

  test.each(alerts)("of $name asks for what exporters have, and says what they must be told", ({ alert }) => {
    expect(wrongIn(alert)).toEqual([]);
  });

  test.each(alerts)("of $name leads back to it when its rule fires", ({ alert, of }) => {
    const { alert: name = "", expr, for: pending, ...annotations } = read(alertRule(alert, of));
    expect({ expr, pending }).toEqual({ expr: alert.expr, pending: alert.for });
    expect(name).toMatch(/^[A-Z]\w+$/);
    expect(fitOf({ name, labels: {}, annotations, generatorUrl: "" }, runbooks)).toMatchObject(of);
    expect(annotations["summary"]).toBe(alert.say);
  });
});

describe("what is wrong with an alert is found", () => {
  const say = "{{ $labels.instance }}";
  const cases: readonly [string, Partial<(typeof alerts)[number]["alert"]> & { readonly expr: string }, RegExp | null][] = [
    ["a counter by its rate", { expr: "rate(node_softnet_dropped_total[5m]) > 0" }, null],
    [
      "a name that no exporter has",
      { expr: "rate(node_network_receive_missed_total[5m]) > 0" },
      /no exporter that is known has node_network_receive_missed_total/,
    ],
    ["a flag that is not said", { expr: "node_qdisc_backlog > 1" }, /--collector\.qdisc/],
    ["a field that is not said", { expr: "rate(node_netstat_Ip_FragFails[5m]) > 0" }, /netstat\.fields with Ip_FragFails/],
    ["a flag that is not needed", { expr: "node_arp_entries > 900", needs: ["node_exporter --collector.qdisc"] }, /does not need/],
    ["a counter as it is", { expr: "node_softnet_dropped_total > 0" }, /is a counter/],
    ["a gauge by its rate", { expr: "rate(node_arp_entries[5m]) > 0" }, /is a gauge/],
    ["a label that is not there", { expr: 'rate(node_softnet_dropped_total{device="x"}[5m]) > 0' }, /has no label device/],
    ["a label that is gone", { expr: "max by (instance) (node_arp_entries) > 1", say: "{{ $labels.device }}" }, /no \{\{ \$labels\.device/],
    ["a label that nothing has", { expr: "sum by (cpu) (node_arp_entries) > 1", say: "" }, /nothing in it has the label cpu/],
    ["a window of one scrape", { expr: "rate(node_softnet_dropped_total[1m]) > 0" }, /\[1m\]/],
    [
      "either of two names",
      { expr: "rate(node_network_receive_errs_total[5m]) > 0 or rate(node_network_receive_errors_total[5m]) > 0" },
      null,
    ],
    ["the other name alone", { expr: "rate(node_network_receive_errors_total[5m]) > 0" }, /enable-detailed-metrics/],
  ];
  test.each(cases)("%s", (_, alert, wrong) => {
    const found = wrongIn({ for: "5m", say, ...alert }).join("\n");
    if (wrong === null) expect(found).toBe("");
    else expect(found).toMatch(wrong);
  });
});

test("what a rule needs stands above its expression, in one line whatever it says", () => {
  const rule = alertRule({ expr: "x > 0", for: "1m", say: "", needs: ["a\n- alert: Planted", "b"] }, { runbook: "r", cause: "c" });
  expect(rule.split("\n").slice(0, 4)).toEqual(["- alert: C", "  # Needs a - alert: Planted", "  # Needs b", '  expr: "x > 0"']);
});

test("in a text an alert is told with what it needs, and an honest sentence as it is", () => {
  const rule = { expr: "x > 0", for: "1m", say: "" };
  expect(sayAlert(rule)).toBe("x > 0 for 1m");
  expect(sayAlert({ ...rule, needs: ["a", "b"] })).toBe("x > 0 for 1m. Needs a; b.");
  expect(sayAlert({ none: "Nothing counts it." })).toBe("Nothing counts it.");
});

test("the fields that docs/alerts.md gives to node_exporter are those that rules ask for and those it has by itself", () => {
  const docs = readFileSync(new URL("../../docs/alerts.md", import.meta.url), "utf8");
  const [, given = ""] = /--collector\.netstat\.fields='(.+)'/.exec(docs) ?? [];
  expect(NETSTAT_FIELDS.filter((field) => !new RegExp(given).test(field))).toEqual([]);
  expect(NETSTAT_FIELDS.filter((field) => !alerts.some(({ alert: { expr } }) => expr.includes(`node_netstat_${field}[`)))).toEqual([]);
  expect(given.endsWith(NETSTAT_DEFAULT.slice(2))).toBe(true);
});
