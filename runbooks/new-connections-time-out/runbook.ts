import { defineRunbook } from "#machines";

/** New TCP connections time out, are late, or are refused, while those that stand go on. */
export default defineRunbook({
  id: "new-connections-time-out",
  version: 4,
  title: "New connections time out",
  symptoms: [
    "new connections time out, established ones work on",
    "connect() hangs, connect timeout, connection timed out",
    "telnet or nc to the port hangs, EADDRNOTAVAIL",
    "connecting takes one, three or seven seconds",
    "cannot assign requested address",
    "no route to host, host is unreachable since the maintenance",
    "connection refused although the service runs",
    "the service does not accept new clients, ping is fine",
    "SYN is sent again and again, no SYN-ACK",
    "nf_conntrack: table full, dropping packet",
    "neighbor table overflow",
    "possible SYN flooding on port",
    "a guest's port does not answer since its security group was changed",
  ],

  roles: {
    client: { title: "Client", about: "A host whose new connections fail. The probe connects from here.", required: true },
    server: { title: "Server", about: "The host that has the target's address, if you can log in to it.", required: false },
    gateway: {
      title: "Gateway",
      about: "A router, firewall or translator between the two, in the order of the path from the client.",
      required: false,
      most: 4,
    },
    bystander: {
      title: "Bystander",
      about: "A host that should have nothing to do with it: one that may have the same address, or that a route leads to by mistake.",
      required: false,
      most: 3,
    },
    compute: {
      title: "Compute node",
      about: "Where the client or the server is a guest of a cloud: the host that it runs on, whose security groups filter it.",
      required: false,
      most: 2,
    },
  },

  inputs: {
    target: {
      title: "Address to connect to",
      about: "The service's address as the client uses it.",
      type: "ipAddress",
      example: "192.0.2.20",
      required: true,
    },
    port: { title: "TCP port", about: "The service's port.", type: "port", example: "443", required: true },
    source: {
      title: "Address to connect from",
      about: "The client's own address on the way to the service: where answers have to go.",
      type: "ipAddress",
      example: "192.0.2.10",
      required: true,
    },
    attempts: {
      title: "Attempts",
      about: "How many connections are tried. 60 show what hits one attempt in 20 with 95 % probability.",
      type: "count",
      example: "60",
      required: false,
      default: "60",
      least: 10,
      most: 500,
    },
    spacing: {
      title: "Time between two attempts in ms",
      about: "60 attempts 50 ms apart look at three seconds: long enough for bursts that come once a second.",
      type: "milliseconds",
      example: "50",
      required: false,
      default: "50",
      least: 5,
      most: 1_000,
    },
  },

  reproduction: {
    collect: "connectProbe",
    role: "client",
    args: { target: { input: "target" }, port: { input: "port" }, attempts: { input: "attempts" }, spacing: { input: "spacing" } },
    // One connection a second, and a window of a minute with 60.
    watchArgs: { spacing: { literal: "1000" } },
    why: "Connections are tried before anything is believed; while they run, every host of the path is watched.",
    proof: [{ field: "attempted", is: "atLeast", value: 10 }],
    sentField: "attempted",
    countArg: "attempts",
  },

  measures: {
    connects: {
      title: "connections",
      word: "did not come about",
      missing: { test: "reproduction", field: "hindered", of: "during" },
      of: { test: "reproduction", field: "attempted", of: "during" },
      present: { test: "reproduction", role: "client", field: "hindered", of: "during", is: "above", value: 0 },
    },
    served: {
      title: "connections",
      word: "were not taken by the server",
      missing: { test: "handshakePath", role: "client", field: "unserved", of: "during" },
      present: { test: "handshakePath", role: "client", field: "unserved", of: "during", is: "above", value: 0 },
    },
  },

  rests: {
    acceptQueue: {
      title: "connections",
      word: "wait in the service's accept queue, which is full",
      missing: { test: "listeners", role: "server", field: "acceptQueue", of: "after" },
      present: { test: "listeners", role: "server", field: "queueFull", of: "after", is: "equal", value: true },
      // These refuse a connection before the service's queue could.
      beside: ["conntrackFull", "firewallDrop", "qdiscDrop", "natPortsExhausted", "lossOutside"],
      means: "it would refuse those that get through as well",
    },
  },

  // In the order of the way: the first place that nothing got to speaks for those behind it.
  hides: {
    service: {
      present: { test: "handshakePath", role: "client", field: "cameTo", of: "during", is: "equal", value: "nowhere" },
      hypotheses: [
        "listenOverflow",
        "synFlood",
        "timestampsRefused",
        "firewallDrop",
        "qdiscDrop",
        "securityGroupDrop",
        "reversePathFilter",
      ],
      means: "no attempt reached the service, so neither its queues nor the rules on the rest of the way there and back had any to refuse",
    },
    answers: {
      present: { test: "handshakePath", role: "client", field: "cameTo", of: "during", is: "equal", value: "server" },
      hypotheses: ["listenOverflow", "firewallDrop", "qdiscDrop", "securityGroupDrop"],
      means: "no answer left the service's host, so nothing on the way back had any to drop",
    },
  },

  hypotheses: {
    conntrackFull: {
      claim: "The connection-tracking table of {host} is full, so the first packet of a new connection is dropped.",
      source: "https://www.kernel.org/doc/html/v6.12/networking/nf_conntrack-sysctl.html (nf_conntrack_max)",
      at: ["client", "gateway", "server"],
      intervention: {
        change: "conntrackSize",
        target: { times: 4, most: 1_048_576 },
        measure: "connects",
        mechanism: { test: "handshakes", field: "trackingDrops", of: "during" },
      },
      lookAlikes: [
        { what: "The table is nearly full and refuses nobody", separator: "Its drop counter does not move." },
        { what: "No port is left to translate to", separator: "insert_failed rises, and entries stay below the limit." },
        { what: "A full accept queue", separator: "The SYN reaches the server's socket: ListenOverflows rises there." },
      ],
      advice: {
        now: "sysctl -w net.netfilter.nf_conntrack_max=<twice the present value> on {host}, and try again.",
        permanent:
          "Size it as new connections per second times their timeout, raise the buckets with it, shorten nf_conntrack_tcp_timeout_established (5 days by default), exempt what needs no tracking.",
        risk: "none",
        undo: "sysctl -w net.netfilter.nf_conntrack_max=<what it showed before>",
      },
      alert: {
        expr: "node_nf_conntrack_entries / node_nf_conntrack_entries_limit > 0.8",
        for: "5m",
        say: "The connection-tracking table of {{ $labels.instance }} is above 80 %",
      },
    },
    listenOverflow: {
      claim: "The accept queue of {object} on {host} is full: its program accepts too slowly, or the queue is too short for the bursts.",
      source: "https://elixir.bootlin.com/linux/v6.12/source/net/ipv4/tcp_input.c (tcp_conn_request: sk_acceptq_is_full)",
      at: ["server"],
      object: { test: "listeners", table: "listeners", by: "weight", of: "after", say: "{key}", some: "a listening socket" },
      lookAlikes: [
        { what: "Too many half-open connections", separator: "TCPReqQFullDrop rises and the accept queue is short." },
        { what: "The SYN never arrives", separator: "A capture on the server does not show it." },
        { what: "The program is out of descriptors", separator: "Open descriptors stand at their limit." },
      ],
      advice: {
        now: "Look at what {object} waits for (a lock, a backend, the CPU). If it keeps up on average, raise net.core.somaxconn and the program's own backlog, and restart it.",
        permanent: "Accept in a loop or in several processes (SO_REUSEPORT), set the backlog to the largest burst, alert on overflows.",
        risk: "reload",
        undo: "sysctl -w net.core.somaxconn=<what it showed before>, and restart the program.",
      },
      alert: {
        expr: "rate(node_netstat_TcpExt_ListenOverflows[5m]) > 0",
        for: "5m",
        say: "An accept queue of {{ $labels.instance }} overflows",
      },
    },
    synFlood: {
      claim: "{host} has more half-open connections than it may, and refuses further SYNs: cookies are off.",
      source: "https://www.kernel.org/doc/html/v6.12/networking/ip-sysctl.html (tcp_max_syn_backlog, tcp_syncookies)",
      at: ["server"],
      object: { test: "listeners", table: "listeners", by: "weight", of: "after", say: "{key}" },
      lookAlikes: [
        { what: "A full accept queue", separator: "ListenOverflows rises; the queue of half-open connections is short." },
        { what: "SYN-ACKs are lost on the way back", separator: "Half-open connections of real clients, and no refusal is counted." },
      ],
      advice: {
        now: "sysctl -w net.ipv4.tcp_syncookies=1 on {host}; look at where the SYNs come from.",
        permanent: "Leave cookies on, raise net.ipv4.tcp_max_syn_backlog and the program's backlog, limit SYNs in front of the host.",
        risk: "none",
        undo: "sysctl -w net.ipv4.tcp_syncookies=<what it showed before>",
      },
      alert: {
        expr: "rate(node_netstat_TcpExt_SyncookiesSent[5m]) > 0 or rate(node_netstat_TcpExt_ListenDrops[5m]) - rate(node_netstat_TcpExt_ListenOverflows[5m]) > 0",
        for: "5m",
        say: "{{ $labels.instance }} meets more half-open connections than it keeps",
      },
    },
    timestampsRefused: {
      claim:
        "{host} refuses SYNs because their timestamps are older than one it saw from the same address: several clients behind one translation.",
      source:
        "RFC 7323 5.3, https://www.rfc-editor.org/rfc/rfc7323; https://elixir.bootlin.com/linux/v4.11/source/net/ipv4/tcp_metrics.c (tcp_peer_is_proven)",
      at: ["server"],
      lookAlikes: [
        { what: "A full accept queue", separator: "ListenOverflows rises with the refusals." },
        { what: "Old segments of standing connections", separator: "Connections stand, and no SYN goes unanswered." },
      ],
      advice: {
        now: "sysctl -w net.ipv4.tcp_tw_recycle=0 on {host} where that setting exists (before Linux 4.12); else tcp_timestamps=0 on one client, and try again.",
        permanent: "Never set tcp_tw_recycle; let the translation use more addresses, so that ports come back later.",
        risk: "none",
        undo: "sysctl -w net.ipv4.tcp_timestamps=<what it showed before>",
      },
      alert: {
        expr: "rate(node_netstat_TcpExt_PAWSPassive[5m]) > 0 or rate(node_netstat_TcpExt_PAWSTimewait[5m]) > 0 or rate(node_netstat_TcpExt_PAWSEstab[5m]) > 1",
        for: "10m",
        say: "{{ $labels.instance }} refuses segments because their timestamps are too old",
        needs: [
          "node_exporter --collector.netstat.fields with TcpExt_PAWSPassive",
          "node_exporter --collector.netstat.fields with TcpExt_PAWSTimewait",
          "node_exporter --collector.netstat.fields with TcpExt_PAWSEstab",
        ],
      },
    },
    serviceDown: {
      claim: "Nothing listens on {host} where clients connect to: its kernel answers every SYN with a reset.",
      source: "RFC 9293 3.10.7.1, https://www.rfc-editor.org/rfc/rfc9293",
      at: ["server"],
      lookAlikes: [
        { what: "A rule rejects with a reset", separator: "A program listens, and the reset comes from a filter." },
        { what: "Another host has the same address", separator: "The reset does not leave this host." },
      ],
      advice: {
        now: "Look at why the program is not running or listens on another address: ss -ltnp, and its own log.",
        permanent: "Let the service manager restart it, and watch the port from outside.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: {
        expr: 'probe_success{job="blackbox-tcp"} == 0',
        for: "2m",
        say: "{{ $labels.instance }} does not accept connections",
        needs: ["blackbox_exporter, probing each service under the job blackbox-tcp"],
      },
    },
    socketLeak: {
      claim: "The program behind {object} on {host} is out of file descriptors: it never closes connections that its clients have closed.",
      source:
        "https://man7.org/linux/man-pages/man2/accept.2.html (EMFILE); https://man7.org/linux/man-pages/man2/getrlimit.2.html (RLIMIT_NOFILE)",
      at: ["server"],
      object: { test: "listeners", table: "listeners", by: "weight", of: "after", say: "{key}", some: "a listening socket" },
      lookAlikes: [
        { what: "A program that accepts too slowly", separator: "It has descriptors left." },
        { what: "Clients that keep their connections", separator: "ESTABLISHED instead of CLOSE-WAIT." },
      ],
      advice: {
        now: "Restart the program; prlimit --nofile raises the limit of the running process and gains time.",
        permanent: "Mend the program: it has to close a connection when it reads its end. Watch open descriptors against the limit.",
        risk: "outage",
        undo: "prlimit --nofile=<what it showed before>",
      },
      alert: {
        expr: "process_open_fds / process_max_fds > 0.8",
        for: "10m",
        say: "{{ $labels.job }} on {{ $labels.instance }} has used four fifths of its descriptors",
        needs: ["a service that exports metrics of its own process, as Prometheus' client libraries do"],
      },
    },
    portsExhausted: {
      claim: "{host} has no local port left towards this service: {object}.",
      source:
        "https://www.kernel.org/doc/html/v6.12/networking/ip-sysctl.html (ip_local_port_range); https://man7.org/linux/man-pages/man2/connect.2.html (EADDRNOTAVAIL)",
      at: ["client"],
      object: { test: "localPorts", table: "holders", by: "ports", of: "once", say: "{key}" },
      lookAlikes: [
        { what: "Hundreds of sockets in TIME-WAIT", separator: "Normal while the range has room; no attempt fails for want of a port." },
        { what: "No port is left on the translating gateway", separator: "The client has ports, and its SYN leaves it." },
      ],
      advice: {
        now: "sysctl -w net.ipv4.ip_local_port_range='1024 65535' on {host}; for TIME-WAIT also net.ipv4.tcp_tw_reuse=1.",
        permanent: "Keep connections and use them again; connect to more addresses of the service; close from the other side.",
        risk: "none",
        undo: "sysctl -w net.ipv4.ip_local_port_range='<what it showed before>'",
      },
      alert: {
        expr: "node_sockstat_TCP_tw > 20000",
        for: "5m",
        say: "{{ $labels.instance }} has more than 20,000 connections in TIME-WAIT: most of the default range",
      },
    },
    natPortsExhausted: {
      claim: "The translation on {host} has no port left towards this service: {object}.",
      source: "https://elixir.bootlin.com/linux/v6.12/source/net/netfilter/nf_nat_core.c (nf_nat_l4proto_unique_tuple)",
      at: ["gateway"],
      object: { test: "translations", table: "rules", by: "usedPercent", of: "once", say: "{key}" },
      lookAlikes: [
        { what: "The connection-tracking table is full", separator: "Entries stand at the limit, and every destination suffers." },
        { what: "The client itself has no port left", separator: "Its SYN does not leave it." },
      ],
      advice: {
        now: "Widen the range of the rule that is named, or add an address to translate to.",
        permanent: "More addresses for translation, shorter timeouts, persistent connections of the clients; alert on insert_failed.",
        risk: "none",
        undo: "Put the rule back as it was.",
      },
      alert: {
        expr: "rate(node_nf_conntrack_stat_insert_failed[5m]) > 0",
        for: "5m",
        say: "{{ $labels.instance }} cannot enter new connections: a clash, or no port left to translate to",
      },
    },
    neighbourTableFull: {
      claim: "The neighbour table of {host} is full, so it cannot learn the next hop's Ethernet address: {object}.",
      source: "https://elixir.bootlin.com/linux/v6.12/source/net/core/neighbour.c (neigh_alloc: table_fulls)",
      at: ["client", "gateway", "server"],
      object: { test: "wayFault", table: "crowds", by: "weight", of: "during", say: "{key}" },
      intervention: {
        change: "neighbourLimit",
        target: { times: 4, most: 65_536 },
        measure: "connects",
        mechanism: { test: "handshakes", field: "neighbourTableFulls", of: "during" },
      },
      lookAlikes: [
        { what: "One neighbour that does not answer", separator: "Its entry is there, and is FAILED; the table is small." },
        { what: "Every connection is tracked", separator: "The connection-tracking table is another one." },
      ],
      advice: {
        now: "sysctl -w net.ipv4.neigh.default.gc_thresh1=4096 gc_thresh2=8192 gc_thresh3=16384 on {host}; end what sweeps the network.",
        permanent: "Keep the thresholds in /etc/sysctl.d at twice the hosts on link; split large flat networks.",
        risk: "none",
        undo: "sysctl -w with what the three showed before.",
      },
      alert: {
        expr: "sum by (instance) (node_arp_entries) > 900",
        for: "5m",
        say: "{{ $labels.instance }} nears the default limit of 1,024 neighbours",
      },
    },
    neighbourUnresolved: {
      claim:
        "An Ethernet address is not resolved because of {host}: it does not answer questions that reach it, or takes no answer ({object}).",
      source:
        "RFC 826, https://www.rfc-editor.org/rfc/rfc826; https://www.kernel.org/doc/html/v6.12/networking/ip-sysctl.html (arp_ignore)",
      at: ["client", "gateway", "server"],
      object: { test: "wayFault", table: "arp", by: "weight", of: "during", say: "{key}" },
      lookAlikes: [
        {
          what: "The reverse path filter keeps a host from answering",
          separator: "The way back to who asks leads through another interface.",
        },
        { what: "The neighbour table is full", separator: "There is no entry at all, and hundreds of others are unresolved." },
        { what: "A route to a hop that nobody has", separator: "The destination is in the host's own network." },
      ],
      advice: {
        now: "On {host}, look at rules for ARP (nft list ruleset, arptables -L, ebtables -L) and at arp_ignore; a permanent entry (ip neigh replace ... nud permanent) proves it.",
        permanent: "Remove the rule or the setting where it comes from.",
        risk: "none",
        undo: "ip neigh del <the entry>",
      },
      alert: { none: "node_exporter counts neighbours, and not the unresolved ones: watch ip neigh for FAILED entries of gateways." },
    },
    neighbourUnheard: {
      claim:
        "Nobody hears the questions for the Ethernet address of {object}: a switch in between eats them, or whoever has that address is down or was not looked at.",
      source: "RFC 826, https://www.rfc-editor.org/rfc/rfc826; RFC 4861 7.2, https://www.rfc-editor.org/rfc/rfc4861",
      at: [],
      object: { test: "wayFault", table: "unheard", by: "weight", of: "during", say: "{key}", some: "a neighbour" },
      lookAlikes: [
        { what: "The neighbour hears and does not answer", separator: "A capture there shows the questions." },
        { what: "A route to a hop that nobody has", separator: "The hop is none of the routers of that network." },
        { what: "Handshakes lost in the same switch", separator: "The SYNs leave, because the address is resolved." },
      ],
      advice: {
        now: "Capture ARP at the neighbour (tcpdump -eni <interface> arp) while the client asks; a permanent entry (ip neigh replace ... nud permanent) shows whether other frames pass.",
        permanent: "On the switch, look at ARP inspection, isolation, VLAN and the neighbour's own port; bring up what is down.",
        risk: "none",
        undo: "ip neigh del <the entry>",
      },
      alert: { none: "node_exporter counts neighbours, and not the unresolved ones: watch ip neigh for FAILED entries of gateways." },
    },
    duplicateAddress: {
      claim: "The target's address is used twice: besides the server by {object}, as seen on {host}.",
      source: "RFC 5227, https://www.rfc-editor.org/rfc/rfc5227",
      at: ["client", "gateway", "bystander"],
      object: { test: "wayFault", table: "conflicts", by: "weight", of: "during", say: "{key}", some: "another host" },
      lookAlikes: [
        { what: "A virtual address that has just moved", separator: "The old holder no longer has it, and claims end." },
        { what: "A router that answers for others (proxy ARP)", separator: "It answers for every address of the network." },
      ],
      advice: {
        now: "Take the address off the second holder, or shut its port; then let the server announce its own (arping -U).",
        permanent: "Address management for static addresses; duplicate detection before an address is brought up (arping -D).",
        risk: "none",
        undo: "Give the address back.",
      },
      alert: { none: "No counter of these hosts shows it; switches with ARP inspection and arpwatch do." },
    },
    reversePathFilter: {
      claim: "{host} refuses what comes in by {object}, because the way back to the sender leads through another interface.",
      source:
        "RFC 3704 2.2, https://www.rfc-editor.org/rfc/rfc3704; https://www.kernel.org/doc/html/v6.12/networking/ip-sysctl.html (rp_filter)",
      at: ["client", "gateway", "server"],
      object: { test: "wayFault", table: "interfaces", by: "weight", of: "during", say: "{key}", some: "one interface" },
      intervention: {
        change: "sourceCheck",
        args: { interface: { object: "firstWord" } },
        target: { to: "2" },
        measure: "connects",
        mechanism: { test: "wayFault", field: "reversePath", of: "during" },
      },
      lookAlikes: [
        {
          what: "ARP that is not answered",
          separator: "The same check silences the answer, and no counter moves: ask the kernel by ip route get ... from ... iif.",
        },
        { what: "A rule drops it", separator: "Its counter rises." },
      ],
      advice: {
        now: "sysctl -w net.ipv4.conf.<interface>.rp_filter=2 on {host} (the greater of all and the interface counts), and try again.",
        permanent: "Make the way back the way in (policy routing for each leg), or loose filtering where ways differ on purpose.",
        risk: "none",
        undo: "sysctl -w net.ipv4.conf.<interface>.rp_filter=<what it showed before>",
      },
      alert: {
        expr: "rate(node_netstat_TcpExt_IPReversePathFilter[5m]) > 0",
        for: "10m",
        say: "{{ $labels.instance }} drops packets by its reverse path filter; where it silences ARP nothing is counted",
        needs: ["node_exporter --collector.netstat.fields with TcpExt_IPReversePathFilter"],
      },
    },
    firewallDrop: {
      claim: "A packet filter rule on {host} drops or rejects them: {object}.",
      source: "https://manpages.debian.org/bookworm/nftables/nft.8.en.html (drop, reject, counter)",
      at: ["client", "gateway", "server"],
      object: { test: "firewall", table: "dropRules", by: "packets", of: "change", say: "{key}" },
      intervention: {
        change: "passConnection",
        args: { rule: { object: true }, target: { input: "target" }, source: { input: "source" }, port: { input: "port" } },
        target: { to: "on" },
        measure: "connects",
        mechanism: { test: "firewall", table: "dropRules", by: "packets", of: "change" },
      },
      lookAlikes: [
        { what: "A filter by state that sees only one direction", separator: "The other direction goes around this host." },
        { what: "Connection tracking drops them", separator: "Its own drop counter rises, no rule's does." },
        { what: "A rule that drops other traffic", separator: "SYNs go through this host." },
      ],
      advice: {
        now: "Read the rule that is named, and who put it there; insert an accept for this connection above it on one host, and try again.",
        permanent: "Correct the rule where it comes from (configuration management, security group); give every drop rule a counter.",
        risk: "none",
        undo: "Delete the inserted rule by its handle.",
      },
      alert: { none: "node_exporter has no counters of rules; export the counter of this rule, or log what it drops." },
    },
    qdiscDrop: {
      claim: "A queueing discipline on {host}, or a filter of tc beside it, drops SYNs or their answers: {object}.",
      source: "https://manpages.debian.org/bookworm/iproute2/tc.8.en.html (dropped, overlimits)",
      at: ["client", "gateway", "server"],
      object: { test: "queues", table: "qdiscs", by: "drops", of: "change", say: "{key}" },
      lookAlikes: [
        { what: "A rule that drops them", separator: "The rule counts them, and the discipline drops nothing." },
        { what: "A full queue of the listening socket", separator: "ListenOverflows rises with the attempts." },
        { what: "A discipline that drops other traffic", separator: "SYNs and answers go through this host." },
      ],
      advice: {
        now: "Read the discipline that is named with tc -s qdisc on {host}: what fills it, and is that rate meant? Raise its limit or its rate, and try again.",
        permanent: "Shape to what was bought, with fq_codel below, which keeps room for short flows; remove shapers nobody wants any more.",
        risk: "none",
        undo: "tc qdisc change with the values read before.",
      },
      alert: {
        expr: "rate(node_netstat_TcpExt_TCPSynRetrans[5m]) > 0.1 and on (instance) sum by (instance) (rate(node_qdisc_drops_total[5m])) > 0",
        for: "10m",
        say: "{{ $labels.instance }} sends SYNs or their answers again, and a queueing discipline of it drops packets",
        needs: ["node_exporter --collector.qdisc"],
      },
    },
    asymmetricRouting: {
      claim: "Only one direction passes {host}: its filter by state refuses what it has not seen begin ({object}).",
      source:
        "https://manpages.debian.org/bookworm/nftables/nft.8.en.html (ct state invalid); RFC 2979 3.1, https://www.rfc-editor.org/rfc/rfc2979",
      at: ["gateway"],
      object: { test: "firewall", table: "dropRules", by: "packets", of: "change", say: "{key}" },
      lookAlikes: [
        { what: "A rule that drops one direction", separator: "The other end does not see that direction either." },
        { what: "Wrong checksums or windows", separator: "Both directions pass this host, and connections stand." },
      ],
      advice: {
        now: "Send both directions over the same router: compare ip route get on client and server, and mend the one that differs.",
        permanent: "One way in and out for each stateful filter, or state shared between the filters (conntrackd).",
        risk: "none",
        undo: "Put the route back.",
      },
      alert: {
        expr: "rate(node_nf_conntrack_stat_invalid[5m]) > 1",
        for: "10m",
        say: "{{ $labels.instance }} meets packets that belong to no connection it knows",
      },
    },
    routeMissing: {
      claim: "{host} has no route: {object}.",
      source: "https://man7.org/linux/man-pages/man8/ip-route.8.html; https://man7.org/linux/man-pages/man2/connect.2.html (ENETUNREACH)",
      at: ["client", "gateway", "server"],
      object: { test: "wayFault", table: "missingRoutes", by: "weight", of: "during", say: "{key}" },
      lookAlikes: [
        { what: "A route that leads nowhere", separator: "ip route get says blackhole or prohibit, or names a hop that does not answer." },
        { what: "The peer is down", separator: "The packets leave this host." },
      ],
      advice: {
        now: "ip route get <peer> on {host} shows it; ip route add <network> via <router>, or correct the prefix of its own address.",
        permanent: "Put the route where the host's configuration comes from; compare with a neighbour that works.",
        risk: "none",
        undo: "ip route del <network>",
      },
      alert: {
        expr: "rate(node_netstat_Ip_OutNoRoutes[5m]) > 0 or rate(node_netstat_IpExt_InNoRoutes[5m]) > 0",
        for: "10m",
        say: "{{ $labels.instance }} has packets to send or forward and no route for them",
        needs: [
          "node_exporter --collector.netstat.fields with Ip_OutNoRoutes",
          "node_exporter --collector.netstat.fields with IpExt_InNoRoutes",
        ],
      },
    },
    routeWrong: {
      claim: "A route of {host} leads the wrong way: {object}.",
      source:
        "https://man7.org/linux/man-pages/man8/ip-route.8.html (blackhole, prohibit, via); https://man7.org/linux/man-pages/man8/ip-rule.8.html",
      at: ["client", "gateway", "server"],
      object: { test: "wayFault", table: "wrongRoutes", by: "weight", of: "during", say: "{key}" },
      lookAlikes: [
        { what: "No route at all", separator: "ip route get says: network is unreachable." },
        { what: "A next hop that is down", separator: "The route is the one that others use as well." },
      ],
      advice: {
        now: "ip route get <peer>, then ip route show table all to match <peer> on {host}; remove the more specific route that is named.",
        permanent: "Remove it where it comes from: a script, a routing daemon, an old migration.",
        risk: "none",
        undo: "ip route add <the route as it was>",
      },
      holes: { peer: { row: { test: "wayFault", table: "wrongRoutes", column: "peer" } } },
      alert: { none: "Counters see packets leave and not arrive: only the route itself shows it." },
    },
    securityGroupDrop: {
      claim: "A security group on {host} drops the first packet of each connection: {object}.",
      source:
        "https://opendev.org/openstack/neutron/src/tag/22.0.0/neutron/agent/linux/iptables_firewall.py; https://opendev.org/openstack/neutron/src/tag/22.0.0/neutron/agent/linux/openvswitch_firewall/firewall.py",
      at: ["compute"],
      object: { test: "groupDrops", table: "groups", by: "dropped", of: "during", say: "{key}" },
      lookAlikes: [
        {
          what: "A group that drops other traffic",
          separator: "Its count is far from the segments that are missing between client and server.",
        },
        { what: "The guest's own filter", separator: "The SYN arrives at the server, and ends there." },
        { what: "The network between loses them", separator: "No group's count moves with the attempts." },
      ],
      advice: {
        now: "openstack security group rule list of the port whose chain is named (i: what goes to it, o: what it sends); add a second group that allows this port from this client (openstack port set --security-group), and try again.",
        permanent: "Correct the group's rules; where a rule names a remote group, see that the client's port is a member of it.",
        risk: "none",
        undo: "openstack port unset --security-group <the group that was added>",
      },
      alert: { none: "node_exporter has no counters of rules; a textfile metric of the ports' chains would show it." },
    },
    lossOutside: {
      claim: "The handshakes are lost between the hosts looked at: on the wire, in a switch, or on a hop nobody named.",
      source: "By elimination; RFC 1812 section 1.3.4 on where packets may be discarded, https://www.rfc-editor.org/rfc/rfc1812",
      at: [],
      remainder: true,
      lookAlikes: [
        { what: "A route to the wrong hop", separator: "The next hop is none of the hosts on the way." },
        { what: "A second host with the same address", separator: "Another Ethernet address claims it." },
        {
          what: "A host's own backlog, ring or card drops them before its capture",
          separator: "Its counts of such drops rise in the window; small-packet-loss says which of them it is.",
        },
      ],
      advice: {
        now: "Name the hop in between as a gateway and start again, or read the counters of the switch ports on the way. If the service is on a guest, One guest is unreachable looks at its security group.",
        permanent: "Depends on the hop that is found.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: { none: "The counters of the hop that loses them are not on these hosts." },
    },
  },

  tests: [
    {
      id: "handshakes",
      collect: "handshakes",
      on: ["client", "gateway", "server", "bystander"],
      phase: "reproduce",
      when: "during",
      args: { target: { input: "target" }, port: { input: "port" } },
      why: "Every host says which SYNs and answers came in and which left: where they end, the cause is.",
      predicts: {
        conntrackFull: [
          { field: "tracking", of: "during", is: "equal", value: true, strength: "necessary" },
          { field: "trackedPercent", of: "during", is: "atLeast", value: 50, strength: "necessary" },
          {
            field: "trackingDrops",
            of: "during",
            is: "atLeast",
            value: { test: "handshakePath", field: "lostHere", of: "during", times: 0.5 },
            strength: "both",
          },
        ],
        neighbourTableFull: [
          // Each packet that is refused for want of an entry is counted; what else the machine refuses adds to it.
          { field: "neighbourTableFulls", of: "during", is: "above", value: 0, strength: "necessary" },
          {
            field: "neighbourTableFulls",
            of: "during",
            is: "atLeast",
            value: { test: "handshakePath", field: "lostHere", of: "during", times: 0.5 },
            strength: "both",
          },
        ],
      },
    },
    {
      id: "listeners",
      collect: "listeners",
      on: ["server"],
      phase: "reproduce",
      when: "around",
      args: { port: { input: "port" } },
      why: "Connections that the kernel made and nobody accepts hang as well; a full queue refuses the next one without a word.",
      predicts: {
        listenOverflow: [
          { field: "listening", of: "after", is: "equal", value: true, strength: "necessary" },
          { field: "outOfDescriptors", of: "after", is: "equal", value: false, strength: "necessary" },
          // Each SYN that the queue refuses is counted once; other ports of the host may add to it, never take away.
          {
            field: "listenOverflows",
            is: "atLeast",
            value: { test: "handshakePath", field: "lostHere", of: "during", times: 0.5 },
            strength: "both",
          },
          { field: "queueFull", of: "after", is: "equal", value: true, strength: "characteristic" },
        ],
        synFlood: [
          {
            field: "requestsRefused",
            is: "atLeast",
            value: { test: "handshakePath", field: "lostHere", of: "during", times: 0.5 },
            strength: "both",
          },
          { field: "synCookies", of: "after", is: "equal", value: 0, strength: "necessary" },
        ],
        timestampsRefused: [
          {
            field: "oldTimestamps",
            is: "atLeast",
            value: { test: "handshakePath", field: "lostHere", of: "during", times: 0.5 },
            strength: "both",
          },
        ],
        socketLeak: [
          { field: "outOfDescriptors", of: "after", is: "equal", value: true, strength: "both" },
          { field: "heldCloseWait", of: "after", is: "atLeast", value: 5, strength: "necessary" },
        ],
      },
    },
    {
      id: "securityGroups",
      collect: "securityGroups",
      on: ["compute"],
      phase: "reproduce",
      when: "during",
      why: "What a security group refuses vanishes between the guest and the network, where no other host sees it: the group's own count tells.",
      predicts: {},
    },
    {
      id: "handshakePath",
      collect: "handshakePath",
      on: ["client", "gateway", "server", "bystander"],
      phase: "reproduce",
      when: "during",
      why: "A host on which nothing ends did not do it, whatever its counters say.",
      predicts: {
        conntrackFull: [
          { field: "lostHere", of: "during", is: "above", value: 0, strength: "necessary" },
          { field: "probeFilled", of: "during", is: "equal", value: false, strength: "necessary" },
        ],
        listenOverflow: [{ field: "lostHere", of: "during", is: "above", value: 0, strength: "necessary" }],
        synFlood: [{ field: "lostHere", of: "during", is: "above", value: 0, strength: "necessary" }],
        timestampsRefused: [{ field: "lostHere", of: "during", is: "above", value: 0, strength: "necessary" }],
        natPortsExhausted: [{ field: "synLostHere", of: "during", is: "above", value: 0, strength: "necessary" }],
        firewallDrop: [
          { field: "lostHere", of: "during", is: "above", value: 0, strength: "necessary" },
          { field: "bypassed", of: "during", is: "equal", value: "none", strength: "necessary" },
        ],
        qdiscDrop: [
          { field: "lostHere", of: "during", is: "above", value: 0, strength: "necessary" },
          { field: "bypassed", of: "during", is: "equal", value: "none", strength: "necessary" },
        ],
        asymmetricRouting: [
          { field: "bypassed", of: "during", is: "not", value: "none", strength: "both" },
          { field: "bypassed", of: "during", is: "not", value: "both", strength: "necessary" },
        ],
        serviceDown: [
          { field: "refused", of: "during", is: "above", value: 0, strength: "necessary" },
          { field: "resetsLeft", of: "during", is: "above", value: 0, strength: "necessary" },
          { field: "served", of: "during", is: "equal", value: false, strength: "both" },
        ],
        portsExhausted: [{ field: "noLocalPort", of: "during", is: "above", value: 0, strength: "both" }],
        lossOutside: [
          // Captures do not end at one instant: a segment that is repeated for ever may be the last one of a capture and not of the next.
          {
            field: "lostBetween",
            of: "during",
            is: "above",
            value: { test: "handshakePath", field: "lostOnHosts", of: "during", times: 0.5 },
            strength: "both",
          },
          { field: "strays", of: "during", is: "equal", value: 0, strength: "necessary" },
        ],
      },
    },
    {
      id: "groupDrops",
      collect: "groupDrops",
      on: ["compute"],
      phase: "reproduce",
      when: "during",
      why: "A group that dropped as many packets as segments are missing took them; one that drops other traffic has another count.",
      predicts: { securityGroupDrop: [{ field: "groupDrops", of: "during", is: "above", value: 0, strength: "both" }] },
    },
    {
      id: "way",
      collect: "way",
      on: ["client", "gateway", "server", "bystander"],
      phase: "reproduce",
      when: "around",
      args: { target: { input: "target" }, source: { input: "source" } },
      why: "Route, next hop and neighbour entry on each host, right after they were used; the kernel says itself what it would refuse.",
      predicts: {
        neighbourTableFull: [
          // The kernel's own limit is 1,024 by default and can be lowered; a table this small is nowhere full.
          { field: "neighbours", of: "after", is: "atLeast", value: 128, strength: "necessary" },
        ],
      },
    },
    {
      id: "wayFault",
      collect: "wayFault",
      on: ["client", "gateway", "server", "bystander"],
      phase: "reproduce",
      when: "during",
      why: "What one host says of a neighbour is compared with what that neighbour says of itself.",
      predicts: {
        neighbourTableFull: [
          { field: "harmHere", of: "during", is: "above", value: 0, strength: "necessary" },
          { field: "hopAbsent", of: "during", is: "above", value: 0, strength: "characteristic" },
        ],
        neighbourUnresolved: [
          { field: "arpBlame", of: "during", is: "above", value: 0, strength: "both" },
          { field: "reversePath", of: "during", is: "equal", value: 0, strength: "necessary" },
          { field: "wrongRoute", of: "during", is: "equal", value: 0, strength: "necessary" },
          { field: "crowd", of: "during", is: "below", value: 128, strength: "necessary" },
        ],
        neighbourUnheard: [
          { field: "unheardAnywhere", of: "during", is: "above", value: 0, strength: "both" },
          { field: "wrongRoute", of: "during", is: "equal", value: 0, strength: "necessary" },
          { field: "crowd", of: "during", is: "below", value: 128, strength: "necessary" },
        ],
        duplicateAddress: [{ field: "conflict", of: "during", is: "above", value: 0, strength: "both" }],
        reversePathFilter: [
          { field: "reversePath", of: "during", is: "above", value: 0, strength: "both" },
          { field: "harmHere", of: "during", is: "above", value: 0, strength: "necessary" },
        ],
        routeMissing: [
          { field: "noRoute", of: "during", is: "above", value: 0, strength: "both" },
          { field: "harmHere", of: "during", is: "above", value: 0, strength: "necessary" },
        ],
        routeWrong: [
          { field: "wrongRoute", of: "during", is: "above", value: 0, strength: "both" },
          { field: "harmFrom", of: "during", is: "above", value: 0, strength: "necessary" },
        ],
        firewallDrop: [{ field: "arpGuilt", of: "during", is: "equal", value: 0, strength: "necessary" }],
        lossOutside: [{ field: "strangeHop", of: "during", is: "equal", value: 0, strength: "necessary" }],
      },
    },
    {
      id: "firewall",
      collect: "firewall",
      on: ["client", "gateway", "server"],
      phase: "metrics",
      when: "around",
      why: "A rule that drops counts what it drops, if it has a counter. If no drop rule's counter moves and each has one, no rule here did it.",
      predicts: {
        firewallDrop: [
          {
            field: "dropPackets",
            is: "atLeast",
            value: { test: "handshakePath", field: "lostHere", of: "during", times: 0.5 },
            strength: "both",
            provided: { field: "uncountedDropRules", of: "after", is: "equal", value: 0 },
            providedWhy: "a rule or policy that drops has no counter",
          },
        ],
        asymmetricRouting: [
          {
            field: "dropPackets",
            is: "above",
            value: 0,
            strength: "necessary",
            provided: { field: "uncountedDropRules", of: "after", is: "equal", value: 0 },
            providedWhy: "a rule or policy that drops has no counter",
          },
        ],
      },
    },
    {
      id: "queues",
      collect: "qdisc",
      on: ["client", "gateway", "server"],
      phase: "metrics",
      when: "around",
      why: "A SYN that finds a full queue on its way out has left its program, and no capture sees it leave: only the discipline counts it.",
      predicts: {
        qdiscDrop: [
          // Bursts that meet a full queue are mostly of other traffic: its drops are at least those that are missing here.
          {
            field: "drops",
            is: "atLeast",
            value: { test: "handshakePath", field: "lostHere", of: "during", times: 0.5 },
            strength: "both",
          },
        ],
      },
    },
    {
      id: "translations",
      collect: "translations",
      on: ["gateway"],
      phase: "initialConditions",
      when: "once",
      args: { target: { input: "target" }, port: { input: "port" } },
      why: "A range of ports that is used up leaves no way for a further connection to this service.",
      predicts: {
        natPortsExhausted: [
          { field: "translating", of: "once", is: "equal", value: true, strength: "necessary" },
          { field: "usedPercent", of: "once", is: "atLeast", value: 95, strength: "both" },
        ],
      },
    },
    {
      id: "localPorts",
      collect: "localPorts",
      on: ["client"],
      phase: "reproduce",
      when: "once",
      args: { target: { input: "target" }, port: { input: "port" } },
      why: "How many ports are in use towards this service, and by whom.",
      predicts: { portsExhausted: [{ field: "usedPercent", of: "once", is: "atLeast", value: 90, strength: "characteristic" }] },
    },
  ],
});
