import { defineRunbook } from "#machines";

/** A bond with a leg that takes no part, churns, or flaps. Story: half an hour into many live migrations one port churned, because its driver lost LACPDUs. */
export default defineRunbook({
  id: "bond-or-lacp-churn",
  version: 3,
  title: "A bond has lost a leg, churns or is lopsided",
  symptoms: [
    "LACP port is churned, Actor Churn State: churned",
    "one leg of the bond carries no traffic",
    "bond0: link status down for interface, up again, down again",
    "partner MAC address is 00:00:00:00:00:00",
    "different aggregator ID on the slaves of a bond",
    "the bond has half of its bandwidth",
    "LACP is flapping on bond0, a port channel member is suspended",
    "all traffic goes over one interface of the bond",
    "lacp_status: negotiated but one member is disabled",
  ],

  roles: {
    host: { title: "Host with the bond", about: "The host whose bond, of the kernel or of Open vSwitch, is in doubt.", required: true },
  },

  inputs: {
    seconds: {
      title: "Seconds to watch",
      about:
        "How long LACPDUs and links are watched. A slow partner speaks every 30 s: below 35 s a silence proves nothing. For a leg that flaps now and then, longer.",
      type: "seconds",
      example: "35",
      required: false,
      default: "35",
      least: 35,
      most: 3600,
    },
  },

  reproduction: {
    collect: "lacpdus",
    role: "host",
    args: { seconds: { input: "seconds" } },
    why: "What both ends say about each leg, seen on the wire, while links and counters are read on both sides of the window.",
    proof: [{ field: "watchedSeconds", is: "atLeast", value: 30 }],
    sentField: "watchedSeconds",
  },

  measures: {
    ports: {
      title: "legs",
      word: "do not hear their other end",
      missing: { test: "reproduction", field: "troubled", of: "during" },
      present: { test: "reproduction", role: "host", field: "troubled", of: "during", is: "above", value: 0 },
    },
    legs: {
      title: "legs, links and bonds",
      word: "have something wrong",
      missing: { test: "bondLegs", role: "host", field: "somethingWrong", of: "during" },
      present: { test: "bondLegs", role: "host", field: "somethingWrong", of: "during", is: "above", value: 0 },
    },
  },

  hypotheses: {
    partnerSilent: {
      claim:
        "No LACPDU of a partner comes in on {object} of {host}: the switch port does not speak LACP there, or what it says is lost before this host.",
      source:
        "IEEE 802.1AX-2014 6.4.9 (current_while_timer); https://elixir.bootlin.com/linux/v6.1/source/drivers/net/bonding/bond_3ad.c (ad_rx_machine)",
      at: ["host"],
      object: { test: "bondLegs", table: "legs", by: "silent", of: "during", say: "{key}", some: "a leg" },
      lookAlikes: [
        {
          what: "A host that drops what comes in",
          separator: "A capture on the leg shows the LACPDUs, taken before the bond and before any filter.",
        },
        { what: "A slow partner", separator: "It speaks every 30 s: a window of 35 s holds one." },
      ],
      advice: {
        now: "Look at the switch port that {object} is plugged into: is it in the channel group, active or passive, in the right VLAN? ethtool -S shows what the card itself drops.",
        permanent:
          "Configure both ports of the switch in one place, and check the LACP neighbour on each after changes. A firmware that takes LACPDUs for itself (DCB, LLDP agents of some cards) has to be switched off.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: {
        none: "For node_exporter a leg is active as long as it has a link, and this one has. Write ad_num_ports of /sys/class/net/<bond>/bonding to a textfile metric, and alert when it is below the number of legs.",
      },
    },
    lacpDropped: {
      claim: "LACPDUs arrive on {object} of {host}, and its bond does not get them: a filter or a driver drops them on the way.",
      source:
        "https://elixir.bootlin.com/linux/v6.1/source/drivers/net/bonding/bond_3ad.c (bond_3ad_lacpdu_recv); https://elixir.bootlin.com/linux/v6.1/source/net/core/dev.c (__netif_receive_skb_core)",
      at: ["host"],
      object: { test: "bondLegs", table: "legs", by: "deaf", of: "during", say: "{key}", some: "a leg" },
      lookAlikes: [
        { what: "A silent partner", separator: "Then a capture on the leg shows none." },
        { what: "A partner that does not hear us", separator: "Its LACPDUs are taken, and say so." },
      ],
      advice: {
        now: "nft list table netdev, tc -s filter show dev <leg> ingress on {host}: what matches type 0x8809. Take it out, and watch the port state become 63 or 61.",
        permanent:
          "Let filters on legs of a bond pass 01:80:c2:00:00:02. Where no filter is there, another driver or kernel version: drivers were seen that lost LACPDUs after many queue changes.",
        risk: "none",
        undo: "Put the filter back.",
      },
      alert: {
        none: "For node_exporter a leg is active as long as it has a link, and this one has. Write ad_num_ports of /sys/class/net/<bond>/bonding to a textfile metric, and alert when it is below the number of legs.",
      },
    },
    partnerDeaf: {
      claim: "The other end of {object} says that it does not hear {host}: our LACPDUs are lost on the way to it, or it drops them.",
      source:
        "https://elixir.bootlin.com/linux/v6.1/source/drivers/net/bonding/bond_3ad.c (ad_rx_machine, AD_DEFAULTED); IEEE 802.1AX-2014 6.4.2.3",
      at: ["host"],
      object: { test: "bondLegs", table: "legs", by: "unheard", of: "during", say: "{key}", some: "a leg" },
      lookAlikes: [
        { what: "A silent partner", separator: "Its LACPDUs would be missing; here they come, and name no partner, or another one." },
      ],
      advice: {
        now: "Look at the counters of LACPDUs received on the switch port; tc -s filter show dev <leg> egress and nft list table netdev on {host}.",
        permanent: "No egress filters on legs of a bond; the port profile of the switch must not drop slow protocols.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: {
        none: "For node_exporter a leg is active as long as it has a link, and this one has. Write ad_num_ports of /sys/class/net/<bond>/bonding to a textfile metric, and alert when it is below the number of legs.",
      },
    },
    partnerMismatch: {
      claim:
        "The legs of {host} are connected to two different systems that do not act as one: {object} has another partner than the leg that carries.",
      source: "IEEE 802.1AX-2014 6.4.13 (LAG ID); https://www.kernel.org/doc/html/v6.1/networking/bonding.html (ad_select)",
      at: ["host"],
      object: { test: "bondLegs", table: "legs", by: "stray", of: "during", say: "{key}", some: "a leg" },
      lookAlikes: [{ what: "Two ports of one system in two groups", separator: "The same system's address, with different keys." }],
      advice: {
        now: "Read the partner's address of both legs on {host} (/proc/net/bonding, or ovs-appctl lacp/show), and find both switches by it. Set up MLAG (vPC, MC-LAG) between them, or move the cable.",
        permanent: "Where two switches are wanted without MLAG, use active-backup.",
        risk: "outage",
        undo: "Move the cable back.",
      },
      alert: {
        none: "For node_exporter a leg is active as long as it has a link, and this one has. Write ad_num_ports of /sys/class/net/<bond>/bonding to a textfile metric, and alert when it is below the number of legs.",
      },
    },
    aggregatorSplit: {
      claim: "{object} of {host} reaches the same switch as the leg that carries, in another aggregation of its: the two never become one.",
      source:
        "IEEE 802.1AX-2014 6.4.13 (LAG ID: key); https://elixir.bootlin.com/linux/v6.1/source/drivers/net/bonding/bond_3ad.c (ad_port_selection_logic)",
      at: ["host"],
      object: { test: "bondLegs", table: "legs", by: "split", of: "during", say: "{key}", some: "a leg" },
      lookAlikes: [
        { what: "Two switches without MLAG", separator: "Different systems, whatever their keys." },
        { what: "Different speeds", separator: "Keys differ because the speed does: then it is the speed." },
      ],
      advice: {
        now: "Compare the partner keys of both legs on {host}, and put both ports of the switch into the same channel group.",
        permanent: "One template for the ports of one bond.",
        risk: "reload",
        undo: "Put the port back into its former group.",
      },
      alert: {
        none: "For node_exporter a leg is active as long as it has a link, and this one has. Write ad_num_ports of /sys/class/net/<bond>/bonding to a textfile metric, and alert when it is below the number of legs.",
      },
    },
    duplexOrSpeedMismatch: {
      claim: "{object} of {host} runs at another speed or duplex than the leg that carries, so it cannot be in the same aggregator.",
      source:
        "https://elixir.bootlin.com/linux/v6.1/source/drivers/net/bonding/bond_3ad.c (__get_link_speed, __ad_actor_update_port); ethtool(8)",
      at: ["host"],
      object: { test: "bondLegs", table: "legs", by: "uneven", of: "during", say: "{key}", some: "a leg" },
      lookAlikes: [
        { what: "Another channel group on the switch", separator: "Then speed and duplex are equal, and only the partner's key differs." },
      ],
      advice: {
        now: "ethtool <leg> on {host}: what was negotiated, what both ends offer. Try another cable or transceiver, and autonegotiation on both ends.",
        permanent: "The same cards, cables and settings for all legs of one bond.",
        risk: "reload",
        undo: "Set the former speed again.",
      },
      alert: {
        none: "For node_exporter a leg is active as long as it has a link, and this one has. Write ad_num_ports of /sys/class/net/<bond>/bonding to a textfile metric, and alert when it is below the number of legs.",
      },
    },
    oneLegDown: {
      claim: "{object} of {host} has no link: the bond runs on fewer legs than it was made for.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/bonding.html (miimon); ethtool(8)",
      at: ["host"],
      object: { test: "bondLegs", table: "legs", by: "down", of: "during", say: "{key}", some: "a leg" },
      lookAlikes: [
        { what: "A leg that flaps", separator: "Its link changes within the window." },
        { what: "A leg whose link is up and which is not used", separator: "The bond says MII Status up; LACP keeps it out." },
      ],
      advice: {
        now: "ethtool <leg> and ethtool -m <leg> on {host}: link, and light of the transceiver; then cable, port, the other end's shutdown.",
        permanent: "Alert on each leg, not on the bond: a bond that lost one leg looks healthy.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: {
        expr: "(node_bonding_slaves - node_bonding_active) > 0",
        for: "2m",
        say: "{{ $labels.master }} of {{ $labels.instance }} runs on fewer legs than it has",
      },
    },
    legFlapping: {
      claim: "The link of {object} on {host} goes and comes: each time the bond, and LACP, begin anew.",
      source:
        "https://www.kernel.org/doc/html/v6.1/networking/bonding.html (miimon, updelay); https://www.kernel.org/doc/html/v6.1/networking/statistics.html",
      at: ["host"],
      object: { test: "bondLegs", table: "legs", by: "flaps", of: "during", say: "{key}", some: "a leg" },
      lookAlikes: [
        { what: "A leg that is down for good", separator: "Its counts do not move." },
        { what: "Traffic that moves between legs", separator: "Links stay up; only the hash decides." },
      ],
      advice: {
        now: "Take {object} out of the bond on {host} while you look: ip link set <leg> nomaster. Then cable, transceiver (ethtool -m), autonegotiation, the switch's log.",
        permanent: "updelay of some seconds, so that a leg has to stay up before it is used; replace what flaps.",
        risk: "reload",
        undo: "ip link set <leg> master <bond>",
      },
      alert: {
        expr: "increase(node_network_carrier_changes_total[10m]) > 2",
        for: "1m",
        say: "The link of {{ $labels.device }} on {{ $labels.instance }} flaps",
      },
    },
    miimonOff: {
      claim:
        "The bond of {host} does not look whether links are up (miimon is 0 and there is no ARP monitoring): {object} has no link and is still used.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/bonding.html (miimon: 0 disables link monitoring)",
      at: ["host"],
      object: { test: "bondLegs", table: "legs", by: "unwatched", of: "during", say: "{key}", some: "a leg" },
      lookAlikes: [{ what: "A leg that is down", separator: "With monitoring the bond says so, and does not use it." }],
      advice: {
        now: "ip link set <bond> type bond miimon 100 on {host}.",
        permanent: "miimon 100 where the bond is configured: the kernel's default is 0 for all modes but 802.3ad.",
        risk: "none",
        undo: "ip link set <bond> type bond miimon 0",
      },
      alert: {
        none: "node_exporter shows what the bond believes, and this bond believes that all is well: compare with node_network_carrier of each leg.",
      },
    },
    modeMismatch: {
      claim:
        "The switch speaks LACP on {object} of {host}, and the bond does not: it sends on all legs, and the switch takes each for a port of its own.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/bonding.html (mode); IEEE 802.1AX-2014 6.4",
      at: ["host"],
      object: { test: "bondLegs", table: "legs", by: "wrongMode", of: "during", say: "{key}", some: "a leg" },
      lookAlikes: [{ what: "An active-backup bond", separator: "It sends on one leg only and needs no partner." }],
      advice: {
        now: "ip -d link show <bond> on {host}: set mode 802.3ad at a quiet time (the bond has to be down for that), or take the ports out of the channel group.",
        permanent: "The same mode on both ends, in one template.",
        risk: "outage",
        undo: "Set the former mode.",
      },
      alert: { none: "node_exporter does not show a bond's mode; check it with the configuration management." },
    },
    hashImbalance: {
      claim:
        "All legs are in order and nearly all traffic of {object} on {host} leaves by one: what it chooses a leg by is the same in most packets.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/bonding.html (xmit_hash_policy)",
      at: ["host"],
      object: { test: "bondLegs", table: "bonds", by: "overloaded", of: "during", say: "{key}", some: "a bond" },
      lookAlikes: [
        { what: "A leg that takes no part", separator: "It is not in the active aggregator, or its link is down." },
        { what: "One single large flow", separator: "No policy can share one flow: a second one has to be looked at." },
      ],
      advice: {
        now: "ip link set <bond> type bond xmit_hash_policy layer3+4 on {host}, and compare the bytes of the legs again.",
        permanent:
          "layer3+4 for hosts behind one router, vlan+srcmac or encap3+4 for hypervisors and tunnels. The switch chooses its own way back.",
        risk: "none",
        undo: "ip link set <bond> type bond xmit_hash_policy <what it was>",
      },
      holes: { "what it was": { row: { test: "bonding", table: "bonds", column: "hashPolicy" } } },
      alert: {
        expr: 'max by (instance) (rate(node_network_transmit_bytes_total{device=~"(en|eth)[^.]*"}[5m]) / (node_network_speed_bytes > 0)) > 0.8 and on (instance) min by (instance) (rate(node_network_transmit_bytes_total{device=~"(en|eth)[^.]*"}[5m]) / (node_network_speed_bytes > 0)) < 0.2 and on (instance) node_bonding_active > 1',
        for: "15m",
        say: "One leg of a bond on {{ $labels.instance }} is nearly full and another one nearly idle",
        needs: ["a bond that spreads its load (not active-backup), and a pattern of devices that matches its legs and no others"],
      },
    },
    minLinksUnmet: {
      claim: "{object} on {host} has fewer legs in order than min_links asks for, and takes itself down although some work.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/bonding.html (min_links)",
      at: ["host"],
      object: { test: "bondLegs", table: "bonds", by: "short", of: "during", say: "{key}", some: "a bond" },
      lookAlikes: [{ what: "All legs down", separator: "Then no leg carries, whatever min_links is." }],
      advice: {
        now: "ip link set <bond> type bond min_links 1 on {host}, if fewer legs are better than none.",
        permanent: "Set min_links only where a slow bond is worse than none (another router takes over), and find out why legs are out.",
        risk: "none",
        undo: "ip link set <bond> type bond min_links <what it was>",
      },
      holes: { "what it was": { row: { test: "bonding", table: "bonds", column: "minLinks" } } },
      alert: {
        expr: 'node_bonding_active > 0 and on (instance, master) label_replace(node_network_carrier, "master", "$1", "device", "(.*)") == 0',
        for: "1m",
        say: "{{ $labels.master }} of {{ $labels.instance }} is down although legs are in order",
      },
    },
  },

  tests: [
    {
      id: "bonding",
      collect: "bonding",
      on: ["host"],
      phase: "reproduce",
      when: "around",
      why: "What the bond itself believes of each leg, before and after the window: counts of failures and churn never fall, so only their change says anything.",
      predicts: {},
    },
    {
      id: "bondLegs",
      collect: "bondLegs",
      on: ["host"],
      phase: "reproduce",
      when: "during",
      why: "Silent, deaf, unheard, astray, split, uneven or down: the bond's view beside what passed on the wire tells which.",
      predicts: {
        partnerSilent: [{ field: "silent", is: "above", value: 0, strength: "both" }],
        lacpDropped: [{ field: "deaf", is: "above", value: 0, strength: "both" }],
        partnerDeaf: [{ field: "unheard", is: "above", value: 0, strength: "both" }],
        partnerMismatch: [{ field: "stray", is: "above", value: 0, strength: "both" }],
        aggregatorSplit: [{ field: "split", is: "above", value: 0, strength: "both" }],
        duplexOrSpeedMismatch: [{ field: "uneven", is: "above", value: 0, strength: "both" }],
        oneLegDown: [{ field: "down", is: "above", value: 0, strength: "both" }],
        legFlapping: [{ field: "flaps", is: "above", value: 0, strength: "both" }],
        miimonOff: [{ field: "unwatched", is: "above", value: 0, strength: "both" }],
        modeMismatch: [{ field: "wrongMode", is: "above", value: 0, strength: "both" }],
        hashImbalance: [{ field: "overloaded", is: "above", value: 0, strength: "both" }],
        minLinksUnmet: [{ field: "short", is: "above", value: 0, strength: "both" }],
      },
    },
    {
      id: "switchPort",
      collect: "person",
      on: ["host"],
      phase: "verdict",
      when: "once",
      why: "Where the wire could not be heard whole, the other end knows: a port without LACP, one that hears nobody, one in another group and one that is down are four causes.",
      ask: {
        question: "What does the switch say about the port of the leg of {host} that takes no part?",
        where:
          'On the switch: "show lacp neighbor" and "show interfaces status" (Junos: "show lacp interfaces"). "ip -br link" on {host} names the legs; LLDP names their ports.',
        choices: {
          noLacp: "No LACP there: it is in no channel group",
          hearsNobody: "LACP is on, and it hears nobody",
          hearsUs: "It lists this host as its neighbour",
          otherGroup: "It is in another group than the other leg",
          down: "It is down, shut or err-disabled",
        },
      },
      predicts: {
        partnerSilent: [
          { field: "answer", is: "equal", value: "noLacp", strength: "characteristic" },
          { field: "answer", is: "not", value: "otherGroup", strength: "necessary" },
          { field: "answer", is: "not", value: "down", strength: "necessary" },
        ],
        lacpDropped: [{ field: "answer", is: "equal", value: "hearsUs", strength: "necessary" }],
        partnerDeaf: [{ field: "answer", is: "equal", value: "hearsNobody", strength: "both" }],
        partnerMismatch: [
          { field: "answer", is: "not", value: "noLacp", strength: "necessary" },
          { field: "answer", is: "not", value: "down", strength: "necessary" },
        ],
        aggregatorSplit: [{ field: "answer", is: "equal", value: "otherGroup", strength: "both" }],
        oneLegDown: [
          { field: "answer", is: "equal", value: "down", strength: "characteristic" },
          { field: "answer", is: "not", value: "hearsUs", strength: "necessary" },
        ],
        modeMismatch: [
          { field: "answer", is: "not", value: "noLacp", strength: "necessary" },
          { field: "answer", is: "not", value: "hearsUs", strength: "necessary" },
          { field: "answer", is: "not", value: "down", strength: "necessary" },
        ],
      },
    },
  ],
});
