import { describe, expect, test } from "vitest";
import { ALERT_LIMITS, openDelivery, type Delivery } from "#server/alerts/payload.ts";
import { scannerOf } from "#server/secrets/scan.ts";
import { tokensOf } from "#server/secrets/tokens.ts";
import { ALERTMANAGER, GRAFANA, OLD_ALERTMANAGER } from "./samples.ts";

const NOW = new Date("2026-11-22T01:00:00.000Z");
const scanner = scannerOf(tokensOf(Buffer.alloc(32, 7)));
const open = (body: unknown) => openDelivery(body, (text) => scanner.text(text), NOW);

function taken(body: unknown): Delivery {
  const opened = open(body);
  if (!opened.ok) throw new Error(opened.message);
  return opened.delivery;
}

const [firing] = ALERTMANAGER.alerts;
const withAlert = (change: object) => ({ ...ALERTMANAGER, alerts: [{ ...firing, ...change }] });
const only = (change: object) => {
  const [alert] = taken(withAlert(change)).alerts;
  if (alert === undefined) throw new Error("none");
  return alert;
};

describe("what is posted", () => {
  test("by Alertmanager is read, what fires and what is over", () => {
    const { alerts, groupKey, leftOut } = taken(ALERTMANAGER);
    expect(alerts.map(({ name, fingerprint, resolvedAt }) => [name, fingerprint, resolvedAt?.toISOString() ?? null])).toEqual([
      ["NodeSoftnetDrops", "1a30ba71cca2921f", null],
      ["NodeSoftnetDrops", "7be4d23c9b5ac1d0", "2026-11-22T00:12:08.412Z"],
    ]);
    expect(alerts[0]).toMatchObject({ labels: firing.labels, annotations: firing.annotations, generatorUrl: firing.generatorURL });
    expect(alerts[0]?.startsAt.toISOString()).toBe("2026-11-22T00:31:08.412Z");
    expect({ groupKey, leftOut }).toEqual({ groupKey: ALERTMANAGER.groupKey, leftOut: 0 });
  });

  test("by an older one has the same name for the same labels, whatever their order", () => {
    const [alert] = taken(OLD_ALERTMANAGER).alerts;
    expect(alert?.startsAt.toISOString()).toBe("2018-08-03T07:52:26.739Z");
    expect(alert?.fingerprint).toMatch(/^[0-9a-f]{32}$/);
    const [given] = OLD_ALERTMANAGER.alerts;
    const turned = { ...given, labels: Object.fromEntries(Object.entries(given.labels).toReversed()) };
    expect(taken({ ...OLD_ALERTMANAGER, alerts: [turned] }).alerts[0]?.fingerprint).toBe(alert?.fingerprint);
    const other = { ...given, labels: { ...given.labels, dc: "eu-west-2" } };
    expect(taken({ ...OLD_ALERTMANAGER, alerts: [other] }).alerts[0]?.fingerprint).not.toBe(alert?.fingerprint);
  });

  test("by Grafana is read; what it says besides is left alone", () => {
    expect(taken(GRAFANA).alerts[0]).toMatchObject({ name: "High latency", fingerprint: "c6eadffa33fcdf37", resolvedAt: null });
  });

  test("twice in one delivery is once, as it stands last", () => {
    const { alerts } = taken({ ...ALERTMANAGER, alerts: [firing, { ...firing, status: "resolved", endsAt: "2026-11-22T00:50:00Z" }] });
    expect(alerts.map(({ resolvedAt }) => resolvedAt?.toISOString())).toEqual(["2026-11-22T00:50:00.000Z"]);
  });

  test("ends now where the end it tells cannot be true", () => {
    for (const endsAt of ["0001-01-01T00:00:00Z", "2031-01-01T00:00:00Z", undefined])
      expect(only({ status: "resolved", endsAt }).resolvedAt, endsAt).toEqual(NOW);
  });

  test.each([
    [null, "the body"],
    [[], "the body"],
    ["{}", "the body"],
    [{ ...ALERTMANAGER, version: "3" }, "version is not 4"],
    [{ ...ALERTMANAGER, alerts: [] }, "alerts "],
    [{ ...ALERTMANAGER, alerts: {} }, "alerts "],
    [withAlert({ startsAt: "yesterday" }), "alerts.0.startsAt "],
    [withAlert({ startsAt: undefined }), "alerts.0.startsAt "],
    [withAlert({ status: "suppressed" }), "alerts.0.status "],
    [withAlert({ labels: { alertname: 7 } }), "alerts.0.labels.alertname "],
    [withAlert({ labels: [] }), "alerts.0.labels "],
  ])("that has another form is refused, with where: %#", (body, where) => {
    const opened = open(body);
    expect(opened).toMatchObject({ ok: false, message: expect.stringContaining(where) as string });
  });
});

describe("what may be hostile", () => {
  test("nothing unseen is kept, ends of lines are", () => {
    const { labels, annotations, name } = only({
      labels: { alertname: "Up\u202Edown\u0000\u0007", "na\u2066me": "a\ud800b" },
      annotations: { summary: "one\ntwo\u0085three" },
    });
    expect(name).toBe("Up\ufffddown␀\ufffd");
    expect(labels).toEqual({ alertname: name, "na\ufffdme": "a\ufffdb" });
    expect(annotations).toEqual({ summary: "one\ntwo\ufffdthree" });
  });

  test("names of what every object has are labels like others, or none", () => {
    const { labels } = only({ labels: JSON.parse('{"__proto__":"x","constructor":"y","alertname":"A"}') as object });
    expect(Object.keys(labels)).toEqual(["alertname", "constructor"]);
    expect(Object.getPrototypeOf(labels)).toBe(Object.prototype);
    expect(only({ labels: {} }).name).toBe("An alert without a name");
  });

  test("what is too long or too much is cut, and no alert is lost for it", () => {
    const long = "x".repeat(100_000);
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`l${String(n).padStart(3, "0")}`, long]));
    const alert = only({
      labels: { alertname: long, ...many },
      annotations: { summary: long },
      generatorURL: `http://x/${long}`,
      fingerprint: long,
    });
    expect(alert.name).toHaveLength(ALERT_LIMITS.alertname);
    expect(alert.annotations["summary"]).toHaveLength(ALERT_LIMITS.annotation);
    expect(Object.keys(alert.labels)).toHaveLength(ALERT_LIMITS.pairs);
    expect(JSON.stringify(alert).length).toBeLessThan(2 * ALERT_LIMITS.characters);
    expect(alert.generatorUrl).toBe("");
    expect(alert.fingerprint).toMatch(/^[0-9a-f]{32}$/);
  });

  test("groups are told apart however long their keys are", () => {
    const keys = ["a", "b"].map((end) => taken({ ...ALERTMANAGER, groupKey: `${"g".repeat(9_000)}${end}` }).groupKey);
    expect(keys.map(({ length }) => length)).toEqual([ALERT_LIMITS.group, ALERT_LIMITS.group]);
    expect(keys[0]).not.toBe(keys[1]);
  });

  test.each([
    ["0000-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"],
    ["0001-01-01T00:00:00+05:00", "1970-01-01T00:00:00.000Z"],
    ["9999-12-31T23:59:59-05:00", "2999-12-31T00:00:00.000Z"],
  ])("a time that no column holds is the nearest that one does: %s", (startsAt, kept) => {
    expect(only({ startsAt }).startsAt.toISOString()).toBe(kept);
  });

  test("of a storm the first thousand are kept, and the others counted with those that were left out before", () => {
    const alerts = Array.from({ length: 1_200 }, (_, n) => ({ ...firing, fingerprint: `f${n}` }));
    const delivery = taken({ ...ALERTMANAGER, alerts, truncatedAlerts: 50 });
    expect([delivery.alerts.length, delivery.leftOut]).toEqual([1_000, 250]);
  });

  test("secrets are taken out, also one that stands under its name", () => {
    const { labels, annotations, generatorUrl } = only({
      labels: { alertname: "A", api_token: "tk-9f8a7b6c5d4e3f2a1b" },
      annotations: { description: "curl -H 'Authorization: Bearer abcdef0123456789abcdef' failed" },
      generatorURL: "http://ada:hunter2secret@prometheus.example/graph",
    });
    const all = JSON.stringify([labels, annotations, generatorUrl]);
    for (const secret of ["tk-9f8a7b6c5d4e3f2a1b", "abcdef0123456789abcdef", "hunter2secret"]) expect(all).not.toContain(secret);
    expect(labels["api_token"]).toContain("⟨secret:");
  });
});
