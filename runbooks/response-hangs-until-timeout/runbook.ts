import { defineRunbook } from "#machines";

/** A conversation hangs until a timeout. Story: each page took 60 s, because a firewall dropped the bare FINs of one server, whose padded frames failed a checksum. */
export default defineRunbook({
  id: "response-hangs-until-timeout",
  version: 3,
  title: "A response hangs until a timeout",
  symptoms: [
    "every request to one server takes exactly 60 seconds and then succeeds",
    "PHP hangs until default_socket_timeout, curl is instant",
    "the page is complete but the connection is never closed",
    "FIN packets are missing, connections stay half closed",
    "the first request after a pause hangs, after reconnecting all is well",
    "connections drop after being idle, database pool times out",
    "large requests and uploads hang, small ones and ping are fine",
    "the service accepts connections and never answers",
    "504 gateway timeout, upstream timed out while reading response header",
    "conntrack INVALID drops, sockets stuck in CLOSE_WAIT or FIN_WAIT",
  ],

  roles: {
    client: { title: "Client", about: "A host on which a program waits for the response.", required: true },
    gateway: {
      title: "Gateway",
      about: "A host in between that forwards, filters or translates: router, firewall, hypervisor.",
      required: false,
      most: 4,
    },
    server: { title: "Server", about: "The host of the service, if you can log in to it.", required: false },
  },

  inputs: {
    target: {
      title: "Address of the service",
      about: "As the client connects to it. Ping proves nothing here: it has neither checksums over pseudo-headers nor an end.",
      type: "ipAddress",
      example: "203.0.113.11",
      required: true,
    },
    port: { title: "Port", about: "TCP port of the service.", type: "port", example: "80", required: true },
    path: {
      title: "Path",
      about: "What is asked for with GET. A short answer that every caller may see.",
      type: "urlPath",
      example: "/health",
      required: false,
      default: "/",
    },
    connections: {
      title: "Connections",
      about: "How many are opened at once; one more asks twice, with a pause between.",
      type: "count",
      example: "3",
      required: false,
      default: "3",
      least: 1,
      most: 20,
    },
    patience: {
      title: "Patience in seconds",
      about: "Silence after which a conversation counts as hung: longer than the service takes when it is well.",
      type: "seconds",
      example: "5",
      required: false,
      default: "5",
      least: 1,
      most: 30,
    },
    pause: {
      title: "Pause in seconds",
      about: "Between two requests on one connection. If the first request after a pause hangs: as long as that pause.",
      type: "seconds",
      example: "2",
      required: false,
      default: "1",
      least: 1,
      most: 400,
    },
    padding: {
      title: "Bytes to add to the request",
      about: "If large requests or uploads hang: as many bytes of header fields without meaning. Most services take 8000.",
      type: "bytes",
      example: "0",
      required: false,
      default: "0",
      least: 0,
      most: 65_000,
    },
  },

  reproduction: {
    collect: "closeProbe",
    role: "client",
    args: {
      target: { input: "target" },
      port: { input: "port" },
      path: { input: "path" },
      connections: { input: "connections" },
      patience: { input: "patience" },
      pause: { input: "pause" },
      padding: { input: "padding" },
    },
    why: "Where a conversation hangs says what can be wrong: before the handshake, with the request under way, without an answer, without an end, or after a pause.",
    proof: [
      { field: "conversations", is: "atLeast", value: 2 },
      { field: "localErrors", is: "equal", value: 0 },
    ],
    sentField: "conversations",
    countArg: "connections",
  },

  measures: {
    hung: {
      title: "conversations",
      word: "hung until a timeout",
      missing: { test: "reproduction", field: "hung", of: "during" },
      of: { test: "reproduction", field: "conversations", of: "during" },
      present: { test: "reproduction", role: "client", field: "hung", of: "during", is: "above", value: 0 },
    },
  },

  hides: {
    service: {
      present: { test: "segmentFate", role: "server", field: "requestsIn", of: "during", is: "equal", value: 0 },
      hypotheses: ["firewallDrop", "endHostChecksum", "peerNeverCloses", "keepAliveAnswer", "socketLeak", "slowReader", "applicationHangs"],
      means:
        "nothing of these conversations reached the service, so neither it nor the rules on the rest of the way had anything to act upon",
    },
  },

  hypotheses: {
    conntrackChecksum: {
      claim: "Connection tracking on {host} takes short segments for invalid because of their checksum, and they are dropped there.",
      source: "https://elixir.bootlin.com/linux/v6.1/source/net/netfilter/nf_conntrack_proto_tcp.c#L780 (tcp_error: bad checksum)",
      at: ["gateway"],
      object: { test: "firewall", table: "invalidRules", by: "packets", of: "change", say: "{key}" },
      intervention: {
        change: "conntrackChecksum",
        target: { to: "0" },
        measure: "hung",
        mechanism: { test: "conntrack", field: "invalid", of: "change" },
        movesTo: [
          {
            count: { test: "protocolCounters", field: "TcpInCsumErrors", of: "change" },
            role: "client",
            say: "{host} now counts the segments as damaged (TcpInCsumErrors): they are really broken, and connection tracking was right.",
          },
          {
            count: { test: "conntrack", field: "invalid", of: "change" },
            role: "gateway",
            say: "Connection tracking on {host} now takes them for invalid instead: they go on as broken as they came.",
          },
        ],
      },
      lookAlikes: [
        {
          what: "Segments taken for out of the window",
          separator: "They are full segments with a right checksum; what the checksum hits is shorter than a frame of 60 bytes.",
        },
        { what: "The service never closes", separator: "No FIN of the service arrives at {host} at all." },
        {
          what: "Really broken segments",
          separator: "With nf_conntrack_checksum=0 they reach the end host, and its TcpInCsumErrors rises: the drop only moves.",
        },
      ],
      advice: {
        now: "sysctl -w net.netfilter.nf_conntrack_checksum=0 on {host}, and measure again. If TcpInCsumErrors of the client rises instead, the segments are really broken.",
        permanent:
          "Find who spoils them: a card's offload (ethtool -K <interface> rx off), a tunnel, a datapath that does not trim the padding of frames below 60 bytes (Linux before 4.16, Open vSwitch's own module before 2.10). Until then keep the setting in /etc/sysctl.d. Only peers without TCP timestamps are hit: with them even a bare FIN fills a frame.",
        risk: "none",
        undo: "sysctl -w net.netfilter.nf_conntrack_checksum=1",
      },
      alert: {
        expr: "rate(node_nf_conntrack_stat_invalid[5m]) > 1",
        for: "10m",
        say: "Connection tracking on {{ $labels.instance }} calls packets invalid: checksums, windows, or ways that differ",
      },
    },
    conntrackWindow: {
      claim: "Connection tracking on {host} takes segments for out of the window, and they are dropped there.",
      source:
        "https://elixir.bootlin.com/linux/v6.1/source/net/netfilter/nf_conntrack_proto_tcp.c#L490 (tcp_in_window); nf_conntrack_tcp_be_liberal",
      at: ["gateway"],
      object: { test: "firewall", table: "invalidRules", by: "packets", of: "change", say: "{key}" },
      intervention: {
        change: "windowTracking",
        target: { to: "1" },
        measure: "hung",
        mechanism: { test: "conntrack", field: "invalid", of: "change" },
      },
      lookAlikes: [
        {
          what: "Wrong checksums",
          separator: "Only what is shorter than a frame of 60 bytes is dropped, or the capture calls the checksum incorrect.",
        },
        { what: "Asymmetric routing", separator: "{host} sees one direction only." },
      ],
      advice: {
        now: "sysctl -w net.netfilter.nf_conntrack_tcp_be_liberal=1 on {host}, and measure again.",
        permanent:
          "Find the device between the hosts that changes windows or reorders segments (an accelerator, a load balancer that answers in place of the server), or let {host} drop by rules about new connections instead of invalid packets.",
        risk: "none",
        undo: "sysctl -w net.netfilter.nf_conntrack_tcp_be_liberal=0",
      },
      alert: {
        expr: "rate(node_nf_conntrack_stat_invalid[5m]) > 1",
        for: "10m",
        say: "Connection tracking on {{ $labels.instance }} calls packets invalid: checksums, windows, or ways that differ",
      },
    },
    conntrackFull: {
      claim: "The connection-tracking table of {host} is full, so packets of new connections are dropped.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/nf_conntrack-sysctl.html (nf_conntrack_max)",
      at: ["gateway"],
      intervention: {
        change: "conntrackSize",
        target: { times: 4, most: 1_048_576 },
        measure: "hung",
        mechanism: { test: "conntrack", field: "drop", of: "change" },
      },
      lookAlikes: [
        { what: "A rule drops them", separator: "Rule counters rise; conntrack's drop counter stays flat." },
        { what: "The listener's queue is full", separator: "The SYNs arrive at the server, and its ListenOverflows rises." },
      ],
      advice: {
        now: "sysctl -w net.netfilter.nf_conntrack_max=<twice the present value> on {host}, and measure again.",
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
    asymmetricRouting: {
      claim: "Only one direction of the connections passes {host}, whose stateful filter refuses what it has not seen begin.",
      source:
        "https://wiki.nftables.org/wiki-nftables/index.php/Matching_connection_tracking_stateful_metainformation; RFC 9293 section 3.5",
      at: ["gateway"],
      object: { test: "firewall", table: "invalidRules", by: "packets", of: "change", say: "{key}" },
      lookAlikes: [
        { what: "Out of the window", separator: "Both directions come by {host}, and only some segments are refused." },
        {
          what: "The other direction is lost before {host}",
          separator: "The client gets answers all the same, or answers come whose requests nobody saw.",
        },
      ],
      advice: {
        now: "Compare ip route get <the peer's address> on both ends and on {host}: one of them leads around {host}. Route both directions through one host, for one client, and measure again.",
        permanent:
          "One way for both directions: the same priority of routes, one virtual address for both networks; or share the state of connections between the filters (conntrackd).",
        risk: "reload",
        undo: "Put the route back as ip route showed it before.",
      },
      alert: {
        expr: "rate(node_nf_conntrack_stat_invalid[5m]) > 1",
        for: "10m",
        say: "{{ $labels.instance }} meets packets that belong to no connection it knows",
      },
    },
    idleTimeout: {
      claim: "{host} forgets connections that were idle for shorter than their programs pause, and drops what comes on them later.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/nf_conntrack-sysctl.html (nf_conntrack_tcp_timeout_established)",
      at: ["gateway"],
      object: { test: "segmentFate", table: "settings", by: "exceeded", of: "during", say: "{key}" },
      lookAlikes: [
        { what: "The server closes idle connections itself", separator: "Then a FIN or a reset comes, and no request hangs." },
        { what: "A device elsewhere forgets them", separator: "The second request leaves {host} and is not answered." },
      ],
      advice: {
        now: "sysctl -w net.netfilter.nf_conntrack_tcp_timeout_established=<longer than the longest pause> on {host}; new connections live by it. Reconnect, and measure again.",
        permanent:
          "Keep the value in /etc/sysctl.d; let programs send keepalives (net.ipv4.tcp_keepalive_time below it) or drop pooled connections earlier than the firewall does.",
        risk: "none",
        undo: "sysctl -w net.netfilter.nf_conntrack_tcp_timeout_established=<what it showed before>",
      },
      alert: {
        expr: "rate(node_netstat_TcpExt_TCPTimeouts[5m]) > 1 and rate(node_netstat_TcpExt_TCPTimeouts[5m]) / rate(node_netstat_Tcp_OutSegs[5m]) > 0.001",
        for: "15m",
        say: "Retransmission timers go off on {{ $labels.instance }}: connections may be forgotten on the way",
      },
    },
    firewallDrop: {
      claim: "A packet filter rule on {host} drops segments of these connections.",
      source: "https://manpages.debian.org/bookworm/nftables/nft.8.en.html (drop, counter)",
      at: ["gateway", "server"],
      object: { test: "firewall", table: "dropRules", by: "packets", of: "change", say: "{key}" },
      lookAlikes: [
        {
          what: "Connection tracking calls them invalid",
          separator: "The rule that counts asks for invalid packets, and conntrack -S counts as many.",
        },
        { what: "A rule drops other traffic", separator: "The capture shows every segment leaving again." },
      ],
      advice: {
        now: "Read the rule that is named, and who put it there; insert an accept for this traffic above it on one host, and measure again.",
        permanent: "Correct the rule where it comes from (configuration management, security group); give every drop rule a counter.",
        risk: "none",
        undo: "Delete the inserted rule by its handle.",
      },
      alert: { none: "node_exporter has no counters of rules; export the counter of this rule, or log what it drops." },
    },
    endHostChecksum: {
      claim: "{host} itself refuses segments because of their checksum.",
      source:
        "https://www.kernel.org/doc/html/v6.1/networking/snmp_counter.html; https://elixir.bootlin.com/linux/v6.1/source/net/ipv4/tcp_ipv4.c#L2040 (tcp_v4_rcv: csum_error)",
      at: ["client"],
      object: { test: "segments", table: "interfaces", by: "badIn", of: "during", say: "segments that arrived by {key}" },
      lookAlikes: [
        { what: "A firewall before it drops them", separator: "Then they never arrive at {host}, and its TcpInCsumErrors stays flat." },
        {
          what: "A capture on the sender calls every checksum incorrect",
          separator: "The card computes them later: only a capture on the receiving side counts.",
        },
      ],
      advice: {
        now: "ethtool -K <interface> rx off on {host}, and measure again: if it helps, the card judges wrongly. If not, the segments are broken before they arrive.",
        permanent:
          "Capture at each hop with tcpdump -vv and go to the first that shows incorrect on arrival; update the card's firmware or driver, or the device in between.",
        risk: "none",
        undo: "ethtool -K <interface> rx on",
      },
      alert: {
        expr: "rate(node_netstat_Tcp_InErrs[5m]) > 0",
        for: "10m",
        say: "{{ $labels.instance }} refuses TCP segments as faulty",
      },
    },
    peerNeverCloses: {
      claim: "The service on {host} answers and never closes the connection, although it was asked to.",
      source: "RFC 9112 section 9.6 (a server that receives a close option must close), https://www.rfc-editor.org/rfc/rfc9112",
      at: ["server"],
      object: { test: "peerSockets", table: "processes", by: "sockets", of: "during", say: "{key}" },
      lookAlikes: [
        { what: "FINs are lost on the way", separator: "They leave {host}, and its sockets stand in FIN-WAIT-1." },
        { what: "The answer says keep-alive", separator: "The answer's own header: then the client is to stop at the length it was told." },
      ],
      advice: {
        now: "Restart the service on {host} if nobody else needs its connections now; before that keep a stack of the process, which shows what it waits for.",
        permanent:
          "Close after the answer (a context manager, a deadline for every connection); until then let clients stop at Content-Length instead of the end of the connection.",
        risk: "outage",
        undo: "Nothing was changed but the process's age.",
      },
      alert: {
        expr: "min_over_time(node_netstat_Tcp_CurrEstab[1d]) > 1000 and min_over_time(node_netstat_Tcp_CurrEstab[1d]) > 1.2 * min_over_time(node_netstat_Tcp_CurrEstab[1d] offset 1d)",
        for: "1h",
        say: "Even at its lowest {{ $labels.instance }} has more established connections than the day before",
      },
    },
    keepAliveAnswer: {
      claim: "The answer itself says that the connection stays open, and the program waits for an end that was never promised.",
      source: "RFC 9112 section 9.3 (persistence), https://www.rfc-editor.org/rfc/rfc9112",
      at: [],
      lookAlikes: [
        { what: "The service never closes although it said it would", separator: "Its answer has no keep-alive." },
        { what: "FINs are lost", separator: "A FIN of the service is seen somewhere on the way." },
      ],
      advice: {
        now: "Ask with curl --http1.0 -v: if it is instant and shows Content-Length, let the program stop there instead of at the end of the connection.",
        permanent:
          "Use an HTTP client that honours Content-Length and chunks; on the server, honour Connection: close of HTTP/1.0 clients.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: { none: "Nothing is lost or refused here; only the program's own response times show it." },
    },
    socketLeak: {
      claim: "The service on {host} never closes connections that its clients have closed, and has no descriptor left for new ones.",
      source: "man7.org/linux/man-pages/man2/accept.2.html (EMFILE); RFC 9293 section 3.6 (CLOSE-WAIT)",
      at: ["server"],
      object: { test: "peerSockets", table: "processes", by: "closeWait", of: "during", say: "{key}" },
      lookAlikes: [
        { what: "The service is busy", separator: "Few sockets stand in CLOSE-WAIT, and descriptors are left." },
        { what: "A reader that is too slow", separator: "Its one connection has bytes to be read all the time." },
      ],
      advice: {
        now: "Restart the service on {host}; before that keep ls -l /proc/<pid>/fd and a stack of the process.",
        permanent: "Close on end of file and on errors; set deadlines; raise LimitNOFILE only to gain time.",
        risk: "outage",
        undo: "Nothing was changed but the process's age.",
      },
      alert: {
        expr: "process_open_fds / process_max_fds > 0.8",
        for: "10m",
        say: "A process of {{ $labels.instance }} has used 80 % of the descriptors it may have",
        needs: ["a service that exports metrics of its own process, as Prometheus' client libraries do"],
      },
    },
    slowReader: {
      claim: "The service on {host} reads its connection too slowly, and others wait behind it.",
      source: "RFC 9293 section 3.8.6 (zero window); ss(8), Recv-Q",
      at: ["server"],
      object: { test: "peerSockets", table: "processes", by: "unread", of: "during", say: "{key}" },
      lookAlikes: [
        { what: "Descriptors are used up", separator: "Many sockets in CLOSE-WAIT and nothing to be read." },
        { what: "The network is slow", separator: "Bytes wait on {host} itself: they have arrived." },
      ],
      advice: {
        now: "Find what the process named waits for: its stack, its disk, its lock. Stop the sender whose bytes wait if others must get through.",
        permanent: "Read in a thread or loop of its own; more workers; limit what one sender may take.",
        risk: "none",
        undo: "Let the sender go on.",
      },
      alert: {
        expr: "rate(node_netstat_TcpExt_TCPToZeroWindowAdv[5m]) > 0.1",
        for: "10m",
        say: "{{ $labels.instance }} tells senders to wait: a program reads too slowly",
        needs: ["node_exporter --collector.netstat.fields with TcpExt_TCPToZeroWindowAdv"],
      },
    },
    applicationHangs: {
      claim: "The service on {host} has taken the request and does not answer: the program itself hangs or waits for somebody else.",
      source: "https://man7.org/linux/man-pages/man5/proc_pid_stack.5.html; https://man7.org/linux/man-pages/man8/ss.8.html",
      at: ["server"],
      object: { test: "peerSockets", table: "processes", by: "sockets", of: "during", say: "{key}" },
      lookAlikes: [
        { what: "Nobody accepts the connection", separator: "The socket has no process, and waits in the queue of the listening one." },
        { what: "The answer is lost", separator: "A capture on {host} shows it leaving, again and again." },
      ],
      advice: {
        now: "Look at what the process named waits for: its threads' stacks, its own connections in ss -tnp, locks of its database.",
        permanent: "Deadlines for everything the service itself waits for; answer with an error before the client gives up.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: {
        expr: "histogram_quantile(0.99, sum by (le, instance) (rate(http_request_duration_seconds_bucket[5m]))) > 5",
        for: "10m",
        say: "One in a hundred requests to {{ $labels.instance }} takes more than 5 s",
        needs: ["a service that exports the histogram http_request_duration_seconds, with a bucket above 5 s"],
      },
    },
    lossOutside: {
      claim: "What is missing is lost outside the hosts looked at, or the far end never sent it; none of these hosts dropped it unseen.",
      source: "By elimination; RFC 1812 section 1.3.4 on where packets may be discarded, https://www.rfc-editor.org/rfc/rfc1812",
      at: [],
      remainder: true,
      lookAlikes: [
        {
          what: "A host in between drops it, and nobody named that host",
          separator: "Name it as a gateway: a capture there shows what arrives and does not leave.",
        },
        {
          what: "A host's own backlog, ring or card drops them before its capture, or an XDP program",
          separator:
            "Its counts of such drops rise in the window, and ip -o link shows the program; small-packet-loss says which of them it is.",
        },
      ],
      advice: {
        now: "Name the next hop as a gateway, or the server, and start again.",
        permanent: "Depends on the hop that is found.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: { none: "The counters of the hop that loses the packets are not on these hosts." },
    },
  },

  tests: [
    {
      id: "segmentFate",
      collect: "segmentFate",
      on: ["client", "gateway", "server"],
      phase: "reproduce",
      when: "during",
      why: "A FIN that arrives at a host and never leaves it was lost there, and what the lost ones have in common says why.",
      predicts: {
        conntrackChecksum: [
          { field: "swallowed", is: "above", value: 0, strength: "necessary" },
          { field: "oneWay", is: "equal", value: false, strength: "necessary" },
          { field: "checksumLike", is: "equal", value: true, strength: "both" },
        ],
        conntrackWindow: [
          { field: "swallowed", is: "above", value: 0, strength: "necessary" },
          { field: "oneWay", is: "equal", value: false, strength: "necessary" },
          { field: "beyondChecksum", is: "equal", value: true, strength: "necessary" },
          { field: "stage", is: "not", value: "connect", strength: "necessary" },
          { field: "stage", is: "not", value: "again", strength: "necessary" },
        ],
        asymmetricRouting: [
          { field: "swallowed", is: "above", value: 0, strength: "necessary" },
          { field: "oneWay", is: "equal", value: true, strength: "both" },
          // What passes in one direction only never gets as far as a second request.
          { field: "stage", is: "not", value: "again", strength: "necessary" },
        ],
        idleTimeout: [
          { field: "swallowedAgain", is: "above", value: 0, strength: "both" },
          { field: "pauseBeyondTimeout", is: "equal", value: true, strength: "necessary" },
        ],
        firewallDrop: [
          { field: "swallowedOther", is: "above", value: 0, strength: "necessary" },
          // A rule that stands does not let the first request of a connection pass and the second one not.
          { field: "stage", is: "not", value: "again", strength: "necessary" },
        ],
        peerNeverCloses: [
          { field: "stage", is: "equal", value: "close", strength: "necessary" },
          { field: "saysKeepAlive", is: "equal", value: false, strength: "necessary" },
          { field: "finsOut", is: "equal", value: 0, strength: "both" },
        ],
        keepAliveAnswer: [
          { field: "stage", is: "equal", value: "close", strength: "necessary" },
          { field: "saysKeepAlive", is: "equal", value: true, strength: "both" },
          { field: "finsIn", is: "equal", value: 0, strength: "necessary" },
        ],
        socketLeak: [
          { field: "stage", is: "equal", value: "answer", strength: "necessary" },
          { field: "waiting", is: "above", value: 0, strength: "necessary" },
        ],
        slowReader: [
          { field: "stage", is: "not", value: "connect", strength: "necessary" },
          { field: "stage", is: "not", value: "close", strength: "necessary" },
          { field: "stage", is: "not", value: "again", strength: "necessary" },
        ],
        applicationHangs: [
          { field: "stage", is: "equal", value: "answer", strength: "necessary" },
          { field: "accepted", is: "above", value: 0, strength: "both" },
          { field: "sentInVain", is: "equal", value: 0, strength: "necessary" },
        ],
        lossOutside: [
          { field: "lostOutside", is: "not", value: "no", strength: "necessary" },
          { field: "lostOutside", is: "equal", value: "yes", strength: "characteristic" },
        ],
      },
    },
    {
      id: "segments",
      collect: "segments",
      on: ["client", "gateway", "server"],
      phase: "reproduce",
      when: "during",
      args: { target: { input: "target" }, port: { input: "port" } },
      why: "Every segment of the conversations, as it arrives and as it leaves: with its length, its flags and its checksum.",
      predicts: {},
    },
    {
      id: "peerSockets",
      collect: "peerSockets",
      on: ["server"],
      phase: "reproduce",
      when: "during",
      args: { port: { input: "port" } },
      why: "The server's own view: whether a process has the connection, what waits to be read, and what was never closed.",
      predicts: {
        socketLeak: [
          { field: "closeWait", is: "above", value: 0, strength: "necessary" },
          { field: "closeWait", is: "atLeast", value: { field: "descriptorLimit", times: 0.5 }, strength: "characteristic" },
        ],
        slowReader: [{ field: "unread", is: "above", value: 0, strength: "both" }],
      },
    },
    {
      id: "conntrack",
      collect: "conntrack",
      on: ["gateway"],
      phase: "metrics",
      when: "around",
      why: "What connection tracking calls invalid or has no room for is counted here, whatever rules do with it. Without a change it lost nothing.",
      predicts: {
        conntrackChecksum: [{ field: "invalid", is: "above", value: 0, strength: "necessary" }],
        conntrackWindow: [{ field: "invalid", is: "above", value: 0, strength: "necessary" }],
        conntrackFull: [{ field: "drop", is: "above", value: 0, strength: "both" }],
      },
    },
    {
      id: "firewall",
      collect: "firewall",
      on: ["gateway", "server"],
      phase: "metrics",
      when: "around",
      why: "Names the rule, and tells those that ask for invalid packets from the others.",
      predicts: {
        conntrackWindow: [{ field: "invalidDropPackets", is: "above", value: 0, strength: "characteristic" }],
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
      id: "protocolCounters",
      collect: "protocolCounters",
      on: ["client"],
      phase: "metrics",
      when: "around",
      why: "Segments that arrived and were refused for their checksum are counted by the host that refused them.",
      predicts: { endHostChecksum: [{ field: "TcpInCsumErrors", is: "above", value: 0, strength: "both" }] },
    },
    {
      id: "sysctls",
      collect: "sysctls",
      on: ["gateway"],
      phase: "initialConditions",
      when: "once",
      why: "Whether connection tracking looks at checksums and windows at all, and how long it remembers an idle connection.",
      predicts: {
        conntrackChecksum: [{ field: "nfConntrackChecksum", is: "equal", value: 1, strength: "necessary" }],
        conntrackWindow: [{ field: "tcpLiberal", is: "equal", value: 0, strength: "necessary" }],
      },
    },
  ],
});
