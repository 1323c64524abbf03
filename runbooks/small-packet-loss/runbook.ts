import { defineRunbook } from "#machines";

/** A small, steady share of the packets is lost between two hosts. Story: a router's veth lost 0.1 % because bursts of multicast overflowed one CPU's backlog. */
export default defineRunbook({
  id: "small-packet-loss",
  version: 1,
  title: "A small share of the packets is lost",
  symptoms: [
    "packets are being lost, a fraction of a percent",
    "0.1 % loss since Tuesday",
    "ping loses a few packets now and then",
    "slow TCP, many retransmits, the link shows no errors",
    "sporadic packet loss to a router or gateway",
    "UDP datagrams or telemetry samples are missing",
    "intermittent drops, counters of the switch are clean",
  ],

  roles: {
    sender: { title: "Sender", about: "The host the probes leave from: one that notices the loss.", required: true },
    receiver: { title: "Receiver", about: "The host that answers, or whose receive path is in doubt.", required: true },
    gateway: { title: "Gateway", about: "A host in between that forwards the packets, if you can log in to it.", required: false, most: 4 },
  },

  inputs: {
    target: {
      title: "Address to probe",
      about: "The receiver's address on the path that loses packets, as the sender reaches it.",
      type: "ipAddress",
      example: "192.0.2.20",
      required: true,
    },
    count: {
      title: "Probes",
      about: "How many echo requests are sent. 4,000 show a loss of 0.1 % with 98 % probability.",
      type: "count",
      example: "4000",
      required: false,
      default: "4000",
      least: 100,
      most: 100_000,
    },
    interval: {
      title: "Interval in ms",
      about: "Time between two probes. Below 200 needs root, or a recent ping, on the sender.",
      type: "milliseconds",
      example: "5",
      required: false,
      default: "5",
      least: 2,
      most: 1_000,
    },
    expectedLossPercent: {
      title: "Smallest loss that matters, in percent",
      about: "If nothing is lost, the probes must have been enough to have shown this much.",
      type: "percent",
      example: "0.1",
      required: false,
      default: "0.1",
    },
  },

  reproduction: {
    collect: "ping",
    role: "sender",
    args: { target: { input: "target" }, count: { input: "count" }, interval: { input: "interval" } },
    why: "The loss is measured before anything is believed, and every counter is read on both sides of this window.",
    proof: [
      { field: "sent", is: "atLeast", value: 100 },
      { field: "received", is: "above", value: 0 },
      { field: "localErrors", is: "equal", value: 0 },
    ],
    smallestPercentInput: "expectedLossPercent",
    sentField: "sent",
  },

  measures: {
    echo: {
      title: "echo probes",
      missing: { test: "reproduction", field: "lost", of: "during" },
      of: { test: "reproduction", field: "sent", of: "during" },
      present: { test: "reproduction", role: "sender", field: "lost", of: "during", is: "above", value: 0 },
    },
    datagrams: {
      title: "UDP datagrams",
      missing: { test: "protocolCounters", role: "receiver", field: "UdpRcvbufErrors", of: "change" },
      present: { test: "protocolCounters", role: "receiver", field: "UdpRcvbufErrors", of: "change", is: "above", value: 0 },
    },
  },

  hypotheses: {
    backlogOverflow: {
      claim: "A CPU's receive backlog on {host} overflows: packets wait there in a queue that is too short for the bursts.",
      source: "https://elixir.bootlin.com/linux/v6.1/source/net/core/dev.c#L4573 (enqueue_to_backlog)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "softnet", table: "cpus", by: "backlogDropped", of: "change", say: "CPU {key}" },
      accounts: { measure: "echo", by: { test: "links", field: "rxDropped", of: "change" }, tolerancePercent: 20 },
      lookAlikes: [
        { what: "Flow limit: the same column rises", separator: "Column 11 rises by as much; its drops are taken off here." },
        { what: "Ring overrun", separator: "The device's missed counter rises and softnet stays flat." },
        {
          what: "The column rises without loss: flooded copies nobody waits for",
          separator: "The receiving interface's rx dropped stays flat.",
        },
      ],
      advice: {
        now: "On {host}, note what sysctl net.core.netdev_max_backlog shows, set three times that value (3000 where it is the default of 1000), and measure again.",
        permanent:
          "Keep the value in /etc/sysctl.d, spread the flows over more CPUs (RSS or RPS), and cut what is flooded to every port: multicast snooping, fewer ports in one bridge. A much larger value trades loss for latency: 100000 gave 94 ms in the lab.",
        risk: "none",
        undo: "sysctl -w net.core.netdev_max_backlog=<what it showed before>",
      },
      alert: {
        expr: "rate(node_softnet_dropped_total[5m]) > 0",
        for: "10m",
        say: "CPU {{ $labels.cpu }} of {{ $labels.instance }} drops packets from its receive backlog",
      },
    },
    ringOverrun: {
      claim: "The receive ring of a network card of {host} is too short for the bursts: it is full before the driver drains it.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/statistics.html (rx_missed_errors)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "links", table: "interfaces", by: "rxMissed", of: "change", say: "{key}" },
      accounts: { measure: "echo", by: { test: "links", field: "rxMissed", of: "change" }, tolerancePercent: 20 },
      lookAlikes: [
        { what: "Backlog overflow", separator: "Softnet drops rise and the device's missed counter stays flat." },
        { what: "The card's own port buffer", separator: "Driver counters such as rx_discards_phy; the host never saw the frame." },
      ],
      advice: {
        now: "ethtool -G <interface> rx <its maximum> on {host}. Most drivers take the link down for a second.",
        permanent: "A larger ring and interrupts spread over more CPUs; check that no CPU stands at 100 % soft interrupt.",
        risk: "reload",
        undo: "ethtool -G <interface> rx <what it showed before>",
      },
      alert: {
        expr: "rate(node_network_receive_missed_total[5m]) > 0",
        for: "10m",
        say: "{{ $labels.device }} of {{ $labels.instance }} misses frames: its receive ring overruns",
      },
    },
    softirqBudget: {
      claim: "The soft interrupt of {host} runs out of its budget, so the receive ring is not drained in time.",
      source: "https://elixir.bootlin.com/linux/v6.1/source/net/core/dev.c#L6662 (net_rx_action)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "softnet", table: "cpus", by: "squeezed", of: "change", say: "CPU {key}" },
      accounts: { measure: "echo", by: { test: "links", field: "rxMissed", of: "change" }, tolerancePercent: 20 },
      lookAlikes: [
        { what: "time_squeeze rises without any loss: normal on a busy host", separator: "No ring or interface drops in the same window." },
        { what: "Ring too short for bursts", separator: "The ring overruns while the budget is hardly ever used up." },
      ],
      advice: {
        now: "On {host}, note what sysctl net.core.netdev_budget net.core.netdev_budget_usecs show, double both, and measure again.",
        permanent: "Spread the load over more queues and CPUs; keep the values in /etc/sysctl.d.",
        risk: "none",
        undo: "sysctl -w net.core.netdev_budget=<what it showed before>",
      },
      alert: {
        expr: "rate(node_softnet_times_squeezed_total[5m]) > 10 and on(instance) rate(node_network_receive_missed_total[5m]) > 0",
        for: "10m",
        say: "CPU {{ $labels.cpu }} of {{ $labels.instance }} uses up its soft interrupt budget while frames are missed",
      },
    },
    flowLimit: {
      claim: "The flow limit of {host} drops packets of the largest flow before the backlog is full.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/scaling.html (RPS Flow Limit)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "softnet", table: "cpus", by: "flowLimited", of: "change", say: "CPU {key}" },
      accounts: { measure: "echo", by: { test: "links", field: "rxDropped", of: "change" }, tolerancePercent: 20 },
      lookAlikes: [{ what: "Backlog overflow", separator: "Column 2 rises by more than column 11." }],
      advice: {
        now: "Write 0 to net.core.flow_limit_cpu_bitmap on {host} for the CPU named, and measure again.",
        permanent: "Keep the flow limit only where small flows must be protected from a large one; else leave it off, as it is by default.",
        risk: "none",
        undo: "sysctl -w net.core.flow_limit_cpu_bitmap=<what it showed before>",
      },
      alert: {
        expr: "rate(node_softnet_flow_limit_count_total[5m]) > 0",
        for: "10m",
        say: "The flow limit of CPU {{ $labels.cpu }} on {{ $labels.instance }} drops packets",
      },
    },
    conntrackFull: {
      claim: "The connection-tracking table of {host} is full, so packets of new flows are dropped.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/nf_conntrack-sysctl.html (nf_conntrack_max)",
      at: ["sender", "receiver", "gateway"],
      accounts: { measure: "echo", by: { test: "conntrack", field: "drop", of: "change" }, tolerancePercent: 20 },
      lookAlikes: [
        { what: "A rule drops packets", separator: "Rule counters rise; conntrack's drop counter stays flat." },
        { what: "The table is nearly full and nothing is dropped", separator: "The drop counter does not move." },
      ],
      advice: {
        now: "sysctl -w net.netfilter.nf_conntrack_max=<twice the present value> on {host}, and measure again.",
        permanent:
          "Size it as new flows per second times their timeout, raise the buckets with it, shorten nf_conntrack_tcp_timeout_established (5 days by default), exempt what needs no tracking.",
        risk: "none",
        undo: "sysctl -w net.netfilter.nf_conntrack_max=<what it showed before>",
      },
      alert: {
        expr: "node_nf_conntrack_entries / node_nf_conntrack_entries_limit > 0.8",
        for: "5m",
        say: "The connection-tracking table of {{ $labels.instance }} is above 80 %",
      },
    },
    firewallDrop: {
      claim: "A packet filter rule on {host} drops them.",
      source: "https://manpages.debian.org/bookworm/nftables/nft.8.en.html (drop, counter)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "firewall", table: "dropRules", by: "packets", of: "change", say: "{key}" },
      accounts: { measure: "echo", by: { test: "firewall", field: "dropPackets", of: "change" }, tolerancePercent: 20 },
      lookAlikes: [
        { what: "Connection tracking drops them", separator: "conntrack -S counts drop or invalid, no rule's counter moves." },
        { what: "A rule drops other traffic", separator: "Its counter differs from what is missing." },
      ],
      advice: {
        now: "Read the rule that is named, and who put it there; insert an accept for this traffic above it on one host, and measure again.",
        permanent: "Correct the rule where it comes from (configuration management, security group); give every drop rule a counter.",
        risk: "none",
        undo: "Delete the inserted rule by its handle.",
      },
      alert: { none: "node_exporter has no counters of rules; export the counter of this rule, or log what it drops." },
    },
    qdiscDrop: {
      claim: "A queueing discipline on {host} drops packets on their way out: its queue or its rate is too small.",
      source: "https://manpages.debian.org/bookworm/iproute2/tc.8.en.html (dropped, overlimits)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "qdisc", table: "qdiscs", by: "drops", of: "change", say: "{key}" },
      accounts: { measure: "echo", by: { test: "qdisc", field: "drops", of: "change" }, tolerancePercent: 20 },
      lookAlikes: [
        { what: "A tap's or tun's own queue is full", separator: "The interface's tx dropped rises and tc counts nothing." },
        { what: "Delay under load without loss", separator: "Backlog and round trip grow, drops do not." },
      ],
      advice: {
        now: "Read the discipline that is named with tc -s qdisc; raise its limit or its rate on {host}, and measure again.",
        permanent: "Shape below the line rate with fq_codel, or remove a shaper nobody wants any more.",
        risk: "none",
        undo: "tc qdisc change with the values read before.",
      },
      alert: {
        expr: "rate(node_qdisc_drops_total[5m]) > 0",
        for: "10m",
        say: "{{ $labels.kind }} on {{ $labels.device }} of {{ $labels.instance }} drops packets",
      },
    },
    socketBufferOverflow: {
      claim: "A UDP socket's receive buffer on {host} is full: the program reads too slowly or the buffer is too small.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/snmp_counter.html; man7.org/linux/man-pages/man7/udp.7.html (SO_RCVBUF)",
      at: ["receiver"],
      object: { test: "sockets", table: "udpSockets", by: "drops", of: "change", say: "socket {key}" },
      accounts: { measure: "datagrams", by: { test: "protocolCounters", field: "UdpRcvbufErrors", of: "change" }, tolerancePercent: 20 },
      lookAlikes: [{ what: "Loss before the socket", separator: "UdpRcvbufErrors stays flat and echo probes are lost too." }],
      advice: {
        now: "sysctl -w net.core.rmem_max=<larger> on {host} and let the program ask for more with SO_RCVBUF; measure again.",
        permanent: "Make the reader faster, or give it more sockets (SO_REUSEPORT).",
        risk: "none",
        undo: "sysctl -w net.core.rmem_max=<what it showed before>",
      },
      alert: {
        expr: "rate(node_netstat_Udp_RcvbufErrors[5m]) > 0",
        for: "10m",
        say: "A UDP socket of {{ $labels.instance }} overflows",
      },
    },
    lossOutside: {
      claim: "The packets are lost outside the hosts looked at: on the wire, in a switch, or on a hop nobody named.",
      source: "By elimination; RFC 1812 section 1.3.4 on where packets may be discarded, https://www.rfc-editor.org/rfc/rfc1812",
      at: [],
      remainder: true,
      lookAlikes: [{ what: "A drop on a host that leaves no counter", separator: "Kernel drop reasons on each host while the loss runs." }],
      advice: {
        now: "Name the hop in between as a gateway and start again, or read the error counters of the switch ports on the way.",
        permanent: "Depends on the hop that is found.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: { none: "The counters of the hop that loses the packets are not on these hosts." },
    },
  },

  tests: [
    {
      id: "softnet",
      collect: "softnet",
      on: ["sender", "receiver", "gateway"],
      phase: "metrics",
      when: "around",
      why: "A full backlog is counted here and nowhere earlier. If dropped stays flat while probes are lost, no backlog and no flow limit of this host lost them.",
      predicts: {
        backlogOverflow: [{ field: "backlogDropped", is: "above", value: 0, strength: "necessary" }],
        flowLimit: [{ field: "flowLimited", is: "above", value: 0, strength: "necessary" }],
        // 10 a second over the default window of 20 s: below that the budget is not what keeps a ring from being drained. Arbitrary within a factor of
        // two; squeezes alone are no loss (1,136 in a window without any were measured).
        softirqBudget: [{ field: "squeezed", is: "above", value: 200, strength: "necessary" }],
        ringOverrun: [{ field: "squeezed", is: "atMost", value: 200, strength: "necessary" }],
      },
    },
    {
      id: "links",
      collect: "links",
      on: ["sender", "receiver", "gateway"],
      phase: "metrics",
      when: "around",
      why: "A backlog drop also counts as rx dropped on the interface the packet came in by, a ring overrun as missed. That names the host: the softnet counters of containers on one machine are shared.",
      predicts: {
        // Not necessary: the interface may be in a network namespace that was not read. Its count is what accounts for the loss.
        backlogOverflow: [{ field: "rxDropped", is: "above", value: 0, strength: "characteristic" }],
        flowLimit: [{ field: "rxDropped", is: "above", value: 0, strength: "characteristic" }],
        ringOverrun: [{ field: "rxMissed", is: "above", value: 0, strength: "both" }],
        softirqBudget: [{ field: "rxMissed", is: "above", value: 0, strength: "both" }],
      },
    },
    {
      id: "firewall",
      collect: "firewall",
      on: ["sender", "receiver", "gateway"],
      phase: "metrics",
      when: "around",
      why: "A rule that drops counts what it drops, if it has a counter. If no drop rule's counter moves and each has one, no rule here did it.",
      predicts: {
        firewallDrop: [
          {
            field: "dropPackets",
            is: "above",
            value: 0,
            strength: "both",
            provided: { field: "uncountedDropRules", of: "after", is: "equal", value: 0 },
            providedWhy: "a rule or policy that drops has no counter",
          },
        ],
      },
    },
    {
      id: "qdisc",
      collect: "qdisc",
      on: ["sender", "receiver", "gateway"],
      phase: "metrics",
      when: "around",
      why: "Only the queueing discipline itself counts what it drops on the way out; the interface's own counters stay flat.",
      predicts: { qdiscDrop: [{ field: "drops", is: "above", value: 0, strength: "both" }] },
    },
    {
      id: "conntrackTable",
      collect: "conntrackTable",
      on: ["sender", "receiver", "gateway"],
      phase: "metrics",
      when: "around",
      why: "A table that is not full refuses nobody.",
      predicts: {
        conntrackFull: [
          { field: "tracking", of: "after", is: "equal", value: true, strength: "necessary" },
          { field: "usedPercent", of: "after", is: "atLeast", value: 80, strength: "characteristic" },
        ],
      },
    },
    {
      id: "conntrack",
      collect: "conntrack",
      on: ["sender", "receiver", "gateway"],
      phase: "metrics",
      when: "around",
      why: "Refused packets are the table's own admission; fullness alone is not.",
      predicts: { conntrackFull: [{ field: "drop", is: "above", value: 0, strength: "both" }] },
    },
    {
      id: "protocolCounters",
      collect: "protocolCounters",
      on: ["sender", "receiver"],
      phase: "metrics",
      when: "around",
      why: "What each host's own protocol stack received and refused: datagrams refused by a full socket are counted here.",
      predicts: {
        socketBufferOverflow: [{ field: "UdpRcvbufErrors", is: "above", value: 0, strength: "both" }],
        // What a host itself discarded in the window was not lost outside it; below half of what is missing it is noise.
        lossOutside: [
          {
            field: "IpExtInNoRoutes",
            is: "below",
            value: { test: "reproduction", field: "lost", of: "during", times: 0.5 },
            strength: "necessary",
          },
          {
            field: "TcpExtIPReversePathFilter",
            is: "below",
            value: { test: "reproduction", field: "lost", of: "during", times: 0.5 },
            strength: "necessary",
          },
          {
            field: "IpInDiscards",
            is: "below",
            value: { test: "reproduction", field: "lost", of: "during", times: 0.5 },
            strength: "necessary",
          },
          {
            field: "IpOutDiscards",
            is: "below",
            value: { test: "reproduction", field: "lost", of: "during", times: 0.5 },
            strength: "necessary",
          },
        ],
      },
    },
    {
      id: "sockets",
      collect: "sockets",
      on: ["receiver"],
      phase: "metrics",
      when: "around",
      why: "Names the socket that refused datagrams.",
      predicts: {
        // Not necessary: a socket that was closed in the window takes its count along. UdpRcvbufErrors decides.
        socketBufferOverflow: [{ field: "udpDrops", is: "above", value: 0, strength: "characteristic" }],
      },
    },
    {
      id: "dropReasons",
      collect: "dropReasons",
      on: ["sender", "receiver", "gateway"],
      phase: "tracing",
      when: "during",
      why: "The kernel itself says why and where it frees a packet. It also sees rules without counters, and drops that no counter shows.",
      predicts: {
        firewallDrop: [{ field: "netfilterRule", of: "during", is: "above", value: 0, strength: "characteristic" }],
        backlogOverflow: [{ field: "cpuBacklog", of: "during", is: "above", value: 0, strength: "characteristic" }],
        qdiscDrop: [{ field: "qdisc", of: "during", is: "above", value: 0, strength: "characteristic" }],
      },
    },
  ],
});
