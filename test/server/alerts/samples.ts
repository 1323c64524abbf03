/** As Alertmanager 0.27 posts it: a group of two, one of them over. */
export const ALERTMANAGER = {
  receiver: "culprit",
  status: "firing",
  alerts: [
    {
      status: "firing",
      labels: { alertname: "NodeSoftnetDrops", instance: "net-2:9100", job: "node", severity: "warning" },
      annotations: { summary: "net-2:9100 drops packets before anybody sees them", runbook_url: "https://wiki.example/softnet" },
      startsAt: "2026-11-22T00:31:08.412Z",
      endsAt: "0001-01-01T00:00:00Z",
      generatorURL:
        "http://prometheus.example:9090/graph?g0.expr=rate%28node_softnet_dropped_total%7Bjob%3D%22node%22%7D%5B5m%5D%29+%3E+0&g0.tab=1",
      fingerprint: "1a30ba71cca2921f",
    },
    {
      status: "resolved",
      labels: { alertname: "NodeSoftnetDrops", instance: "cmp-9:9100", job: "node", severity: "warning" },
      annotations: { summary: "cmp-9:9100 drops packets before anybody sees them" },
      startsAt: "2026-11-21T23:58:38.412Z",
      endsAt: "2026-11-22T00:12:08.412Z",
      generatorURL: "http://prometheus.example:9090/graph?g0.expr=up&g0.tab=1",
      fingerprint: "7be4d23c9b5ac1d0",
    },
  ],
  groupLabels: { alertname: "NodeSoftnetDrops" },
  commonLabels: { alertname: "NodeSoftnetDrops", job: "node", severity: "warning" },
  commonAnnotations: {},
  externalURL: "http://alertmanager.example:9093",
  version: "4",
  groupKey: '{}/{severity="warning"}:{alertname="NodeSoftnetDrops"}',
  truncatedAlerts: 0,
} as const;

/** As before 0.18: no fingerprints; times in the zone of the server, to the nanosecond. */
export const OLD_ALERTMANAGER = {
  receiver: "webhook",
  status: "firing",
  alerts: [
    {
      status: "firing",
      labels: { alertname: "Test", dc: "eu-west-1", instance: "localhost:9090", job: "prometheus24" },
      annotations: { description: "some description" },
      startsAt: "2018-08-03T09:52:26.739266876+02:00",
      endsAt: "0001-01-01T00:00:00Z",
      generatorURL: "http://example.com:9090/graph?g0.expr=go_memstats_alloc_bytes+%3E+0&g0.tab=1",
    },
  ],
  groupLabels: { alertname: "Test", job: "prometheus24" },
  commonLabels: {},
  commonAnnotations: {},
  externalURL: "http://example.com:9093",
  version: "4",
  groupKey: '{}:{alertname="Test", job="prometheus24"}',
} as const;

/** Grafana's contact point "webhook": the same form with more around it. */
export const GRAFANA = {
  receiver: "My Super Webhook",
  status: "firing",
  orgId: 1,
  alerts: [
    {
      status: "firing",
      labels: { alertname: "High latency", team: "blue", zone: "us-1" },
      annotations: { summary: "Ping to net-2 takes too long under load", runbook_url: "https://wiki.example/1234" },
      startsAt: "2026-10-12T09:51:03.157076+02:00",
      endsAt: "0001-01-01T00:00:00Z",
      generatorURL: "https://grafana.example/alerting/1afz29v7z/edit",
      fingerprint: "c6eadffa33fcdf37",
      silenceURL: "https://grafana.example/alerting/silence/new",
      values: { B: 44.2, C: 1 },
    },
  ],
  groupLabels: {},
  commonLabels: { team: "blue" },
  commonAnnotations: {},
  externalURL: "https://grafana.example/",
  version: "1",
  groupKey: "{}:{}",
  truncatedAlerts: 0,
  title: "[FIRING:1]",
  state: "alerting",
  message: "**Firing**",
} as const;
