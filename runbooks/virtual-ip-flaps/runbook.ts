import { defineRunbook } from "#machines";

/** The files of the daemon's configuration say when they were written last. */
const CONFIGURED = {
  test: "keepalived",
  field: "changedSecondsAgo",
  say: "the configuration of keepalived on {host} was changed",
} as const;

/** Whoever hears no adverts takes over. keepalived counts those it could not send among those it sent, so its own counter shows none of these causes. */
const TWO_MASTERS = {
  expr: "count by (ip_address) (keepalived_vrrp_state == 2) > 1",
  for: "1m",
  say: "{{ $labels.ip_address }} has more than one master",
  needs: ["keepalived-exporter"],
} as const;

/** A virtual address moves between two routers, or is on both, or on the wrong one. Story: a master whose adverts left seconds late, because its process waited. */
export default defineRunbook({
  id: "virtual-ip-flaps",
  version: 4,
  title: "A virtual address flaps, or is on the wrong router",
  symptoms: [
    "the virtual IP moves between the load balancers every few seconds",
    "keepalived flaps between MASTER and BACKUP",
    "VRRP: both routers are master, split brain",
    "dozens of mails: Entering MASTER STATE, Entering BACKUP STATE",
    "Receive advertisement timeout in the keepalived log",
    "the virtual address is on the wrong balancer and does not come back",
    "L3 HA router is active on two network nodes",
    "the VIP jumps back and forth, VRRP fails over at night for no reason",
    "both nodes hold the virtual IP at the same time",
  ],

  roles: {
    master: { title: "Master", about: "The router that should have the address: the one with the higher priority.", required: true },
    backup: { title: "Backup", about: "The router that takes over, and should not.", required: true },
    others: {
      title: "Other routers",
      about: "Further routers of the same group. One that is not named counts as a stranger.",
      required: false,
      most: 3,
    },
    hypervisor: { title: "Compute host", about: "The host on which the master runs, where it is a virtual machine.", required: false },
  },

  inputs: {
    address: {
      title: "Virtual address",
      about: "The address that the routers share.",
      type: "ipAddress",
      example: "192.0.2.100",
      required: true,
    },
    seconds: {
      title: "Seconds to watch",
      about:
        "How long adverts are watched. 12 s hold one whole spell of flapping every nine seconds; for one every few minutes, watch that long.",
      type: "seconds",
      example: "12",
      required: false,
      default: "12",
      least: 5,
      most: 3600,
    },
  },

  reproduction: {
    collect: "adverts",
    role: "backup",
    args: { seconds: { input: "seconds" }, address: { input: "address" } },
    // Listening costs little, reading everything else on both sides of a window does.
    watchArgs: { seconds: { literal: "120" } },
    why: "The silence between adverts is measured where it makes a router take over, and at the same time where the adverts leave.",
    proof: [
      { field: "complete", is: "equal", value: true },
      { field: "watchedSeconds", is: "atLeast", value: 4 },
    ],
    sentField: "watchedSeconds",
  },

  measures: {
    silence: {
      title: "adverts",
      word: "did not come in time",
      missing: { test: "reproduction", field: "missed", of: "during" },
      present: { test: "reproduction", role: "backup", field: "missed", of: "during", is: "above", value: 0 },
    },
    takeover: {
      title: "adverts",
      word: "were sent by the backup itself",
      missing: { test: "reproduction", field: "sent", of: "during" },
      present: { test: "reproduction", role: "backup", field: "sent", of: "during", is: "above", value: 0 },
    },
    displaced: {
      title: "virtual address",
      word: "is missing on the master",
      missing: { test: "adverts", role: "master", field: "lacking", of: "during" },
      present: { test: "adverts", role: "master", field: "lacking", of: "during", is: "above", value: 0 },
    },
    // A backup that refuses the master's adverts may send none of its own: with each that it refuses keepalived puts its next one off.
    doubled: {
      title: "virtual address",
      word: "is on the backup",
      missing: { test: "reproduction", field: "holding", of: "during" },
      present: { test: "reproduction", role: "backup", field: "holding", of: "during", is: "above", value: 0 },
    },
  },

  rests: {
    held: {
      title: "ms of one halt of the master's keepalived",
      word: "were seen",
      missing: { test: "vrrpDaemon", role: "master", field: "longestHoldMs", of: "during" },
      present: {
        test: "vrrpDaemon",
        role: "master",
        field: "longestHoldMs",
        of: "during",
        is: "above",
        // Longer than any backup waits: three intervals, and a skew of less than one (RFC 9568 section 6.1).
        value: { test: "keepalived", role: "master", field: "advertMs", of: "once", times: 4 },
      },
      // Where what holds it is named, it is no rest. Beside these the silence may be longer than the hold, which is not its cause then.
      beside: [
        "advertsLostOnPath",
        "igmpSnooping",
        "advertsIgnored",
        "firewallDrop",
        "splitBrain",
        "vrrpAuthMismatch",
        "advertTimerMismatch",
        "vrrpPriorityWrong",
        "duplicateVrid",
      ],
      suffices: true,
      means: "that is long enough for the backup to take over, whatever else is mended",
    },
  },

  // In the order of the way: the first place that nothing got to speaks for those behind it.
  hides: {
    way: {
      present: { test: "advertPath", role: "backup", field: "sentByMaster", of: "during", is: "equal", value: 0 },
      hypotheses: ["advertsLostOnPath", "igmpSnooping", "advertsIgnored"],
      means: "no advert left the master, so neither the way nor the backup had any to lose or to ignore",
    },
    backup: {
      present: { test: "advertPath", role: "backup", field: "arrived", of: "during", is: "equal", value: 0 },
      hypotheses: ["advertsIgnored"],
      means: "no advert of the master's came to the backup, so its packet filter had none to drop",
    },
  },

  hypotheses: {
    blockedLogger: {
      claim: "keepalived on {host} sends no adverts while it sleeps in a log message that waits for {object}.",
      source: "https://elixir.bootlin.com/linux/v6.12/source/net/unix/af_unix.c#L605 (unix_wait_for_peer); syslog(3)",
      at: ["master"],
      object: { test: "vrrpDaemon", table: "waits", by: "logReaderMs", of: "during", say: "{key}", some: "the log reader" },
      lookAlikes: [
        {
          what: "A slow disk",
          separator:
            "The daemon sleeps in state S in unix_wait_for_peer, and no disk statistics show it; with a slow disk it is in state D.",
        },
        { what: "A network that loses adverts", separator: "The adverts are late already where they leave." },
      ],
      advice: {
        now: "Look at the state of the reader that is named on {host} (stopped, or waiting for its own disk), and let it go on: systemctl restart rsyslog, or kill -CONT.",
        permanent:
          "Find out what stopped the reader: a full disk, a remote log server that does not answer, a debugger. Log less (no --log-detail), and raise net.unix.max_dgram_qlen for longer slack.",
        risk: "none",
        undo: "Nothing has to be undone.",
      },
      alert: {
        expr: 'node_systemd_unit_state{name=~"(rsyslog|syslog-ng|systemd-journald).service",state=~"activating|deactivating|failed"} == 1 or on (instance) node_processes_state{state=~"T|t"} > 0',
        for: "1m",
        say: "The log service of {{ $labels.instance }} does not run well, or a process there is stopped: daemons that log may wait for it",
        needs: ["node_exporter --collector.systemd", "node_exporter --collector.processes"],
      },
    },
    slowDisk: {
      claim: "keepalived on {host} waits for {object} with each line it writes, and sends its adverts late.",
      source: "https://elixir.bootlin.com/linux/v6.12/source/mm/filemap.c (folio_wait_bit_common); proc_pid_stat(5), state D",
      at: ["master"],
      object: { test: "vrrpDaemon", table: "waits", by: "diskMs", of: "during", say: "{key}", some: "a disk" },
      lookAlikes: [
        { what: "A frozen file system", separator: "There the daemon sleeps in percpu_rwsem_wait, and no write reaches the disk." },
        { what: "A healthy daemon that is found in a write", separator: "It never waits for three samples in a row." },
      ],
      advice: {
        now: "Move the log off this disk, or log to a socket instead of a file: drop --log-console and the redirection on {host}, restart keepalived at a quiet time.",
        permanent:
          "Give the log volume enough throughput (limits of the volume's class count too: iostat does not show them), and do not mount it sync.",
        risk: "outage",
        undo: "Put the former options back and restart keepalived.",
      },
      alert: {
        expr: "rate(node_pressure_io_waiting_seconds_total[5m]) > 0.2",
        for: "10m",
        say: "Tasks of {{ $labels.instance }} wait for disks for a fifth of the time",
        needs: ["pressure stall information in the kernel (Linux 4.20 or later, psi=1 where it is off)"],
      },
    },
    frozenFileSystem: {
      claim:
        "The file system {object} of {host} is frozen, for a snapshot or a backup, and keepalived waits with its next line until it is thawed.",
      source: "https://www.kernel.org/doc/html/v6.1/filesystems/vfs.html (freeze_fs); fsfreeze(8)",
      at: ["master"],
      object: { test: "vrrpDaemon", table: "waits", by: "frozenMs", of: "during", say: "{key}", some: "with the log" },
      lookAlikes: [
        {
          what: "A slow disk",
          separator: "With a slow disk the daemon sleeps in the write or the sync itself (folio_wait_bit, jbd2), not before it.",
        },
      ],
      advice: {
        now: "Find who froze it: a backup agent, a snapshot through the guest agent. fsfreeze --unfreeze <mount point> on {host} thaws it, and spoils that snapshot.",
        permanent: "Keep logs of the VRRP daemon on another file system than the one that is frozen, or let it log to the journal only.",
        risk: "none",
        undo: "Let the backup run again.",
      },
      alert: { none: "No metric of node_exporter says that a file system is frozen; watch how long snapshots take." },
    },
    stoppedProcess: {
      claim: "{object} on {host} is stopped by a signal or a debugger, and sends nothing until it goes on.",
      source: "https://man7.org/linux/man-pages/man7/signal.7.html (SIGSTOP); proc_pid_stat(5), state T",
      at: ["master"],
      object: { test: "vrrpDaemon", table: "waits", by: "stoppedMs", of: "during", say: "{key}", some: "a process" },
      lookAlikes: [{ what: "CPU starvation", separator: "A starved process is in state R, a stopped one in state T." }],
      advice: {
        now: "kill -CONT <pid> on {host}, and look who stops it: gdb, strace, gcore, a freezer of a container, a script with kill -STOP.",
        permanent: "Take what stops it off the routers; audit signals with auditctl -a always,exit -S kill.",
        risk: "none",
        undo: "Nothing has to be undone.",
      },
      alert: {
        expr: 'node_processes_state{state=~"T|t"} > 0',
        for: "1m",
        say: "A process of {{ $labels.instance }} is stopped, by a signal or a debugger",
        needs: ["node_exporter --collector.processes"],
      },
    },
    cpuStarvation: {
      claim: "keepalived on {host} is ready to run and gets no CPU: {object} leaves it none.",
      source:
        "https://www.kernel.org/doc/html/v6.1/scheduler/sched-bwc.html; proc_pid_schedstat in https://www.kernel.org/doc/html/v6.1/scheduler/sched-stats.html",
      at: ["master"],
      object: { test: "vrrpDaemon", table: "waits", by: "cpuMs", of: "during", say: "{key}", some: "another process" },
      intervention: {
        change: "cpuQuota",
        args: { group: { object: true } },
        target: { to: "10000000" },
        measure: "takeover",
        settleSeconds: 5,
        mechanism: { test: "vrrpDaemon", field: "cpuMs", of: "during" },
      },
      lookAlikes: [
        {
          what: "A hypervisor that gives the machine no CPU",
          separator: "Stolen time grows, and all processes of the guest stand still, samples included.",
        },
        { what: "A busy host", separator: "The CPU graph may be idle: a quota of a control group is enough." },
      ],
      advice: {
        now: "Read cpu.stat of the control group that is named on {host}: when nr_throttled grows, raise its quota (systemctl set-property keepalived.service CPUQuota=).",
        permanent: "Give keepalived a group of its own without a quota, and a real-time priority: vrrp_rt_priority in global_defs.",
        risk: "none",
        undo: "systemctl set-property keepalived.service CPUQuota=<what it was before>",
      },
      alert: {
        expr: "rate(node_pressure_cpu_waiting_seconds_total[5m]) > 0.3",
        for: "10m",
        say: "Tasks of {{ $labels.instance }} wait for a CPU for a third of the time",
        needs: ["pressure stall information in the kernel (Linux 4.20 or later, psi=1 where it is off)"],
      },
    },
    hostSteal: {
      claim: "The hypervisor takes the CPU of {host} away: the whole virtual machine stands still, and its adverts with it.",
      source: "https://man7.org/linux/man-pages/man5/proc_stat.5.html (steal)",
      at: ["master"],
      lookAlikes: [
        { what: "CPU starvation within the guest", separator: "Stolen time stays flat, and one process waits while others run." },
        { what: "A paused machine (live migration, snapshot)", separator: "A silence of the whole machine with no stolen time at all." },
      ],
      advice: {
        now: "Move the virtual machine {host} to a compute host with free CPUs, or pin its virtual CPUs.",
        permanent: "Do not overcommit CPUs on hosts that carry routers; reserve them.",
        risk: "reload",
        undo: "Move it back.",
      },
      alert: {
        expr: 'avg by (instance) (rate(node_cpu_seconds_total{mode="steal"}[5m])) > 0.05',
        for: "10m",
        say: "The hypervisor takes more than 5 % of the CPU time of {{ $labels.instance }}",
      },
    },
    vhostUserspace: {
      claim: "On {host}, packets of {object} pass through QEMU's own process instead of the kernel (vhost-net), and wait there.",
      source: "qemu-system-x86_64(1), -netdev tap; https://elixir.bootlin.com/linux/v6.6/source/drivers/vhost/net.c",
      at: ["hypervisor"],
      object: { test: "vhost", table: "guests", by: "missing", of: "once", say: "{key}", some: "a guest" },
      lookAlikes: [
        { what: "An overcommitted host", separator: "Stolen time grows in the guest; every queue has its descriptor of /dev/vhost-net." },
        {
          what: "The module is loaded and machines from before still run without",
          separator: "Descriptors per machine, not the module's use count.",
        },
      ],
      advice: {
        now: "Load vhost_net on {host} and restart one machine, the one that is named; compare it with another that is left as it was, before you restart all.",
        permanent: "Load vhost_net at boot (/etc/modules-load.d), and check the descriptors of each machine after starts.",
        risk: "outage",
        undo: "Start the machine with <driver name='qemu'/> in its interface.",
      },
      alert: { none: "node_exporter does not look into processes; check the descriptors with a script for the textfile collector." },
    },
    clockStep: {
      claim:
        "The clock of {host} was set while adverts were watched: logs show false gaps, and a daemon that uses it for its timers sends late.",
      source: "clock_settime(2); https://github.com/acassen/keepalived/blob/v2.2.7/lib/timer.c",
      at: ["master"],
      lookAlikes: [{ what: "A real silence", separator: "The silence is measured on the monotonic clock, which nobody sets." }],
      advice: {
        now: "Look at chronyc tracking or timedatectl on {host}: which of two services sets the clock, and by how much.",
        permanent: "One time service, which slews; a guest agent that sets the clock after a snapshot counts as a second one.",
        risk: "none",
        undo: "Nothing has to be undone.",
      },
      alert: {
        expr: "max_over_time((node_time_seconds - timestamp(node_time_seconds))[10m:30s]) - min_over_time((node_time_seconds - timestamp(node_time_seconds))[10m:30s]) > 1",
        for: "0m",
        say: "The clock of {{ $labels.instance }} moved by more than a second against that of Prometheus",
      },
    },
    advertsLostOnPath: {
      claim: "Adverts leave the master in time and are lost on {object}; neither router dropped them unseen.",
      source: "RFC 5798 6.4.2 (Master_Down_Timer), https://www.rfc-editor.org/rfc/rfc5798",
      at: [],
      object: { test: "advertPath", table: "ways", by: "lost", of: "during", say: "{key}", some: "the way" },
      contributesTo: ["igmpSnooping"],
      lookAlikes: [
        { what: "A sender that is late", separator: "The silence is there already where the adverts leave." },
        { what: "A filter on the receiver", separator: "A capture on the receiver takes its copy before any filter, and shows them." },
        {
          what: "The backup's own backlog, ring or card, or an XDP program there",
          separator:
            "Its counts of such drops rise in the window, or ip -o link shows the program; small-packet-loss says which of them it is.",
        },
        { what: "The capture's own loss", separator: "What the kernel dropped from the capture is read; above 0 nothing is concluded." },
      ],
      advice: {
        now: "Let the adverts go to the peer directly on both routers (unicast_peer in the vrrp_instance): if that stops it, multicast is lost on the way.",
        permanent:
          "Look at the switch port: multicast flooding (on a Linux bridge bridge -d link show: mcast_flood off), storm control, IGMP snooping without a querier; in OpenStack at allowed address pairs and a security group rule for protocol 112.",
        risk: "reload",
        undo: "Take unicast_peer out again and reload.",
      },
      alert: {
        expr: "rate(keepalived_advertisements_received_total[2m]) < 0.8 and on (instance, iname, vrid) keepalived_vrrp_state == 1",
        for: "3m",
        say: "{{ $labels.instance }} is backup of {{ $labels.iname }} and hears fewer adverts than it should",
        needs: ["keepalived-exporter", "adverts once a second (advert_int 1); else the same part of your own rate"],
      },
    },
    igmpSnooping: {
      claim:
        "A switch between the routers forgets that they listen to VRRP's group about 260 s after each start, because nobody asks (IGMP snooping without a querier).",
      source: "RFC 3376 8.4 (Group Membership Interval); RFC 4541 2.1.2, https://www.rfc-editor.org/rfc/rfc4541",
      at: [],
      lookAlikes: [
        {
          what: "A filter that drops multicast",
          separator: "It does so from the first second; the backup takes over 3 to 4 s after its start.",
        },
        {
          what: "A Linux bridge with snooping",
          separator:
            "It learns no membership of 224.0.0.0/24 and floods it always: VRRP passes without a querier, unless a port has mcast_flood off.",
        },
      ],
      advice: {
        now: "Restart keepalived on the backup and look whether the address stays for four minutes; then switch a querier on in this VLAN.",
        permanent:
          "A querier in each VLAN with snooping, or no snooping there. RFC 4541 wants 224.0.0.0/24 flooded: ask the switch's vendor.",
        risk: "none",
        undo: "Switch the querier off again.",
      },
      alert: TWO_MASTERS,
    },
    advertsIgnored: {
      claim: "Adverts arrive on {host}, and its packet filter ({object}) or routing checks drop them before the daemon sees one.",
      source:
        "https://manpages.debian.org/bookworm/nftables/nft.8.en.html (hooks); https://elixir.bootlin.com/linux/v6.12/source/net/core/dev.c (ptype_all before ingress)",
      at: ["backup"],
      object: { test: "firewall", table: "dropRules", by: "packets", of: "change", say: "{key}" },
      intervention: {
        change: "passAdverts",
        args: { rule: { object: true } },
        target: { to: "on" },
        measure: "takeover",
        settleSeconds: 5,
        mechanism: { test: "firewall", table: "dropRules", by: "packets", of: "change" },
      },
      lookAlikes: [
        { what: "Loss on the way", separator: "A capture on this host shows the adverts; what a socket gets differs." },
        { what: "A daemon that refuses them", separator: "A socket for the protocol gets them, and the log says why they are refused." },
      ],
      advice: {
        now: "nft insert rule <the rule's table and chain> ip protocol 112 accept on {host}, above the rule that is named.",
        permanent: "Allow protocol 112 from the partners where the rules are made; check the reverse path filter on the interface.",
        risk: "none",
        undo: "Delete the inserted rule by its handle.",
      },
      alert: TWO_MASTERS,
    },
    firewallDrop: {
      claim: "A packet filter rule on {host} ({object}) drops the adverts that keepalived sends.",
      source: "https://manpages.debian.org/bookworm/nftables/nft.8.en.html (hook output)",
      at: ["master"],
      object: { test: "firewall", table: "dropRules", by: "packets", of: "change", say: "{key}" },
      intervention: {
        change: "passAdverts",
        args: { rule: { object: true } },
        target: { to: "on" },
        measure: "takeover",
        settleSeconds: 5,
        mechanism: { test: "firewall", table: "dropRules", by: "packets", of: "change" },
      },
      lookAlikes: [
        { what: "A process that is held", separator: "The process sits in its own loop, and its log says that it could not send." },
      ],
      advice: {
        now: "nft insert rule <the rule's table and chain> ip protocol 112 accept on {host}, above the rule that is named.",
        permanent: "Allow protocol 112 and 224.0.0.18 where the rules are made.",
        risk: "none",
        undo: "Delete the inserted rule by its handle.",
      },
      alert: TWO_MASTERS,
    },
    splitBrain: {
      claim:
        "The routers have the same virtual address and different virtual router ids: each is the only one of its own pair. On {host} the id was changed last ({object}).",
      source: "RFC 5798 5.2.3 (VRID); keepalived.conf(5), virtual_router_id",
      at: ["master", "backup"],
      object: { test: "vrrpPair", table: "settings", by: "vrid", of: "once", say: "{key}" },
      setOff: CONFIGURED,
      lookAlikes: [
        { what: "Adverts that do not arrive", separator: "They arrive, and name another id." },
        { what: "A foreign pair with the same id", separator: "It has other addresses; here the address is the same." },
      ],
      advice: {
        now: "Set the partner's virtual_router_id in the configuration of {host}, and reload keepalived.",
        permanent: "One template for both routers, in which only priority and state differ.",
        risk: "reload",
        undo: "Put the former id back and reload.",
      },
      alert: TWO_MASTERS,
    },
    duplicateVrid: {
      claim:
        "{object} on the same network use the same virtual router id, and are none of the routers looked at: each puts the other's adverts off.",
      source: "RFC 5798 5.2.3 (VRID), 6.4.3; https://www.rfc-editor.org/rfc/rfc5798",
      at: [],
      object: { test: "advertPath", table: "strangers", by: "adverts", of: "during", say: "{key}", some: "others" },
      lookAlikes: [
        { what: "A third router of the same group", separator: "Name it as one of the other routers, and it is no stranger." },
        { what: "A process that is held", separator: "Its silences have no foreign advert in them." },
      ],
      advice: {
        now: "Find the routers that are named by their addresses, and ask whose they are. Give one of the pairs another id.",
        permanent:
          "Keep a register of ids for each network; in OpenStack one per HA network. A password does not help: refused adverts still put timers off.",
        risk: "reload",
        undo: "Put the former id back and reload.",
      },
      alert: {
        expr: "rate(keepalived_address_list_errors_total[5m]) > 0",
        for: "5m",
        say: "{{ $labels.instance }} hears adverts of its id {{ $labels.vrid }} with other addresses",
        needs: ["keepalived-exporter"],
      },
    },
    vrrpAuthMismatch: {
      claim: "The routers do not share the same authentication, and refuse each other. On {host} it was changed last ({object}).",
      source: "keepalived.conf(5), authentication; RFC 3768 10",
      at: ["master", "backup"],
      object: { test: "vrrpPair", table: "settings", by: "auth", of: "once", say: "{key}" },
      setOff: CONFIGURED,
      lookAlikes: [
        {
          what: "Adverts that a filter drops",
          separator: "The log says that they came and were refused: invalid passwd, or received a 0 auth.",
        },
      ],
      advice: {
        now: "Set the partner's password in the configuration of {host}, and reload keepalived. Only the first eight characters count.",
        permanent: "No authentication at all, as RFC 5798 has it: it travels in clear. Filter protocol 112 by source instead.",
        risk: "reload",
        undo: "Put the former password back and reload.",
      },
      alert: {
        expr: "rate(keepalived_authentication_invalid_total[5m]) + rate(keepalived_authentication_mismatch_total[5m]) + rate(keepalived_authentication_failure_total[5m]) > 0",
        for: "5m",
        say: "{{ $labels.instance }} refuses adverts for their authentication",
        needs: ["keepalived-exporter"],
      },
    },
    advertTimerMismatch: {
      claim:
        "The routers state different advert intervals, and VRRP version 2 refuses what does not match. On {host} it was changed last ({object}).",
      source: "RFC 3768 7.1 (Advertisement Interval must match); keepalived.conf(5), advert_int",
      at: ["master", "backup"],
      object: { test: "vrrpPair", table: "settings", by: "interval", of: "once", say: "{key}" },
      setOff: CONFIGURED,
      lookAlikes: [{ what: "Version 3", separator: "There a backup takes the interval over from the master, and nothing is refused." }],
      advice: {
        now: "Set the partner's advert_int in the configuration of {host}, and reload keepalived.",
        permanent: "One template for both routers, in which only priority and state differ.",
        risk: "reload",
        undo: "Put the former interval back and reload.",
      },
      alert: {
        expr: "rate(keepalived_advertisements_interval_errors_total[5m]) > 0",
        for: "5m",
        say: "{{ $labels.instance }} refuses adverts for their interval",
        needs: ["keepalived-exporter"],
      },
    },
    vrrpPriorityWrong: {
      claim: "The {object} of {host} makes the wrong router the master: it is not above its partner's, or a check takes it below and back.",
      source: "RFC 5798 6.4.2 and 6.4.3; keepalived.conf(5), priority, weight",
      at: ["master"],
      object: { test: "vrrpPair", table: "settings", by: "priority", of: "once", say: "{key}", some: "priority" },
      setOff: CONFIGURED,
      lookAlikes: [
        { what: "A master that is late", separator: "Here the backup's priority is higher, and the master yields as it should." },
        { what: "A check that fails for good reason", separator: "It fails once and stays so; a shaky one comes back within seconds." },
      ],
      advice: {
        now: "Raise the priority of {host} above its partner's, or lower the weight of the check below the difference, and reload keepalived.",
        permanent: "Give shaky checks fall and rise counts and a time limit they can keep; write down which router is to be the master.",
        risk: "reload",
        undo: "Put the former value back and reload.",
      },
      alert: {
        expr: "max without (state) (increase(keepalived_become_master_total[10m])) > 2",
        for: "1m",
        say: "{{ $labels.instance }} became master of {{ $labels.iname }} more than twice within ten minutes",
        needs: ["keepalived-exporter"],
      },
    },
  },

  tests: [
    {
      id: "adverts",
      collect: "adverts",
      on: ["master", "others"],
      phase: "reproduce",
      when: "during",
      args: { seconds: { input: "seconds" }, address: { input: "address" } },
      why: "What leaves the master, in the same window: a silence that is there already is no matter of the network.",
      predicts: {
        clockStep: [{ field: "clockStepMs", is: "atLeast", value: 500, strength: "both" }],
        blockedLogger: [{ field: "sentLate", is: "equal", value: true, strength: "necessary" }],
        slowDisk: [{ field: "sentLate", is: "equal", value: true, strength: "necessary" }],
        frozenFileSystem: [{ field: "sentLate", is: "equal", value: true, strength: "necessary" }],
        stoppedProcess: [{ field: "sentLate", is: "equal", value: true, strength: "necessary" }],
        cpuStarvation: [{ field: "sentLate", is: "equal", value: true, strength: "necessary" }],
        hostSteal: [{ field: "sentLate", is: "equal", value: true, strength: "necessary" }],
        firewallDrop: [{ field: "sentLate", is: "equal", value: true, strength: "necessary" }],
      },
    },
    {
      id: "advertPath",
      collect: "advertPath",
      on: ["backup"],
      phase: "reproduce",
      when: "during",
      why: "Late at the sender means a process or its host; late on the way, the network; in time and not delivered, this host's filter; none of it, what the adverts say.",
      predicts: {
        advertsLostOnPath: [{ field: "lostOnPath", is: "equal", value: true, strength: "both" }],
        igmpSnooping: [{ field: "lostOnPath", is: "equal", value: true, strength: "necessary" }],
        advertsIgnored: [{ field: "filtered", is: "equal", value: true, strength: "both" }],
        duplicateVrid: [{ field: "strangers", is: "above", value: 0, strength: "both" }],
      },
    },
    {
      id: "firewall",
      collect: "firewall",
      on: ["master", "backup"],
      phase: "metrics",
      when: "around",
      why: "A rule that drops what the master sends counts it, while the process itself runs freely.",
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
      id: "scheduling",
      collect: "scheduling",
      on: ["master"],
      phase: "metrics",
      when: "around",
      why: "Time that the hypervisor took away: a whole machine that stands still is late with everything.",
      predicts: { hostSteal: [{ field: "stealTicks", is: "atLeast", value: { field: "cpuTicks", times: 0.05 }, strength: "both" }] },
    },
    {
      id: "keepalived",
      collect: "keepalived",
      on: ["master", "backup"],
      phase: "initialConditions",
      when: "once",
      args: { address: { input: "address" } },
      why: "Configuration and log of both: what they must have in common, who was changed last, and whether the daemon itself says that its timers expired late.",
      predicts: { advertTimerMismatch: [{ field: "version", is: "equal", value: 2, strength: "necessary" }] },
    },
    {
      id: "vrrpPair",
      collect: "vrrpPair",
      on: ["master", "backup"],
      phase: "initialConditions",
      when: "once",
      why: "Two routers that differ in id, password or interval are two pairs of one; priorities decide who is the master.",
      predicts: {
        splitBrain: [
          { field: "vridDiffers", is: "equal", value: true, strength: "necessary" },
          { field: "changedLast", is: "equal", value: true, strength: "both" },
        ],
        vrrpAuthMismatch: [
          { field: "authDiffers", is: "equal", value: true, strength: "necessary" },
          { field: "changedLast", is: "equal", value: true, strength: "both" },
        ],
        advertTimerMismatch: [
          { field: "intervalDiffers", is: "equal", value: true, strength: "necessary" },
          { field: "changedLast", is: "equal", value: true, strength: "both" },
        ],
        vrrpPriorityWrong: [{ field: "priorityWrong", is: "equal", value: true, strength: "both" }],
        igmpSnooping: [{ field: "lateTakeovers", is: "atLeast", value: 2, strength: "both" }],
      },
    },
    {
      id: "vhost",
      collect: "vhost",
      on: ["hypervisor"],
      phase: "initialConditions",
      when: "once",
      why: "A queue without a descriptor of /dev/vhost-net is served by QEMU's own process.",
      predicts: {
        vhostUserspace: [
          { field: "withoutVhost", is: "above", value: 0, strength: "both" },
          { field: "looked", is: "equal", value: { test: "adverts", role: "master", field: "sentLate" }, strength: "necessary" },
        ],
      },
    },
    {
      id: "vrrpDaemon",
      collect: "vrrpDaemon",
      on: ["master"],
      phase: "tracing",
      when: "during",
      why: "What the process was doing while no advert left: in its own loop, or held, and by what.",
      // A hold that explains a silence is as long as it, but for the interval before and the time between two samples.
      predicts: {
        blockedLogger: [
          { field: "heldByLogReader", is: "equal", value: true, strength: "both" },
          {
            field: "longestHoldMs",
            is: "atLeast",
            value: { test: "adverts", field: "sentGapMs", times: 0.8, plus: -800 },
            strength: "necessary",
          },
        ],
        slowDisk: [
          { field: "heldByDisk", is: "equal", value: true, strength: "both" },
          {
            field: "longestHoldMs",
            is: "atLeast",
            value: { test: "adverts", field: "sentGapMs", times: 0.8, plus: -800 },
            strength: "necessary",
          },
        ],
        frozenFileSystem: [
          { field: "heldByFreeze", is: "equal", value: true, strength: "both" },
          {
            field: "longestHoldMs",
            is: "atLeast",
            value: { test: "adverts", field: "sentGapMs", times: 0.8, plus: -800 },
            strength: "necessary",
          },
        ],
        stoppedProcess: [
          { field: "heldByStop", is: "equal", value: true, strength: "both" },
          {
            field: "longestHoldMs",
            is: "atLeast",
            value: { test: "adverts", field: "sentGapMs", times: 0.8, plus: -800 },
            strength: "necessary",
          },
        ],
        cpuStarvation: [
          { field: "heldByCpu", is: "equal", value: true, strength: "both" },
          {
            field: "longestHoldMs",
            is: "atLeast",
            value: { test: "adverts", field: "sentGapMs", times: 0.8, plus: -800 },
            strength: "necessary",
          },
        ],
        hostSteal: [
          {
            field: "longestHoldMs",
            is: "below",
            value: { test: "adverts", field: "sentGapMs", times: 0.8, plus: -800 },
            strength: "necessary",
          },
        ],
        firewallDrop: [
          {
            field: "longestHoldMs",
            is: "below",
            value: { test: "adverts", field: "sentGapMs", times: 0.8, plus: -800 },
            strength: "necessary",
          },
        ],
      },
    },
    {
      id: "daemonState",
      collect: "person",
      on: ["master"],
      phase: "verdict",
      when: "once",
      why: "What holds a process is for root to see. Whoever may look tells a stop, a logger, a frozen file system, a disk and the want of a CPU apart.",
      ask: {
        question: "What does the VRRP daemon of {host} wait for while its adverts are late?",
        where: 'On {host}, as root, several times while it flaps: "ps -o stat,wchan:32 -C keepalived"',
        choices: {
          stopped: "It is stopped: state T",
          logger: "A logger: unix_wait_for_peer, sock_alloc_send_pskb",
          frozen: "A frozen file system: percpu_rwsem_wait",
          disk: "A disk: state D in anything else",
          cpu: "A CPU: state R",
          loop: "Nothing: state S in its own loop, each time",
        },
      },
      predicts: {
        stoppedProcess: [{ field: "answer", is: "equal", value: "stopped", strength: "both" }],
        blockedLogger: [{ field: "answer", is: "equal", value: "logger", strength: "both" }],
        frozenFileSystem: [{ field: "answer", is: "equal", value: "frozen", strength: "both" }],
        slowDisk: [{ field: "answer", is: "equal", value: "disk", strength: "both" }],
        cpuStarvation: [{ field: "answer", is: "equal", value: "cpu", strength: "both" }],
      },
    },
  ],
});
