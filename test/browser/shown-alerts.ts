import type { BegunFrom } from "#machines/journal/alert.ts";
import { deliver } from "#server/door/alerts.ts";

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

const alert = (alertname: string, minutes: number, { labels = {}, annotations = {} }: Told = {}): object => ({
  status: "firing",
  labels: { alertname, severity: "warning", ...labels },
  annotations,
  startsAt: minutesAgo(minutes),
  generatorURL: "http://prometheus.example.net/graph?g0.expr=up+%3D%3D+0",
});

interface Told {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

const over = (given: object): object => ({ ...given, status: "resolved", endsAt: minutesAgo(1) });

/** A pod's name, as exporters of containers tell it: one word that is longer than a phone is wide. */
const LONG = "neutron-openvswitch-agent-default-7d9f8b6c5d-x2v9q.openstack.svc.cluster.local";

/** What an Alertmanager told lately: with a rule of Culprit, of many hosts, with nothing that fits, with text that wants to be code, and what is over. */
export async function seedAlerts(): Promise<void> {
  const groups: readonly (readonly object[])[] = [
    [
      alert("BacklogOverflow", 6, {
        labels: { instance: "cmp-7:9100", severity: "critical" },
        annotations: {
          summary: "cmp-7 drops packets before the kernel reads them",
          culprit_runbook: "small-packet-loss",
          culprit_cause: "backlogOverflow",
        },
      }),
    ],
    Array.from({ length: 14 }, (_, n) =>
      alert("NameLookupsTimeOut", 20 + n, {
        labels: { instance: `web-${n}.example.net:9100` },
        annotations: {
          summary: `Name lookups time out on web-${n}: 3 of 10 within the last five minutes were answered late or not at all`,
        },
      }),
    ),
    [alert("SomethingIsOdd", 90, { labels: { severity: "info" } })],
    [
      alert("<img src=x onerror=alert(1)>", 30, {
        labels: { instance: LONG, node: `${LONG}"><script>alert(2)</script>` },
        annotations: { summary: `<b>bold</b> [link](javascript:alert(3)) ${"x".repeat(180)}` },
      }),
    ],
    [over(alert("LinkFlaps", 300, { labels: { instance: "net-1:9100" }, annotations: { summary: "eth2 of net-1 went down 4 times" } }))],
  ];
  for (const [n, alerts] of groups.entries()) {
    const delivered = await deliver("pictures", { version: "4", groupKey: `{}:{group="${n}"}`, truncatedAlerts: n === 1 ? 31 : 0, alerts });
    if (!delivered.ok) throw new Error(delivered.message);
  }
}

/** What an investigation began from. */
export const FIRED: BegunFrom = {
  name: "ConntrackNearlyFull",
  startsAt: "2026-11-19T11:58:00.000Z",
  labels: { alertname: "ConntrackNearlyFull", instance: "gw:9100", severity: "warning" },
  annotations: { summary: "The connection-tracking table of gw is above 80 %", culprit_runbook: "new-connections-time-out" },
  generatorUrl: "http://prometheus.example.net/graph?g0.expr=node_nf_conntrack_entries",
  same: 3,
};
