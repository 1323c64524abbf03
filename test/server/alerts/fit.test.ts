import { describe, expect, test } from "vitest";
import { runbooks } from "#runbooks";
import { fitOf, FIRST_LOOK, type Telling } from "#server/alerts/fit.ts";
import { hostIn, machinesIn } from "#server/alerts/hosts.ts";
import type { Host } from "#server/door/inventory.ts";
import { ALERTMANAGER } from "./samples.ts";

const alert = (of: Partial<Telling>): Telling => ({ name: "X", labels: {}, annotations: {}, generatorUrl: "", ...of });
const fit = (of: Partial<Telling>) => fitOf(alert(of), runbooks);
const linked = (expr: string) => ({
  generatorUrl: `http://p:9090/graph?${new URLSearchParams({ "g0.expr": expr, "g0.tab": "1" }).toString()}`,
});

describe("the incident type of an alert", () => {
  test("is what it says itself, before everything else", () => {
    const telling = {
      annotations: { culprit_runbook: "name-lookups-slow", culprit_cause: "dnsTimeout", summary: "packets lost under load" },
    };
    expect(fit({ ...telling, ...linked("node_softnet_backlog_len > 1000") })).toMatchObject({
      runbook: "name-lookups-slow",
      cause: "dnsTimeout",
      also: [],
    });
    expect(fit({ labels: { culprit_runbook: "bond-or-lacp-churn", culprit_cause: "constructor" } })).toMatchObject({
      runbook: "bond-or-lacp-churn",
      cause: null,
    });
    expect(fit({ labels: { culprit_runbook: "no-such-thing" } }).runbook).toBe(FIRST_LOOK);
  });

  test.each(
    runbooks.flatMap((runbook) =>
      Object.entries(runbook.hypotheses).flatMap(([cause, { alert: rule }]) =>
        "expr" in rule ? [[runbook.id, cause, rule.expr] as const] : [],
      ),
    ),
  )("by the rule of %s %s is that one, or one with the same rule", (runbook, _cause, expr) => {
    const { runbook: found, also, because } = fit(linked(expr.replaceAll(" ", "\n  ")));
    const same = runbooks.filter(({ hypotheses }) =>
      Object.values(hypotheses).some(({ alert: rule }) => "expr" in rule && rule.expr === expr),
    );
    expect(same.map(({ id }) => id)).toContain(found);
    expect([found, ...also]).toContain(runbook);
    expect(because).toBe("It fires by a rule of this type.");
  });

  test("is that of the rule it is called like", () => {
    expect(fit({ name: "OneLegDown" })).toMatchObject({ runbook: "bond-or-lacp-churn", cause: "oneLegDown" });
    expect(fit({ name: "one_leg_down" }).because).toBe("It has the name of a rule of this type.");
    expect(fit({ name: "OneLegDownAgain" }).cause).toBeNull();
  });

  test("is one whose rule asks for the same metric, whatever is selected of it", () => {
    const [{ labels, annotations, generatorURL, ...rest }] = ALERTMANAGER.alerts;
    const found = fitOf({ name: labels.alertname, labels, annotations, generatorUrl: generatorURL, ...rest }, runbooks);
    expect(found).toMatchObject({
      runbook: "small-packet-loss",
      cause: "backlogOverflow",
      because: "It asks for node_softnet_dropped_total, as a rule of this type does.",
    });
    expect(found.also).toEqual(["throughput-below-line-rate"]);
    // The idle time of a CPU is not what the rules ask for that look at its steal.
    expect(
      fit({ name: "HostHighCpuLoad", ...linked('100 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[2m])) * 100 > 80') })
        .runbook,
    ).toBe(FIRST_LOOK);
    expect(fit({ name: "TargetDown", ...linked("up == 0") }).runbook).toBe(FIRST_LOOK);
  });

  test("goes by the words, where there are two of them", () => {
    expect(fit({ name: "BlackboxSlow", annotations: { summary: "Name lookups time out on web-3" } })).toMatchObject({
      runbook: "name-lookups-slow",
      because: expect.stringMatching(/^By its words: /) as string,
    });
    for (const summary of [
      "The target did not answer for more than five minutes",
      "Disk is almost full",
      "Certificate expires in 3 days",
      // A number that a symptom has as well.
      "1 link of the menu is broken",
      "",
    ])
      expect(fit({ name: "Other", annotations: { summary } }).runbook, summary).toBe(FIRST_LOOK);
  });

  test("does not hold anybody up, whatever the alert says", () => {
    // As long as an alert is kept.
    const long = "a_".repeat(2_000);
    const begun = performance.now();
    for (const expr of [long, `${long}{`, '"'.repeat(4_000), "{".repeat(4_000), "by(".repeat(2_000)])
      expect(fit({ name: long.slice(0, 1_000), annotations: { summary: long }, ...linked(expr.slice(0, 4_000)) }).runbook).toBe(FIRST_LOOK);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});

describe("the host of an alert", () => {
  const inventory = [
    ["net-1", "192.0.2.1"],
    ["net-2.dc1.example", "192.0.2.2"],
    ["net-2.dc2.example", "2001:db8::2"],
    ["web", "web.example"],
  ].map(([name = "", address = ""]): Host => ({ id: name, name, address, port: null, user: null, netns: null, group: null, labels: [] }));

  test.each([
    [{ instance: "net-1:9100" }, "net-1"],
    [{ instance: "NET-1.dc7.example:9100" }, "net-1"],
    [{ instance: "192.0.2.2:9100" }, "net-2.dc1.example"],
    [{ instance: "[2001:db8::2]:9100" }, "net-2.dc2.example"],
    [{ instance: "2001:db8::2" }, "net-2.dc2.example"],
    [{ instance: "https://web.example/health?x=1" }, "web"],
    [{ instance: "exporter:9100", nodename: "net-1" }, "net-1"],
    // Two could be meant, and one of another domain is another one.
    [{ instance: "net-2:9100" }, null],
    [{ instance: "net-2.dc3.example:9100" }, null],
    [{ instance: "192.0.2.20:9100" }, null],
    [{ job: "net-1" }, null],
    [{}, null],
  ])("%j is %s", (labels, name) => expect(hostIn(labels as Record<string, string>, inventory)?.name ?? null).toBe(name));

  test("is named without scheme, port and path", () => {
    expect(machinesIn({ instance: "http://a.example:9100/metrics", host: "b", node: "b" })).toEqual(["b", "a.example"]);
  });
});
