import { defineRunbook } from "#machines";

/** Looking names up takes seconds. Story: every connection by name began five seconds late, because the first name server of the list had been switched off. */
export default defineRunbook({
  id: "name-lookups-slow",
  version: 4,
  title: "Looking names up takes seconds",
  symptoms: [
    "DNS lookups take exactly five seconds, or ten",
    "every new connection by name is slow, by address it is fast",
    "curl waits before it connects, time_namelookup is high",
    "intermittent 5 second delays in containers or pods",
    "a name server does not answer, resolv.conf has an old one",
    "getaddrinfo is slow, dig is fast",
    "temporary failure in name resolution",
    "could not resolve host, every now and then",
    "DNS queries time out in Kubernetes",
    "the first nameserver is dead, dig with the second nameserver works",
  ],

  roles: {
    client: { title: "Client", about: "A host on which lookups are slow.", required: true },
    server: { title: "Name server", about: "The host of a name server that it asks, if you can log in to it.", required: false },
  },

  inputs: {
    name: {
      title: "Name to look up",
      about: "One that is slow, as the program asks for it. A name nobody has asked for lately: caches make others fast.",
      type: "dnsName",
      example: "www.shop.example",
      required: true,
    },
    lookups: {
      title: "Lookups",
      about: "How many are made, at once.",
      type: "count",
      example: "4",
      required: false,
      default: "4",
      least: 1,
      most: 50,
    },
    slow: {
      title: "Slow from, in ms",
      about: "A lookup that takes at least as long is slow. A healthy one takes a few round trips to the name server.",
      type: "milliseconds",
      example: "500",
      required: false,
      default: "500",
      least: 20,
      most: 30_000,
    },
    patience: {
      title: "Patience with each server, in seconds",
      about: "How long a direct query waits. Name servers that have to ask others first may take one or two.",
      type: "seconds",
      example: "2",
      required: false,
      default: "2",
      least: 1,
      most: 10,
    },
  },

  reproduction: {
    collect: "lookups",
    role: "client",
    args: { name: { input: "name" }, lookups: { input: "lookups" }, patience: { input: "patience" }, slow: { input: "slow" } },
    // All lookups are made at once, so a window lasts a second and cannot be made longer.
    watchEverySeconds: 60,
    why: "The name is looked up as programs do, and then each name server is asked by itself: that tells the resolver's waiting from a server's.",
    proof: [{ field: "lookups", is: "atLeast", value: 1 }],
    sentField: "lookups",
  },

  measures: {
    slow: {
      title: "lookups",
      word: "were slow",
      missing: { test: "reproduction", field: "slow", of: "during" },
      of: { test: "reproduction", field: "lookups", of: "during" },
      present: { test: "reproduction", role: "client", field: "slow", of: "during", is: "above", value: 0 },
    },
  },

  hypotheses: {
    dnsTimeout: {
      claim: "A name server does not answer, and lookups of the clients of {host}, or its own, wait for it until the resolver's timeout.",
      source: "https://man7.org/linux/man-pages/man5/resolv.conf.5.html (timeout: 5 s by default; servers are asked in their order)",
      at: ["client", "server"],
      object: { test: "lookupFate", table: "guilty", by: "unanswered", of: "during", say: "{key}" },
      lookAlikes: [
        {
          what: "A clash in connection tracking loses one of two queries",
          separator: "insert_failed rises where they are translated; every server answers single queries.",
        },
        { what: "A rule drops queries or answers", separator: "The rule's counter rises by as many as were not answered." },
        { what: "Names tried with the search list", separator: "The same name with a final dot is fast." },
      ],
      advice: {
        now: "Take the silent server out of the resolver's list on one client (resolv.conf, resolvectl dns), or restart the service that hangs, and look the name up again.",
        permanent:
          "Remove retired servers where the list comes from (DHCP, configuration management); set options timeout:1 attempts:3 rotate, or a local cache that remembers who answers. Monitor every server by itself: as long as one answers, nobody notices the others.",
        risk: "none",
        undo: "Put the server back at its place in the list.",
      },
      alert: {
        expr: 'probe_success{job="dns"} == 0 or probe_dns_duration_seconds{job="dns",phase="request"} > 1',
        for: "5m",
        say: "The name server {{ $labels.instance }} does not answer",
        needs: ["blackbox_exporter, asking each name server under the job dns"],
      },
    },
    queriesLost: {
      claim: "Queries for {host}, or its answers, are lost on the way between it and the client.",
      source: "By comparison of both ends: https://www.kernel.org/doc/html/v6.1/networking/snmp_counter.html (UdpInDatagrams)",
      at: ["server"],
      lookAlikes: [
        { what: "The service does not answer", separator: "Its socket has queries waiting, or UdpInDatagrams rises." },
        { what: "A rule of either host drops them", separator: "Its counter rises." },
      ],
      advice: {
        now: "Look for the loss between client and {host} with the runbook for lost packets.",
        permanent: "Depends on the hop that is found.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: {
        expr: 'probe_success{job="dns"} == 0',
        for: "5m",
        say: "The name server {{ $labels.instance }} cannot be reached for queries",
        needs: ["blackbox_exporter, asking each name server under the job dns"],
      },
    },
    natClash: {
      claim: "Two queries of one socket race for one entry of connection tracking on {host}, and one of them is dropped.",
      source:
        "https://elixir.bootlin.com/linux/v6.1/source/net/netfilter/nf_conntrack_core.c#L1230 (__nf_conntrack_confirm: insert_failed)",
      at: ["client"],
      lookAlikes: [
        {
          what: "A server that ignores queries for IPv6 addresses",
          separator: "It ignores them also when they come alone, and insert_failed stays flat.",
        },
        { what: "The table is full", separator: "drop rises, not insert_failed." },
      ],
      advice: {
        now: "Add options single-request-reopen to resolv.conf of one client, and look the name up again.",
        permanent:
          "A cache on the host (node-local), reached without translation; TCP for queries (use-vc); a newer kernel resolves most clashes by itself.",
        risk: "none",
        undo: "Take the option out again.",
      },
      alert: {
        expr: "rate(node_nf_conntrack_stat_insert_failed[5m]) > 0",
        for: "10m",
        say: "{{ $labels.instance }} cannot enter new connections: two queries clash, or no port is left to translate to",
      },
    },
    tcpFallbackBlocked: {
      claim: "Answers are too large for UDP, and queries by TCP do not get through from {host}.",
      source: "RFC 7766 section 5 (TCP is required), https://www.rfc-editor.org/rfc/rfc7766",
      at: ["client"],
      lookAlikes: [
        { what: "Large answers are lost as fragments", separator: "Then no answer comes at all; here one comes with the truncation bit." },
      ],
      advice: {
        now: "Allow TCP port 53 to the name servers for one client, and look the name up again.",
        permanent: "Allow UDP and TCP 53 alike wherever name servers are allowed; keep answers small.",
        risk: "none",
        undo: "Delete the rule that was inserted.",
      },
      alert: {
        expr: 'probe_success{job="dns_tcp"} == 0 and on (instance) probe_success{job="dns_udp"} == 1',
        for: "10m",
        say: "{{ $labels.instance }} answers by UDP and not by TCP",
        needs: ["blackbox_exporter, asking each name server by UDP and by TCP under the jobs dns_udp and dns_tcp"],
      },
    },
    fragmentsDropped: {
      claim: "Large answers come in fragments that are dropped on the way to {host}.",
      source: "RFC 8085 section 3.2; https://www.dnsflagday.net/2020/ recommends 1232 bytes; RFC 6891 section 6.2.5",
      at: ["client"],
      lookAlikes: [{ what: "The server does not know EDNS", separator: "Then it answers FORMERR, and quickly." }],
      advice: {
        now: "Ask the server with a smaller limit (dig +bufsize=1232): if that is answered, fragments are lost.",
        permanent: "Set edns-buffer-size 1232 on resolvers and servers; let firewalls pass fragments or reassemble them.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: {
        expr: "rate(node_netstat_Ip_ReasmFails[5m]) > 0",
        for: "10m",
        say: "{{ $labels.instance }} gets fragments that it cannot put together",
        needs: ["node_exporter --collector.netstat.fields with Ip_ReasmFails"],
      },
    },
    searchListTooLong: {
      claim: "{host} tries the name with each domain of its search list before it tries the name itself.",
      source: "https://man7.org/linux/man-pages/man5/resolv.conf.5.html (search, ndots)",
      at: ["client"],
      lookAlikes: [{ what: "A silent server", separator: "Then the name with a final dot is slow as well." }],
      advice: {
        now: "Ask for the name with a final dot in one program, or set options ndots:1 on one client, and measure again.",
        permanent: "Shorten the search list; ndots:1 or 2 (Kubernetes sets 5); write full names with a final dot in configurations.",
        risk: "none",
        undo: "Put the option back.",
      },
      alert: {
        expr: 'sum by (instance) (rate(coredns_dns_responses_total{rcode="NXDOMAIN"}[5m])) / sum by (instance) (rate(coredns_dns_responses_total[5m])) > 0.5 and sum by (instance) (rate(coredns_dns_responses_total[5m])) > 1',
        for: "15m",
        say: "More than half of the answers of {{ $labels.instance }} are that there is no such name",
        needs: ["CoreDNS 1.7 or later with its plugin prometheus"],
      },
    },
    socketBufferOverflow: {
      claim: "The receive buffer of the name server's socket on {host} is full: it reads too slowly for the queries that come.",
      source:
        "https://www.kernel.org/doc/html/v6.1/networking/snmp_counter.html (UdpRcvbufErrors); man7.org/linux/man-pages/man7/udp.7.html",
      at: ["server"],
      object: { test: "nameService", table: "sockets", by: "drops", of: "change", say: "{key}" },
      lookAlikes: [{ what: "The service hangs", separator: "Then it answers nothing at all, not some." }],
      advice: {
        now: "sysctl -w net.core.rmem_max=<larger> on {host} and let the name server ask for more, or start more of its threads; measure again.",
        permanent: "More threads with SO_REUSEPORT, caches near the clients, limits for clients that ask too much.",
        risk: "reload",
        undo: "sysctl -w net.core.rmem_max=<what it showed before>",
      },
      alert: {
        expr: "rate(node_netstat_Udp_RcvbufErrors[5m]) > 0",
        for: "10m",
        say: "A UDP socket of {{ $labels.instance }} overflows",
      },
    },
    resolverOverloaded: {
      claim: "The name server on {host} answers every query, and late: it is overloaded or waits for the servers it asks itself.",
      source: "RFC 1035 section 7.1; https://man7.org/linux/man-pages/man5/resolv.conf.5.html",
      at: ["server"],
      lookAlikes: [
        { what: "A server that does not answer some", separator: "Here each query is answered, after a while." },
        {
          what: "A long queue on the way",
          separator: "Then a connection to port 53 is accepted, or refused, as late as the answers come: no program has a part in that.",
        },
      ],
      advice: {
        now: "Look at the load of the process on {host}, and at how long its own forwarders take.",
        permanent: "More threads, a larger cache, forwarders that answer; prefetch of names that are asked for often.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: {
        expr: 'probe_dns_duration_seconds{job="dns",phase="request"} > 0.5',
        for: "10m",
        say: "The name server {{ $labels.instance }} answers late",
        needs: ["blackbox_exporter, asking each name server under the job dns"],
      },
    },
    firewallDrop: {
      claim: "A packet filter rule on {host} drops queries or answers.",
      source: "https://manpages.debian.org/bookworm/nftables/nft.8.en.html (drop, counter)",
      at: ["client", "server"],
      object: { test: "firewall", table: "dropRules", by: "packets", of: "change", say: "{key}" },
      lookAlikes: [{ what: "A rule drops other traffic", separator: "Its counter does not rise by as many as were not answered." }],
      advice: {
        now: "Read the rule that is named, and who put it there; insert an accept for port 53 above it on one host, and measure again.",
        permanent: "Correct the rule where it comes from (configuration management, security group); give every drop rule a counter.",
        risk: "none",
        undo: "Delete the inserted rule by its handle.",
      },
      alert: { none: "node_exporter has no counters of rules; export the counter of this rule, or log what it drops." },
    },
    nsswitchDetour: {
      claim: "{host} asks something else before DNS (the cache nscd, or LDAP, NIS, multicast), and waits for that.",
      source:
        "https://man7.org/linux/man-pages/man5/nsswitch.conf.5.html; https://man7.org/linux/man-pages/man8/nscd.8.html: programs ask it before any source",
      at: ["client"],
      lookAlikes: [{ what: "A silent name server", separator: "Then a direct query is not answered either." }],
      advice: {
        now: "Compare getent -s dns ahosts <name> with getent ahosts <name>: the difference is what is asked before. If nscd runs, restart it and measure again.",
        permanent:
          "Put dns before it in /etc/nsswitch.conf, or mend what it waits for; with a cache behind resolv.conf nscd is not needed.",
        risk: "none",
        undo: "Put the hosts line back; start nscd again.",
      },
      holes: { name: { input: "name" } },
      alert: { none: "No metric shows the time of a single source; measure a lookup on the host itself." },
    },
  },

  tests: [
    {
      id: "lookupFate",
      collect: "lookupFate",
      on: ["client", "server"],
      phase: "reproduce",
      when: "during",
      why: "A server that leaves direct queries unanswered is what lookups wait for; whether the queries reached it says where to look.",
      predicts: {
        dnsTimeout: [
          { field: "silentForLookups", is: "above", value: 0, strength: "both" },
          { field: "droppedByRules", is: "equal", value: 0, strength: "necessary" },
        ],
        queriesLost: [
          { field: "silentHere", is: "above", value: 0, strength: "necessary" },
          { field: "queriesArrived", is: "equal", value: false, strength: "both" },
          { field: "droppedByAnyRules", is: "equal", value: 0, strength: "necessary" },
        ],
        natClash: [{ field: "waitsForTimeout", is: "equal", value: true, strength: "necessary" }],
        tcpFallbackBlocked: [{ field: "truncatedWithoutTcp", is: "equal", value: true, strength: "both" }],
        fragmentsDropped: [{ field: "ednsLost", is: "equal", value: true, strength: "both" }],
        searchListTooLong: [
          { field: "absoluteFast", is: "equal", value: true, strength: "both" },
          { field: "silent", is: "equal", value: 0, strength: "necessary" },
        ],
        socketBufferOverflow: [{ field: "someAnswered", is: "equal", value: true, strength: "necessary" }],
        resolverOverloaded: [{ field: "slowHere", is: "above", value: 0, strength: "both" }],
        firewallDrop: [{ field: "droppedByRules", is: "above", value: 0, strength: "both" }],
        nsswitchDetour: [
          { field: "allAnswerFast", is: "equal", value: true, strength: "necessary" },
          { field: "absoluteFast", is: "equal", value: false, strength: "necessary" },
        ],
      },
    },
    {
      id: "nameService",
      collect: "nameService",
      on: ["server"],
      phase: "metrics",
      when: "around",
      why: "Queries that wait unread in the server's socket have arrived, and nobody takes them.",
      predicts: {},
    },
    {
      id: "protocolCounters",
      collect: "protocolCounters",
      on: ["server"],
      phase: "metrics",
      when: "around",
      why: "Whether queries reached the name server's socket, and whether it refused any because it was full.",
      predicts: { socketBufferOverflow: [{ field: "UdpRcvbufErrors", is: "above", value: 0, strength: "both" }] },
    },
    {
      id: "firewall",
      collect: "firewall",
      on: ["client", "server"],
      phase: "metrics",
      when: "around",
      why: "A rule that drops queries or answers counts about as many as were not answered.",
      predicts: {},
    },
    {
      id: "links",
      collect: "links",
      on: ["client", "server"],
      phase: "metrics",
      when: "around",
      why: "What an interface drops, or a program at it (XDP), never reaches the name server, and was not lost on the way.",
      predicts: {},
    },
    {
      id: "queues",
      collect: "qdisc",
      on: ["client", "server"],
      phase: "metrics",
      when: "around",
      why: "Filters of tc hang on a discipline of their own, and can drop queries on a host as well.",
      predicts: {},
    },
    {
      id: "conntrack",
      collect: "conntrack",
      on: ["client"],
      phase: "metrics",
      when: "around",
      why: "A clash of two queries is counted as insert_failed, and nowhere else.",
      predicts: { natClash: [{ field: "insertFailed", is: "above", value: 0, strength: "both" }] },
    },
    {
      id: "conntrackTable",
      collect: "conntrackTable",
      on: ["client"],
      phase: "initialConditions",
      when: "once",
      why: "Where nothing is tracked nothing can clash.",
      predicts: { natClash: [{ field: "tracking", is: "equal", value: true, strength: "necessary" }] },
    },
    {
      id: "resolver",
      collect: "resolver",
      on: ["client"],
      phase: "initialConditions",
      when: "once",
      why: "How long the resolver waits for one server, and what it tries before it asks.",
      predicts: {
        searchListTooLong: [{ field: "searchDomains", is: "above", value: 0, strength: "necessary" }],
        nsswitchDetour: [{ field: "slowSources", is: "not", value: "", strength: "both" }],
      },
    },
  ],
});
