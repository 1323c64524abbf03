/**
 * What the exporters have that alerts of runbooks ask for: as what, with which labels, and what they must be told for it. Read in the sources that are named, at these
 * versions. A metric that stands nowhere here does not exist as far as the tests know: read the exporter's source before adding it.
 */
export interface Metric {
  readonly kind: "counter" | "gauge";
  /** Beside `job` and `instance`, which each has. */
  readonly labels?: readonly string[];
  /** Word for word what an alert that asks for it has among its `needs`. */
  readonly needs?: readonly string[];
  /** Its other name: an exporter has one of the two, so that a rule which asks for both needs nothing. */
  readonly otherwise?: string;
}

const counter = (...labels: readonly string[]): Metric => ({ kind: "counter", labels });
const gauge = (...labels: readonly string[]): Metric => ({ kind: "gauge", labels });
const needing = (metric: Metric, ...needs: readonly string[]): Metric => ({ ...metric, needs });

/** https://github.com/prometheus/node_exporter/blob/v1.9.1/collector/netstat_linux.go (collector.netstat.fields). Since 1.3, but for two fields that no rule asks for. */
export const NETSTAT_DEFAULT =
  "^(.*_(InErrors|InErrs)|Ip_Forwarding|Ip(6|Ext)_(InOctets|OutOctets)|Icmp6?_(InMsgs|OutMsgs)|TcpExt_(Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts|TCPOFOQueue|TCPRcvQDrop)|Tcp_(ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)|Udp6?_(InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$";

/** /proc/net/snmp, /proc/net/snmp6 and /proc/net/netstat: https://elixir.bootlin.com/linux/v6.12/source/net/ipv4/proc.c; PAWSPassive until 4.11, PAWSTimewait since 6.14. */
export const NETSTAT_FIELDS: readonly string[] = [
  ...["Icmp_OutRateLimitGlobal", "Icmp_OutRateLimitHost", "IpExt_InNoRoutes"],
  ...["Ip6_FragFails", "Ip_FragCreates", "Ip_FragFails", "Ip_OutNoRoutes", "Ip_OutRequests", "Ip_ReasmFails"],
  ...["TcpExt_IPReversePathFilter", "TcpExt_ListenDrops", "TcpExt_ListenOverflows", "TcpExt_SyncookiesSent"],
  ...["TcpExt_PAWSEstab", "TcpExt_PAWSPassive", "TcpExt_PAWSTimewait"],
  ...["TcpExt_TCPDSACKRecv", "TcpExt_TCPSynRetrans", "TcpExt_TCPTimeouts", "TcpExt_TCPToZeroWindowAdv"],
  ...["Tcp_CurrEstab", "Tcp_InCsumErrors", "Tcp_InErrs", "Tcp_OutSegs", "Tcp_RetransSegs", "Udp_RcvbufErrors"],
];

const netstat = Object.fromEntries(
  NETSTAT_FIELDS.map((field): [string, Metric] => {
    const metric = field === "Tcp_CurrEstab" ? gauge() : counter();
    return [
      `node_netstat_${field}`,
      new RegExp(NETSTAT_DEFAULT).test(field) ? metric : needing(metric, `node_exporter --collector.netstat.fields with ${field}`),
    ];
  }),
);

const DETAILED = "node_exporter --collector.netdev.enable-detailed-metrics";
const renamed = (otherwise: string): Metric => ({ ...needing(counter("device"), DETAILED), otherwise });

/**
 * netdev_common.go (legacy): without the flag `missed` is added to `receive_drop` and `length` to `receive_frame`; with it three others have another name. netclass_linux.go,
 * ethtool_linux.go (buildEthtoolFQName), bonding_linux.go: `active` counts legs whose mii_status is up, whatever LACP says.
 */
const links: Readonly<Record<string, Metric>> = {
  node_network_receive_errs_total: counter("device"),
  node_network_transmit_drop_total: counter("device"),
  node_network_receive_errors_total: renamed("node_network_receive_errs_total"),
  node_network_transmit_dropped_total: renamed("node_network_transmit_drop_total"),
  node_network_receive_missed_errors_total: needing(counter("device"), DETAILED),
  node_network_receive_length_errors_total: needing(counter("device"), DETAILED),
  node_network_transmit_bytes_total: counter("device"),
  node_network_carrier: gauge("device"),
  node_network_carrier_changes_total: counter("device"),
  node_network_mtu_bytes: gauge("device"),
  node_network_speed_bytes: gauge("device"),
  // The label adminstate came with 1.6.0 (CHANGELOG.md, #2515).
  node_network_info: needing(
    gauge("device", "address", "broadcast", "duplex", "operstate", "adminstate", "ifalias"),
    "node_exporter 1.6 or later",
  ),
  node_ethtool_received_discards_phy: needing(counter("device"), "node_exporter --collector.ethtool"),
  node_bonding_active: gauge("master"),
  node_bonding_slaves: gauge("master"),
};

/** qdisc_linux.go (roots only, off by default), softnet_linux.go (two columns came with #2592, after 1.6.0), conntrack_linux.go, arp_linux.go, sockstat_linux.go. */
const queues: Readonly<Record<string, Metric>> = {
  node_qdisc_backlog: needing(gauge("device", "kind"), "node_exporter --collector.qdisc"),
  node_qdisc_drops_total: needing(counter("device", "kind"), "node_exporter --collector.qdisc"),
  node_qdisc_overlimits_total: needing(counter("device", "kind"), "node_exporter --collector.qdisc"),
  node_softnet_dropped_total: counter("cpu"),
  node_softnet_times_squeezed_total: counter("cpu"),
  node_softnet_flow_limit_count_total: needing(counter("cpu"), "node_exporter 1.7 or later"),
  node_softnet_backlog_len: needing(gauge("cpu"), "node_exporter 1.7 or later", "Linux 5.14 or later"),
  node_nf_conntrack_entries: gauge(),
  node_nf_conntrack_entries_limit: gauge(),
  node_nf_conntrack_stat_insert_failed: counter(),
  node_nf_conntrack_stat_invalid: counter(),
  node_arp_entries: gauge("device"),
  node_sockstat_TCP_tw: gauge(),
};

const PRESSURE = "pressure stall information in the kernel (Linux 4.20 or later, psi=1 where it is off)";

/** cpu_linux.go, cpufreq_linux.go, pressure_linux.go, processes_linux.go and systemd_linux.go (both off by default), time.go. */
const host: Readonly<Record<string, Metric>> = {
  node_cpu_seconds_total: counter("cpu", "mode"),
  node_cpu_frequency_max_hertz: gauge("cpu"),
  node_cpu_scaling_frequency_max_hertz: gauge("cpu"),
  node_pressure_cpu_waiting_seconds_total: needing(counter(), PRESSURE),
  node_pressure_io_waiting_seconds_total: needing(counter(), PRESSURE),
  node_processes_state: needing(gauge("state"), "node_exporter --collector.processes"),
  node_systemd_unit_state: needing(gauge("name", "state", "type"), "node_exporter --collector.systemd"),
  node_time_seconds: gauge(),
};

const INSTANCE = ["iname", "intf", "vrid", "state"];
const KEEPALIVED = "keepalived-exporter";

/**
 * https://github.com/mehdy/keepalived-exporter/blob/v1.3.2/internal/collector/collector.go. keepalived_vrrp_state is keepalived's own number: 0 init, 1 backup, 2 master,
 * 3 fault (https://github.com/acassen/keepalived/blob/v2.2.7/keepalived/include/vrrp.h, VRRP_STATE_*). Counters have the state as a label: another state is another series.
 */
const keepalived: Readonly<Record<string, Metric>> = {
  keepalived_vrrp_state: needing(gauge("iname", "intf", "vrid", "ip_address"), KEEPALIVED),
  keepalived_advertisements_received_total: needing(counter(...INSTANCE), KEEPALIVED),
  keepalived_advertisements_interval_errors_total: needing(counter(...INSTANCE), KEEPALIVED),
  keepalived_address_list_errors_total: needing(counter(...INSTANCE), KEEPALIVED),
  keepalived_authentication_failure_total: needing(counter(...INSTANCE), KEEPALIVED),
  keepalived_authentication_invalid_total: needing(counter(...INSTANCE), KEEPALIVED),
  keepalived_authentication_mismatch_total: needing(counter(...INSTANCE), KEEPALIVED),
  keepalived_become_master_total: needing(counter(...INSTANCE), KEEPALIVED),
};

/**
 * https://github.com/prometheus/blackbox_exporter/blob/v0.25.0/prober/dns.go: the time of the query is its phase `request`; probe_dns_lookup_time_seconds is that of finding the
 * target. https://coredns.io/plugins/metrics (names since 1.7). Process metrics: https://prometheus.io/docs/instrumenting/writing_clientlibs
 */
const others: Readonly<Record<string, Metric>> = {
  probe_success: needing(gauge(), "blackbox_exporter"),
  probe_dns_duration_seconds: needing(gauge("phase"), "blackbox_exporter"),
  coredns_dns_responses_total: needing(counter("server", "zone", "view", "rcode", "plugin"), "CoreDNS"),
  process_open_fds: needing(gauge(), "a service that exports metrics of its own process"),
  process_max_fds: needing(gauge(), "a service that exports metrics of its own process"),
  http_request_duration_seconds_bucket: needing(counter("le"), "a service that exports the histogram http_request_duration_seconds"),
};

export const METRICS: ReadonlyMap<string, Metric> = new Map(
  Object.entries({ ...netstat, ...links, ...queues, ...host, ...keepalived, ...others }),
);
