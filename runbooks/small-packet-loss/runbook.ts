import { defineRunbook } from "#machines";

/** A small, steady share of the packets is lost between two hosts. Story: a router's veth lost 0.1 % because bursts of multicast overflowed one CPU's backlog. */
export default defineRunbook({
  id: "small-packet-loss",
  version: 4,
  title: "A small share of the packets is lost",
  symptoms: [
    "packets are being lost, a fraction of a percent",
    "0.1 % loss since Tuesday",
    "ping loses a few packets now and then, mtr shows loss on the last hop",
    "slow TCP, many retransmits, the link shows no errors",
    "sporadic packet loss to a router or gateway",
    "UDP datagrams, metrics or telemetry samples are missing, graphs have gaps",
    "intermittent or random packet drops, counters of the switch are clean",
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
    // As many probes, 50 a second: a window of 80 s instead of 20.
    watchArgs: { interval: { literal: "20" } },
    why: "The loss is measured before anything is believed, and every counter is read on both sides of this window.",
    proof: [
      // Also where none comes back: a count that is all that is missing is as good then. What is only left over is not (hostDrops.outsidePossible).
      { field: "sent", is: "atLeast", value: 100 },
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
      title: "UDP datagrams that the receiver refused",
      missing: { test: "hostDrops", role: "receiver", field: "udpRefused", of: "during" },
      present: { test: "hostDrops", role: "receiver", field: "udpRefused", of: "during", is: "above", value: 0 },
    },
    unsent: {
      title: "UDP datagrams that the sender could not send",
      missing: { test: "protocolCounters", role: "sender", field: "UdpSndbufErrors", of: "change" },
      present: { test: "protocolCounters", role: "sender", field: "UdpSndbufErrors", of: "change", is: "above", value: 0 },
    },
  },

  hypotheses: {
    backlogOverflow: {
      claim: "A CPU's receive backlog on {host} overflows: packets wait there in a queue that is too short for the bursts.",
      source: "https://elixir.bootlin.com/linux/v6.1/source/net/core/dev.c#L4573 (enqueue_to_backlog)",
      at: ["sender", "receiver", "gateway"],
      // Where the budget is too short to empty it, it overflows in the end: where packets are lost, and not why.
      contributesTo: ["softirqBudget"],
      object: { test: "softnet", table: "cpus", by: "backlogDropped", of: "change", say: "CPU {key}" },
      accounts: {
        measure: "echo",
        by: { test: "hostDrops", field: "backlog" },
        or: [{ test: "tracedDrops", field: "backlog" }],
        outOf: { test: "links", field: "rxPackets" },
        tolerancePercent: 20,
      },
      intervention: {
        change: "backlogLength",
        target: { times: 3, most: 30_000 },
        measure: "echo",
        mechanism: { test: "hostDrops", field: "backlog", of: "during" },
      },
      lookAlikes: [
        { what: "Flow limit: the same column rises", separator: "Column 11 rises by as much; its drops are taken off here." },
        { what: "Ring overrun", separator: "The device's missed counter rises and softnet stays flat." },
        { what: "The column rises without loss: flooded copies for nobody", separator: "The receiving interface's rx dropped stays flat." },
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
      accounts: {
        measure: "echo",
        by: { test: "hostDrops", field: "ring" },
        outOf: { test: "links", field: "rxPackets" },
        tolerancePercent: 20,
      },
      lookAlikes: [
        { what: "Backlog overflow", separator: "Softnet drops rise and the device's missed counter stays flat." },
        { what: "The card's own port buffer", separator: "Driver counters such as rx_discards_phy rise; the ring's stay flat." },
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
      claim: "The soft interrupt of {host} runs out of its budget, so its rings and backlogs are not drained in time.",
      source: "https://elixir.bootlin.com/linux/v6.1/source/net/core/dev.c#L6662 (net_rx_action)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "softnet", table: "cpus", by: "squeezed", of: "change", say: "CPU {key}" },
      accounts: {
        measure: "echo",
        by: { test: "hostDrops", field: "unserved" },
        outOf: { test: "links", field: "rxPackets" },
        // Probes meet the pauses evenly, bursts all at once.
        bursts: true,
        tolerancePercent: 20,
      },
      lookAlikes: [
        { what: "time_squeeze rises without any loss: normal on a busy host", separator: "No drops in the window, or each took its fill." },
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
      accounts: { measure: "echo", by: { test: "hostDrops", field: "flowLimit" }, tolerancePercent: 20 },
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
      accounts: { measure: "echo", by: { test: "conntrack", field: "drop" }, tolerancePercent: 20 },
      intervention: {
        change: "conntrackSize",
        target: { times: 4, most: 1_048_576 },
        measure: "echo",
        mechanism: { test: "conntrack", field: "drop", of: "change" },
      },
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
      object: {
        ...{ test: "firewall", table: "dropRules", by: "packets", of: "change", say: "{key}" },
        or: [{ test: "tracedDrops", table: "rules", by: "packets", of: "during" }],
      },
      accounts: {
        measure: "echo",
        by: { test: "hostDrops", field: "byRules" },
        or: [{ test: "tracedDrops", field: "filter" }],
        picks: true,
        tolerancePercent: 20,
      },
      intervention: {
        change: "passEcho",
        args: { rule: { object: true }, target: { input: "target" } },
        target: { to: "on" },
        measure: "echo",
        mechanism: { test: "firewall", table: "dropRules", by: "packets", of: "change" },
      },
      lookAlikes: [
        { what: "Connection tracking drops them", separator: "conntrack -S counts drop or invalid, no rule's counter moves." },
        {
          what: "A rule drops what connection tracking calls invalid",
          separator: "Its counter moves with conntrack's invalid. What made them so is the cause, such as a way back past this host.",
        },
        { what: "A rule drops other traffic", separator: "Its counter differs from what is missing." },
        { what: "Pings are forbidden on purpose", separator: "The rule matches ICMP alone, and all probes are missing, not a share." },
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
      object: {
        ...{ test: "hostDrops", table: "queues", by: "drops", of: "during", say: "{key}" },
        or: [{ test: "tracedDrops", table: "queues", by: "packets", of: "during" }],
      },
      accounts: {
        measure: "echo",
        by: { test: "hostDrops", field: "queue" },
        or: [{ test: "tracedDrops", field: "queue" }],
        outOf: { test: "hostDrops", field: "queuePassed" },
        picks: true,
        tolerancePercent: 20,
      },
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
      accounts: { measure: "datagrams", by: { test: "hostDrops", field: "udpRefused" }, tolerancePercent: 20 },
      lookAlikes: [{ what: "Loss before the socket", separator: "UdpRcvbufErrors stays flat and echo probes are lost too." }],
      advice: {
        now: "sysctl -w net.core.rmem_max=<larger> on {host} and let the program ask for more with SO_RCVBUF; measure again.",
        permanent: "Make the reader faster, or give it more sockets (SO_REUSEPORT).",
        risk: "none",
        undo: "sysctl -w net.core.rmem_max=<what it showed before>",
      },
      alert: { expr: "rate(node_netstat_Udp_RcvbufErrors[5m]) > 0", for: "10m", say: "A UDP socket of {{ $labels.instance }} overflows" },
    },
    portBuffer: {
      claim: "A network card of {host} loses frames in its own buffer, before it asks the host for memory.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/device_drivers/ethernet/mellanox/mlx5/counters.html (rx_discards_phy)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "cardCounters", table: "cards", by: "portBuffer", of: "change", say: "{key}" },
      accounts: {
        measure: "echo",
        by: { test: "hostDrops", field: "portBuffer" },
        outOf: { test: "links", field: "rxPackets" },
        tolerancePercent: 20,
      },
      lookAlikes: [
        { what: "The receive ring is full", separator: "rx_missed_errors or rx_out_of_buffer rise: the card asked and got no memory." },
        { what: "Loss in the switch before it", separator: "The switch counts the frames as sent, and the card counts them as discarded." },
      ],
      advice: {
        now: "lspci -vv on {host}: compare LnkSta with LnkCap of the card named; a slot that is too narrow or too slow explains it.",
        permanent: "Move the card to a slot as wide as the card, switch pause frames on towards the switch, or spread bursts.",
        risk: "outage",
        undo: "Move the card back.",
      },
      alert: { none: "node_exporter shows it only with its ethtool collector: alert on node_ethtool_received_discards_phy there." },
    },
    icmpRateLimited: {
      claim: "{host} limits the rate of its ICMP answers: probes are lost, and nothing else is.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/ip-sysctl.html (icmp_ratelimit, icmp_ratemask, icmp_msgs_per_sec)",
      at: ["receiver"],
      object: { test: "hostDrops", table: "limits", by: "messages", of: "during", say: "{key}" },
      accounts: {
        measure: "echo",
        by: { test: "hostDrops", field: "rateLimited" },
        or: [{ test: "hostDrops", field: "unanswered" }],
        tolerancePercent: 20,
      },
      lookAlikes: [
        { what: "Real loss on the way", separator: "Each request reaches the receiver's ICMP, and slow probes lose nothing." },
        { what: "A policer of ICMP on a router or firewall", separator: "The receiver answers all it gets; the answers vanish elsewhere." },
      ],
      advice: {
        now: "Probe again slower than the limit of {host} allows (one answer in net.ipv4.icmp_ratelimit ms). If nothing is lost then, applications lose nothing either.",
        permanent: "Keep echo replies out of net.ipv4.icmp_ratemask (they are by default), or let the monitoring probe less often.",
        risk: "none",
        undo: "sysctl -w net.ipv4.icmp_ratemask=<what it showed before>",
      },
      alert: { none: "node_exporter does not export the messages that were held back; only probes show it." },
    },
    reversePathFilter: {
      claim: "The reverse path filter of {host} drops packets that came in by another interface than answers leave by.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/ip-sysctl.html (rp_filter)",
      at: ["sender", "receiver", "gateway"],
      object: {
        test: "hostDrops",
        table: "reversePaths",
        by: "refused",
        of: "during",
        say: "what comes in by {key}",
        or: [
          { test: "tracedDrops", table: "reversePaths", by: "packets", of: "during" },
          { test: "resolution", table: "unbelieving", by: "refused", of: "during" },
        ],
      },
      accounts: {
        measure: "echo",
        by: { test: "protocolCounters", field: "TcpExtIPReversePathFilter" },
        or: [{ test: "resolution", field: "unbelieved" }],
        tolerancePercent: 20,
      },
      intervention: {
        change: "sourceCheck",
        args: { interface: { object: true } },
        target: { to: "2" },
        measure: "echo",
        mechanism: { test: "protocolCounters", field: "TcpExtIPReversePathFilter", of: "change" },
      },
      lookAlikes: [
        { what: "A rule drops them", separator: "A rule's counter rises; IPReversePathFilter stays flat." },
        { what: "ARP requests that meet the same check", separator: "Nothing is counted: the sender's neighbour entry fails instead." },
      ],
      advice: {
        now: "sysctl -w net.ipv4.conf.<interface>.rp_filter=2 on {host} for the interface they come in by (the greater of all and the interface counts), and measure again.",
        permanent: "Let both directions take one way, or keep the loose check (2) on hosts with several ways.",
        risk: "none",
        undo: "sysctl -w net.ipv4.conf.<interface>.rp_filter=<what it showed before>",
      },
      alert: {
        expr: "rate(node_netstat_TcpExt_IPReversePathFilter[5m]) > 0",
        for: "10m",
        say: "{{ $labels.instance }} drops packets by its reverse path filter",
      },
    },
    neighbourUnresolved: {
      claim:
        "The next hop's Ethernet address is not resolved because of {host}: a rule or a setting keeps it from answering ARP, or from taking the answer.",
      source:
        "RFC 826, https://www.rfc-editor.org/rfc/rfc826; https://www.kernel.org/doc/html/v6.12/networking/ip-sysctl.html (arp_ignore)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "resolution", table: "culprits", by: "weight", of: "during", say: "{key}" },
      accounts: { measure: "echo", by: { test: "resolution", field: "arpLost" }, tolerancePercent: 20 },
      lookAlikes: [
        {
          what: "The reverse path filter refuses the question",
          separator: "The way back to who asks leads through another interface; nothing is counted.",
        },
        { what: "The question never arrives: a switch, a wrong VLAN", separator: "A capture on the neighbour shows none." },
      ],
      advice: {
        now: "Read the rule or setting that is named; nft insert rule arp <table> <chain> accept, or arp_ignore=0, on {host}, and measure again.",
        permanent:
          "Correct it where it comes from: configuration management, a script of a load balancer (arp_ignore is meant for addresses on lo).",
        risk: "none",
        undo: "Delete the inserted rule, or write back what arp_ignore showed before.",
      },
      alert: { none: "node_exporter counts ARP entries by interface, not those that failed; probe the next hop (blackbox_exporter)." },
    },
    tapQueueFull: {
      claim: "The queue of a tun or tap of {host} is full: the program or guest behind it reads too slowly.",
      source: "https://elixir.bootlin.com/linux/v6.1/source/drivers/net/tun.c#L1012 (tun_net_xmit)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "hostDrops", table: "taps", by: "dropped", of: "during", say: "{key}" },
      accounts: {
        measure: "echo",
        by: { test: "hostDrops", field: "tap" },
        outOf: { test: "hostDrops", field: "tapOffered" },
        bursts: true,
        tolerancePercent: 20,
      },
      lookAlikes: [
        { what: "A queueing discipline drops", separator: "tc counts it; the interface's tx dropped stays flat." },
        { what: "The guest itself drops", separator: "Its own receive counters rise; the tap's stay flat." },
      ],
      advice: {
        now: "ip link set <device> txqueuelen <larger> on {host}, and measure again; it helps against bursts only.",
        permanent: "Give the reader more CPU time or more queues (virtio multiqueue, vhost), or send it less.",
        risk: "none",
        undo: "ip link set <device> txqueuelen <what it showed before>",
      },
      alert: {
        expr: 'rate(node_network_transmit_drop_total{device=~"(tap|tun).*"}[5m]) > 0',
        for: "10m",
        say: "The queue of {{ $labels.device }} on {{ $labels.instance }} is full",
      },
    },
    frameErrors: {
      claim: "Frames arrive damaged at {host}: a cable, an optic or a port on the way to it is bad.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/statistics.html (rx_errors, rx_crc_errors)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "links", table: "interfaces", by: "rxErrors", of: "change", say: "{key}" },
      accounts: {
        measure: "echo",
        by: { test: "hostDrops", field: "damaged" },
        outOf: { test: "links", field: "rxPackets" },
        tolerancePercent: 20,
      },
      lookAlikes: [
        { what: "Wrong checksums in software", separator: "TCP or UDP counts them; the interface's receive errors stay flat." },
        {
          what: "Frames too large for the interface",
          separator: "Only large packets are lost, and length errors rise rather than checksum errors.",
        },
      ],
      advice: {
        now: "ethtool -S <interface> on {host} says which error it is. Swap the cable or the optic, or take another port; the errors stop.",
        permanent: "Replace what was bad; watch the optic's power (ethtool -m).",
        risk: "outage",
        undo: "Plug back what was there.",
      },
      alert: {
        expr: "rate(node_network_receive_errs_total[5m]) > 0",
        for: "10m",
        say: "{{ $labels.device }} of {{ $labels.instance }} receives damaged frames",
      },
    },
    linkFlap: {
      claim: "A link of {host} goes down and up again, and what is on its way meanwhile is lost.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/statistics.html (carrier_changes)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "links", table: "interfaces", by: "carrierChanges", of: "change", say: "{key}" },
      accounts: { measure: "echo", by: { test: "tracedDrops", field: "flapLoss" }, tolerancePercent: 20 },
      lookAlikes: [
        { what: "Another link of the host flaps, that nothing uses", separator: "The probes lost are not lost on arrival at it." },
      ],
      advice: {
        now: "dmesg on {host} says when the link went down. Fix speed, duplex or error correction on both ends, or swap the optic.",
        permanent: "Replace what was bad; alert on carrier changes.",
        risk: "outage",
        undo: "Plug back what was there.",
      },
      alert: {
        expr: "increase(node_network_carrier_changes_total[10m]) > 2",
        for: "0m",
        say: "{{ $labels.device }} of {{ $labels.instance }} goes down and up",
      },
    },
    packetProgram: {
      claim: "A program at an interface of {host} (XDP, or a filter of tc) drops them.",
      source: "https://manpages.debian.org/bookworm/iproute2/tc-bpf.8.en.html; man7.org/linux/man-pages/man8/ip-link.8.html (xdp)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "tracedDrops", table: "programs", by: "packets", of: "during", say: "{key}" },
      accounts: {
        measure: "echo",
        by: { test: "hostDrops", field: "program" },
        or: [{ test: "dropReasons", field: "packetProgram", of: "during" }],
        picks: true,
        tolerancePercent: 20,
      },
      lookAlikes: [
        { what: "A rule of the packet filter drops", separator: "The reason is NETFILTER_DROP, not XDP or TC_INGRESS." },
        {
          what: "Loss on the wire",
          separator: "A program in the card or driver drops before any capture sees the packet; ip -d link shows that one is attached.",
        },
      ],
      advice: {
        now: "ip -d link and tc filter show dev <interface> ingress on {host} name the program; ask who loaded it, then take it off on one host and measure again.",
        permanent: "Correct it where it comes from (a load balancer, an agent of a security product, a network plugin).",
        risk: "none",
        undo: "Attach it again with the tool that loaded it.",
      },
      alert: { none: "A program counts what it drops only if its author wrote that; export its own map." },
    },
    lossOutside: {
      claim: "The packets are lost outside the hosts looked at: on the wire, in a switch, or on a hop nobody named.",
      source: "RFC 1812 section 1.3.4 on where packets may be discarded, https://www.rfc-editor.org/rfc/rfc1812; else by elimination",
      at: [],
      remainder: true,
      object: { test: "tracedDrops", table: "segments", by: "missing", of: "during", say: "{key}" },
      accounts: { measure: "echo", by: { test: "tracedDrops", role: "sender", field: "between" }, tolerancePercent: 20 },
      lookAlikes: [
        { what: "A drop on a host that leaves no counter", separator: "Captures on each host: it left one and was not seen on the next." },
        { what: "The next host's ring or backlog", separator: "They lie before its capture, and count what they drop." },
        {
          what: "A virtual switch below a host's own interface: Open vSwitch loses what it has to ask about",
          separator: "lost of ovs-appctl dpctl/show rises by what is missing; a capture at the bridge's own port saw them leave.",
        },
        {
          what: "Another host has the receiver's address, too",
          separator: "ip neigh on the sender shows another Ethernet address than the receiver's at times; arping -D finds both.",
        },
      ],
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
      id: "hostDrops",
      collect: "hostDrops",
      on: ["sender", "receiver", "gateway"],
      phase: "metrics",
      when: "during",
      why: "Counters of both sides of the window together exclude the places that did not drop, and the direction in which nothing was lost.",
      predicts: {
        backlogOverflow: [
          { field: "backlogPossible", is: "equal", value: true, strength: "necessary" },
          { field: "arrivalPossible", is: "equal", value: true, strength: "necessary" },
          // Both at an interface of this host and on a CPU of its machine: hosts that share a machine share the CPU's counter.
          { field: "backlog", is: "above", value: 0, strength: "characteristic" },
        ],
        flowLimit: [
          { field: "flowLimitPossible", is: "equal", value: true, strength: "necessary" },
          { field: "arrivalPossible", is: "equal", value: true, strength: "necessary" },
          { field: "flowLimit", is: "above", value: 0, strength: "characteristic" },
        ],
        ringOverrun: [
          { field: "ring", is: "above", value: 0, strength: "both" },
          { field: "ringPossible", is: "equal", value: true, strength: "necessary" },
          { field: "arrivalPossible", is: "equal", value: true, strength: "necessary" },
        ],
        softirqBudget: [
          { field: "budgetShort", is: "equal", value: true, strength: "both" },
          { field: "unservedPossible", is: "equal", value: true, strength: "necessary" },
          { field: "arrivalPossible", is: "equal", value: true, strength: "necessary" },
        ],
        portBuffer: [
          { field: "portBuffer", is: "above", value: 0, strength: "both" },
          { field: "portBufferPossible", is: "equal", value: true, strength: "necessary" },
          { field: "arrivalPossible", is: "equal", value: true, strength: "necessary" },
        ],
        frameErrors: [
          { field: "damaged", is: "above", value: 0, strength: "both" },
          { field: "damagedPossible", is: "equal", value: true, strength: "necessary" },
          { field: "arrivalPossible", is: "equal", value: true, strength: "necessary" },
        ],
        reversePathFilter: [
          { field: "arrivalPossible", is: "equal", value: true, strength: "necessary" },
          { field: "reversePathPossible", is: "equal", value: true, strength: "necessary" },
        ],
        firewallDrop: [
          { field: "filterPossible", is: "equal", value: true, strength: "necessary" },
          { field: "byRules", is: "above", value: 0, strength: "characteristic" },
        ],
        qdiscDrop: [
          { field: "queuePossible", is: "equal", value: true, strength: "necessary" },
          { field: "departurePossible", is: "equal", value: true, strength: "necessary" },
          { field: "queue", is: "above", value: 0, strength: "characteristic" },
        ],
        icmpRateLimited: [
          { field: "unanswered", is: "above", value: 0, strength: "necessary" },
          { field: "rateLimited", is: "above", value: 0, strength: "characteristic" },
        ],
        tapQueueFull: [
          { field: "tap", is: "above", value: 0, strength: "both" },
          { field: "tapPossible", is: "equal", value: true, strength: "necessary" },
        ],
        neighbourUnresolved: [{ field: "resolutionPossible", is: "equal", value: true, strength: "necessary" }],
        conntrackFull: [{ field: "tablePossible", is: "equal", value: true, strength: "necessary" }],
        packetProgram: [
          { field: "programPossible", is: "equal", value: true, strength: "necessary" },
          { field: "program", is: "above", value: 0, strength: "characteristic" },
        ],
        socketBufferOverflow: [{ field: "udpRefused", is: "above", value: 0, strength: "both" }],
        lossOutside: [{ field: "outsidePossible", is: "equal", value: true, strength: "necessary" }],
      },
    },
    {
      id: "softnet",
      collect: "softnet",
      on: ["sender", "receiver", "gateway"],
      phase: "metrics",
      when: "around",
      why: "A full backlog is counted here and nowhere earlier. If dropped stays flat while probes are lost, no backlog and no flow limit of this host lost them.",
      predicts: {
        // Shows the drops where they are counted; whose they were, hostDrops says.
        backlogOverflow: [{ field: "backlogDropped", is: "above", value: 0, strength: "characteristic" }],
        flowLimit: [{ field: "flowLimited", is: "above", value: 0, strength: "characteristic" }],
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
        linkFlap: [{ field: "carrierChanges", is: "above", value: 0, strength: "both" }],
      },
    },
    {
      id: "cardCounters",
      collect: "cardCounters",
      on: ["sender", "receiver", "gateway"],
      phase: "metrics",
      when: "around",
      why: "Some losses only the card itself counts: its own buffer, and what its driver does not hand on to the kernel.",
      predicts: {},
    },
    {
      id: "firewall",
      collect: "firewall",
      on: ["sender", "receiver", "gateway"],
      phase: "metrics",
      when: "around",
      why: "A rule that drops counts what it drops, if it has a counter. If no drop rule's counter moves and each has one, no rule here did it.",
      predicts: {},
    },
    {
      id: "qdisc",
      collect: "qdisc",
      on: ["sender", "receiver", "gateway"],
      phase: "metrics",
      when: "around",
      why: "Only the queueing discipline itself counts what it drops on the way out; the interface's own counters stay flat.",
      predicts: {},
    },
    {
      id: "conntrackTable",
      collect: "conntrackTable",
      on: ["sender", "receiver", "gateway"],
      phase: "metrics",
      // Its state, which needs no window: it is read only where the count of refused packets has not acquitted the table.
      when: "once",
      why: "A table that is not full refuses nobody.",
      predicts: {
        conntrackFull: [
          { field: "tracking", is: "equal", value: true, strength: "necessary" },
          { field: "usedPercent", is: "atLeast", value: 80, strength: "characteristic" },
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
      on: ["sender", "receiver", "gateway"],
      phase: "metrics",
      when: "around",
      why: "What each host's own protocol stack received, answered and refused: which requests arrived, and which answers left.",
      predicts: {
        reversePathFilter: [{ field: "TcpExtIPReversePathFilter", is: "above", value: 0, strength: "characteristic" }],
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
      id: "sysctls",
      collect: "sysctls",
      on: ["sender", "receiver", "gateway"],
      phase: "tracing",
      when: "once",
      why: "With the flow limit off, packets that a CPU refuses were refused by its backlog.",
      predicts: {},
    },
    {
      id: "nextHop",
      collect: "nextHop",
      on: ["sender", "receiver", "gateway"],
      phase: "tracing",
      when: "once",
      args: { target: { input: "target" } },
      why: "A probe leaves only if the next hop's Ethernet address is known; what keeps a host from telling it is a setting, a rule or a way back that leads elsewhere.",
      predicts: {},
    },
    {
      id: "resolution",
      collect: "resolution",
      on: ["sender", "receiver", "gateway"],
      phase: "tracing",
      when: "during",
      why: "Where no probe came back: what the sender knows of its next hop, held against what that host does with questions for it.",
      predicts: {
        neighbourUnresolved: [{ field: "arpLost", is: "above", value: 0, strength: "both" }],
        reversePathFilter: [{ field: "unbelieved", is: "above", value: 0, strength: "characteristic" }],
      },
    },
    {
      id: "pathCapture",
      collect: "pathCapture",
      on: ["sender", "receiver", "gateway"],
      phase: "tracing",
      when: "during",
      args: { target: { input: "target" } },
      why: "A probe that left one host and was not seen on the next was lost between them; one that was seen and did not leave, within.",
      predicts: {},
    },
    {
      id: "dropReasons",
      collect: "dropReasons",
      on: ["sender", "receiver", "gateway"],
      phase: "tracing",
      when: "during",
      why: "The kernel itself says why and where it frees a packet. It also sees rules without counters, and drops that no counter shows.",
      predicts: { packetProgram: [{ field: "packetProgram", of: "during", is: "above", value: 0, strength: "characteristic" }] },
    },
    {
      id: "passage",
      collect: "passage",
      on: ["sender", "receiver", "gateway"],
      phase: "tracing",
      when: "during",
      why: "The captures of all hosts behind one another say between which two places the probes go missing.",
      predicts: {},
    },
    {
      id: "tracedDrops",
      collect: "tracedDrops",
      on: ["sender", "receiver", "gateway"],
      phase: "tracing",
      when: "during",
      why: "Counters, kernel reasons and captures together say how many probes each place lost, also where the place itself counts nothing.",
      predicts: {
        backlogOverflow: [{ field: "backlog", is: "above", value: 0, strength: "characteristic" }],
        firewallDrop: [{ field: "filter", is: "above", value: 0, strength: "characteristic" }],
        qdiscDrop: [{ field: "queue", is: "above", value: 0, strength: "characteristic" }],
        lossOutside: [
          { field: "outsidePossible", is: "equal", value: true, strength: "necessary" },
          { field: "between", is: "above", value: 0, strength: "characteristic" },
        ],
      },
    },
  ],
});
