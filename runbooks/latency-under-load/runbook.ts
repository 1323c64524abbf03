import { defineRunbook } from "#machines";

/** Everything becomes slow while something large runs, and nothing is lost. Story: a shaper with a queue of four seconds in front of an uplink. */
export default defineRunbook({
  id: "latency-under-load",
  version: 2,
  title: "The round trip grows under load",
  symptoms: [
    "whenever the backup runs everything becomes slow, nothing is lost",
    "ping rises from 1 ms to 200 ms under load",
    "ping goes up during a backup, a copy or a download",
    "ssh lags and terminals stutter while somebody downloads or copies a big file",
    "latency spikes, p99 jumps at peak load, bufferbloat",
    "voice or VoIP breaks up when the line is full, calls are chopped while files are copied",
    "answers come tens of milliseconds late since the host was tuned",
    "ping is slow when the host is idle and fast when it is busy",
  ],

  roles: {
    sender: { title: "Sender", about: "The host that notices the delay.", required: true },
    receiver: { title: "Receiver", about: "The host that answers.", required: true },
    gateway: {
      title: "Gateway",
      about: "A host in between: router, tunnel endpoint, hypervisor. Name every one you can log in to.",
      required: false,
      most: 4,
    },
  },

  inputs: {
    target: {
      title: "Address to probe",
      about: "The receiver's address on the path that is slow, or one behind it.",
      type: "ipAddress",
      example: "192.0.2.20",
      required: true,
    },
    acceptableMs: {
      title: "Acceptable round trip in ms",
      about: "Nine of ten round trips should stay below this, also under load. The symptom is there when they do not.",
      type: "milliseconds",
      example: "20",
      required: false,
      default: "20",
      least: 1,
      most: 10_000,
    },
    loadMbit: {
      title: "Load in Mbit/s",
      about: "What Culprit sends at most beside the second half of the probes. 1 where the load that hurts is there anyway.",
      type: "count",
      example: "50",
      required: false,
      default: "20",
      least: 1,
      most: 10_000,
    },
    port: {
      title: "TCP port for the load",
      about: "A port of the receiver that nobody uses: Culprit's own receiver listens there while it measures.",
      type: "port",
      example: "5201",
      required: false,
      default: "5201",
    },
    probes: {
      title: "Probes",
      about: "Echo requests without load, and as many with it, 20 ms apart.",
      type: "count",
      example: "100",
      required: false,
      default: "100",
      least: 20,
      most: 400,
    },
  },

  reproduction: {
    collect: "loadedPing",
    role: "sender",
    args: {
      target: { input: "target" },
      port: { input: "port" },
      count: { input: "probes" },
      loadMbit: { input: "loadMbit" },
      acceptableMs: { input: "acceptableMs" },
    },
    why: "The round trip is measured without load and with it, and every queue on the way is watched meanwhile.",
    proof: [
      { field: "sent", is: "atLeast", value: 20 },
      { field: "received", is: "above", value: 0 },
    ],
    sentField: "sent",
  },

  measures: {
    delay: {
      title: "ms above what is acceptable",
      word: "under load",
      missing: { test: "reproduction", field: "excessMs", of: "during" },
      present: { test: "reproduction", role: "sender", field: "excessMs", of: "during", is: "above", value: 0 },
    },
  },

  rests: {
    spinningThere: {
      title: "% of a CPU of the receiver",
      word: "went to a daemon that the kernel lets go first, and that is in the kernel nearly all the time",
      missing: { test: "cpu", role: "receiver", field: "spinPercent", of: "during" },
      present: { test: "cpu", role: "receiver", field: "spinPercent", of: "during", is: "atLeast", value: 30 },
      means: "it takes that time from programs there, whatever becomes of the delay",
      leadsTo: "throughput-below-line-rate",
    },
    spinningHere: {
      title: "% of a CPU of the sender",
      word: "went to a daemon that the kernel lets go first, and that is in the kernel nearly all the time",
      missing: { test: "cpu", role: "sender", field: "spinPercent", of: "during" },
      present: { test: "cpu", role: "sender", field: "spinPercent", of: "during", is: "atLeast", value: 30 },
      means: "it takes that time from programs there, whatever becomes of the delay",
      leadsTo: "throughput-below-line-rate",
    },
  },

  hypotheses: {
    bufferbloat: {
      claim: "A queue on the way out of {host} is far too long: a bulk transfer fills it, and everything else waits behind.",
      source:
        "https://www.rfc-editor.org/rfc/rfc8290 (FQ-CoDel); https://www.rfc-editor.org/rfc/rfc7567 (recommendations on queue management)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "queues", table: "qdiscs", by: "backlogBytes", of: "during", say: "{key}" },
      intervention: {
        change: "queueLimit",
        args: { discipline: { object: true } },
        // No queue to speak of: one packet that the kernel cuts later (GSO) was 34 kB in the lab.
        target: { to: "1" },
        measure: "delay",
        amount: true,
        mechanism: { test: "queues", table: "qdiscs", by: "backlogBytes", of: "during" },
      },
      lookAlikes: [
        { what: "A queue that is too short", separator: "It drops, and cannot hold more than a few packets." },
        { what: "A queue in a modem or switch", separator: "No queue of a host that was looked at is long." },
      ],
      advice: {
        now: "tc -s qdisc show dev <interface> on {host}: backlog divided by rate is the delay. Replace the queue below the shaper by fq_codel, or cut its limit to 20 ms of the rate, and measure again.",
        permanent:
          "fq_codel or cake below every shaper; shape to 95 % of a slower link behind, so that the queue is where it can be managed.",
        risk: "none",
        undo: "tc qdisc replace with the values read before.",
      },
      alert: {
        expr: "node_qdisc_backlog > 100000",
        for: "5m",
        say: "More than 100 kB wait in {{ $labels.kind }} on {{ $labels.device }} of {{ $labels.instance }}",
        needs: ["node_exporter --collector.qdisc"],
      },
    },
    qdiscDrop: {
      claim: "A shaper on {host} gets more than its rate: its short queue is full all the time, and what does not fit is dropped.",
      source: "https://manpages.debian.org/bookworm/iproute2/tc.8.en.html (dropped, overlimits)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "queues", table: "qdiscs", by: "drops", of: "during", say: "{key}" },
      lookAlikes: [{ what: "A queue that is far too long", separator: "It drops nothing, or little, and holds hundreds of packets." }],
      advice: {
        now: "Read the discipline that is named with tc -s qdisc on {host}: is that rate meant, and what fills it? Raise the rate, or slow the bulk traffic, and measure again.",
        permanent: "Voice and other small flows in a class of their own, or fq_codel; a rate that fits what was bought.",
        risk: "none",
        undo: "tc qdisc change with the values read before.",
      },
      alert: {
        expr: "rate(node_qdisc_drops_total[5m]) > 0",
        for: "10m",
        say: "{{ $labels.kind }} on {{ $labels.device }} of {{ $labels.instance }} drops packets",
        needs: ["node_exporter --collector.qdisc"],
      },
    },
    tapQueueFull: {
      claim:
        "The program behind a tun or tap device of {host} reads too slowly: packets wait in the device's queue, and what does not fit is dropped.",
      source: "https://elixir.bootlin.com/linux/v6.1/source/drivers/net/tun.c#L1085 (tun_net_xmit)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "counters", table: "taps", by: "dropped", of: "change", say: "{key}" },
      lookAlikes: [{ what: "A queueing discipline", separator: "tc counts nothing: the device's own tx dropped rises." }],
      advice: {
        now: "Look what the program that is named waits for: CPU time, a lock, an interface of its own. For a guest: the virtual machine's CPUs on {host}.",
        permanent: "More queues (multiqueue), vhost instead of a reader in user space, CPUs of its own for the program.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: {
        expr: 'rate(node_network_transmit_drop_total{device=~"(tap|tun|vnet).*"}[5m]) > 0 or rate(node_network_transmit_dropped_total{device=~"(tap|tun|vnet).*"}[5m]) > 0',
        for: "5m",
        say: "The queue of {{ $labels.device }} on {{ $labels.instance }} is full: its reader is too slow",
      },
    },
    softirqBudget: {
      claim:
        "The soft interrupt's budget on {host} is a few packets, and a real-time program keeps the thread that does the rest from running.",
      source:
        "https://elixir.bootlin.com/linux/v6.1/source/net/core/dev.c#L6662 (net_rx_action); kernel/softirq.c#L561 (MAX_SOFTIRQ_RESTART)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "kind", table: "cpus", by: "squeezes", of: "during", say: "CPU {key}" },
      lookAlikes: [
        { what: "time_squeeze rises and nothing is late: normal on a busy host", separator: "Then hundreds of packets come on each stop." },
        { what: "The real-time program alone", separator: "At the default budget one soft interrupt takes all that is there." },
      ],
      advice: {
        now: "On {host}, note what sysctl net.core.netdev_budget net.core.dev_weight show, set 300 and 64, and measure again.",
        permanent: "Take the values out of /etc/sysctl.d; keep real-time programs off the CPUs that take packets.",
        risk: "none",
        undo: "sysctl -w net.core.netdev_budget=<what it showed before> net.core.dev_weight=<what it showed before>",
      },
      alert: {
        expr: "rate(node_softnet_times_squeezed_total[5m]) > 1000",
        for: "5m",
        say: "The soft interrupts of CPU {{ $labels.cpu }} on {{ $labels.instance }} stop early a thousand times a second",
      },
    },
    ksoftirqdStarved: {
      claim: "A real-time program on {host} keeps the soft interrupts' thread from running: packets wait until the next timer tick.",
      source:
        "https://elixir.bootlin.com/linux/v6.1/source/kernel/softirq.c#L534 (MAX_SOFTIRQ_TIME); https://man7.org/linux/man-pages/man7/sched.7.html",
      at: ["sender", "receiver", "gateway"],
      object: { test: "cpu", table: "processes", by: "realtimePercent", of: "during", say: "{key}" },
      contributesTo: ["softirqBudget"],
      lookAlikes: [{ what: "A real-time program on a CPU that takes no packets", separator: "No soft interrupt stops with work left." }],
      advice: {
        now: "taskset -acp <CPUs that take no packets> <its pid> on {host}, and measure again.",
        permanent: "isolcpus or cpusets for real-time programs, and interrupts and RPS kept off these CPUs.",
        risk: "none",
        undo: "taskset -acp with the CPUs that it showed before.",
      },
      alert: { none: "node_exporter has no figure of real-time programs' CPU time." },
    },
    oversizedBacklog: {
      claim: "A CPU's receive backlog on {host} is far longer than the CPU can drain in time: packets wait there instead of being dropped.",
      source: "https://www.kernel.org/doc/html/v6.1/admin-guide/sysctl/net.html (netdev_max_backlog)",
      at: ["sender", "receiver", "gateway"],
      intervention: {
        change: "backlogLength",
        target: { to: "1000" },
        measure: "delay",
        amount: true,
        mechanism: { test: "queues", field: "cpuBacklogPackets", of: "during" },
      },
      lookAlikes: [{ what: "A backlog of the default length", separator: "It holds 1,000 packets and no more: some milliseconds." }],
      advice: {
        now: "On {host}, note what sysctl net.core.netdev_max_backlog shows, set a tenth, and measure delay and loss again.",
        permanent: "No larger than loss demands: in the lab 100,000 entries made 94 ms. Spread the flows over more CPUs instead.",
        risk: "none",
        undo: "sysctl -w net.core.netdev_max_backlog=<what it showed before>",
      },
      alert: {
        expr: "node_softnet_backlog_len > 1000",
        for: "1m",
        say: "More than 1,000 packets wait for CPU {{ $labels.cpu }} of {{ $labels.instance }}",
        needs: ["node_exporter 1.7 or later", "Linux 5.14 or later"],
      },
    },
    hostSteal: {
      claim: "The hypervisor gives {host}'s virtual CPUs to others, and packets wait until it runs again.",
      source: "https://man7.org/linux/man-pages/man5/proc_stat.5.html (steal)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "cpu", table: "cpus", by: "stealPercent", of: "during", say: "CPU {key}" },
      lookAlikes: [{ what: "The guest's own programs are busy", separator: "Then the time is user or system time." }],
      advice: {
        now: "Compare with the hypervisor's own load, or move the guest to a quieter one, and measure again.",
        permanent: "No overcommitment of CPUs for guests that must answer in time.",
        risk: "outage",
        undo: "Move the guest back.",
      },
      alert: {
        expr: 'sum by (instance, cpu) (rate(node_cpu_seconds_total{mode="steal"}[5m])) > 0.1',
        for: "10m",
        say: "The hypervisor takes more than 10 % of CPU {{ $labels.cpu }} from {{ $labels.instance }}",
      },
    },
    deepCStates: {
      claim: "{host}'s CPUs sleep so deeply that they wake late: the round trip is longer when nothing else runs.",
      source: "https://www.kernel.org/doc/html/v6.1/admin-guide/pm/cpuidle.html (exit latency)",
      at: ["sender", "receiver", "gateway"],
      lookAlikes: [{ what: "Interrupts that are held back", separator: "ethtool -c shows it, and idle states are shallow." }],
      advice: {
        now: "cpupower idle-set -D 50 on {host} (no idle state that takes more than 50 us to leave), and measure again.",
        permanent: "A tuned profile for latency, or /dev/cpu_dma_latency held by the program that needs it. It costs power.",
        risk: "none",
        undo: "cpupower idle-set -E",
      },
      alert: { none: "node_exporter's cpu.info has no idle states; compare the round trip at night with that of the day." },
    },
    coalescingLatency: {
      claim: "A card of {host} holds its interrupts back for long, so each packet waits.",
      source: "https://man7.org/linux/man-pages/man8/ethtool.8.html (-c, rx-usecs, adaptive-rx)",
      at: ["sender", "receiver", "gateway"],
      object: { test: "cards", table: "interfaces", by: "rxUsecs", of: "once", say: "{key}" },
      lookAlikes: [{ what: "CPUs that sleep deeply", separator: "rx-usecs is small, and idle states take long to leave." }],
      advice: {
        now: "ethtool -C <interface> adaptive-rx on, or rx-usecs 8, on {host}, and measure again.",
        permanent: "Keep it by the configuration of the interface. More interrupts cost CPU time.",
        risk: "none",
        undo: "ethtool -C <interface> rx-usecs <what it showed before>",
      },
      alert: { none: "Coalescing is no metric; check it with the configuration." },
    },
    delayOutside: {
      claim: "The delay arises outside the hosts looked at: in a switch, a modem, a hop nobody named, or because the way is long.",
      source: "By elimination; https://www.rfc-editor.org/rfc/rfc2681 (round-trip delay and its parts)",
      at: [],
      remainder: true,
      lookAlikes: [{ what: "A queue on a host nobody named", separator: "Name each hop you can log in to as gateway." }],
      advice: {
        now: "Name the hop in between as a gateway and start again; or probe hop by hop while the load runs: the delay begins behind the first slow one.",
        permanent: "Shape to 95 % of the slowest link, so that its queue stays empty and yours is managed.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: { none: "The queue that delays is not on these hosts; alert on the probe's own round trip." },
    },
  },

  tests: [
    {
      id: "receivingEnd",
      collect: "transferPeer",
      on: ["receiver"],
      phase: "reproduce",
      when: "during",
      args: { target: { input: "target" }, port: { input: "port" } },
      why: "Culprit's load needs somebody who takes it. Where this host cannot listen at that address, there is only the load that is there anyway.",
      predicts: {},
    },
    {
      id: "queues",
      collect: "queueWatch",
      on: ["sender", "receiver", "gateway"],
      phase: "reproduce",
      when: "during",
      why: "The bytes that wait divided by the rate are the delay. A queue that holds twenty kilobytes or more is longer than a dozen full packets.",
      predicts: {
        bufferbloat: [{ field: "bloated", of: "during", is: "equal", value: true, strength: "both" }],
        qdiscDrop: [{ field: "overrun", of: "during", is: "equal", value: true, strength: "both" }],
        oversizedBacklog: [{ field: "cpuBacklogPackets", of: "during", is: "above", value: 10_000, strength: "both" }],
      },
    },
    {
      id: "cpu",
      collect: "cpuTime",
      on: ["sender", "receiver", "gateway"],
      phase: "reproduce",
      when: "during",
      why: "Who had the CPUs meanwhile: the hypervisor, a real-time program, or nobody, in an idle state that takes long to leave.",
      predicts: {
        hostSteal: [{ field: "stealPercent", of: "during", is: "atLeast", value: 10, strength: "both" }],
        deepCStates: [{ field: "deepIdlePercent", of: "during", is: "atLeast", value: 30, strength: "both" }],
      },
    },
    {
      id: "counters",
      collect: "pathCounters",
      on: ["sender", "receiver", "gateway"],
      phase: "reproduce",
      when: "around",
      why: "Soft interrupts that stop with work left are counted here, and packets that a program behind a tun or tap did not read.",
      predicts: { tapQueueFull: [{ field: "tapDropped", is: "above", value: 0, strength: "both" }] },
    },
    {
      id: "kind",
      collect: "delays",
      on: ["sender", "receiver", "gateway"],
      phase: "reproduce",
      when: "during",
      why: "Whether the delay is there without load or with it, and whether soft interrupts stop after a few packets.",
      predicts: {
        softirqBudget: [{ field: "stopsEarly", of: "during", is: "equal", value: true, strength: "both" }],
        ksoftirqdStarved: [{ field: "threadStarved", of: "during", is: "equal", value: true, strength: "both" }],
        delayOutside: [{ field: "explainedHere", of: "during", is: "equal", value: false, strength: "necessary" }],
        deepCStates: [{ field: "idleSlower", of: "during", is: "equal", value: true, strength: "necessary" }],
      },
    },
    {
      id: "cards",
      collect: "cardHardware",
      on: ["sender", "receiver", "gateway"],
      phase: "initialConditions",
      when: "once",
      args: { expectedMbit: { input: "loadMbit" } },
      why: "Interrupts that a card holds back delay every packet.",
      predicts: {
        coalescingLatency: [{ field: "delayingCards", of: "once", is: "above", value: 0, strength: "both" }],
        delayOutside: [{ field: "delayingCards", of: "once", is: "equal", value: 0, strength: "necessary" }],
      },
    },
  ],
});
