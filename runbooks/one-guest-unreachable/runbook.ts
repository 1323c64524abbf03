import { defineRunbook } from "#machines";

/** One guest of a cloud cannot be reached, and its neighbours can. Story: after a host was added again, one guest's frames left it by no tunnel at all. */
export default defineRunbook({
  id: "one-guest-unreachable",
  version: 5,
  title: "One guest cannot be reached",
  symptoms: [
    "one instance is unreachable, the others are fine",
    "guest does not answer ping since the migration",
    "a VM lost its network after the compute node was rebooted",
    "two guests on different hosts do not reach each other",
    "ARP for one instance stays incomplete",
    "floating IP does not answer, its router does not reach the instance",
    "instance has no address, DHCP gets no answer",
    "one port is ACTIVE and nothing comes through",
    "monitoring cannot ping one server of a tenant",
    "cloud-init hangs, instance comes up without its ssh key",
    "metadata service 169.254.169.254 does not answer in a guest",
    "one guest answers ping and ssh to it hangs, its neighbours are fine",
    "guest with another MTU than its network",
  ],

  roles: {
    prober: {
      title: "Prober",
      about: "A healthy place that should reach the guest: another guest of its network, or its router's namespace on the network node.",
      required: true,
    },
    compute: { title: "Guest's host", about: "The host whose virtual switch the guest hangs on.", required: true },
    origin: {
      title: "Prober's host",
      about: "The host whose virtual switch the prober hangs on, where that is another one than the guest's.",
      required: false,
    },
    network: {
      title: "Network node",
      about:
        "Where the guest is reached and gets no metadata, or loses large packets alone: the host with the qrouter- or qdhcp- namespace of its network (the network node; with OVN the guest's own). Its namespaces are found by the guest's address.",
      required: false,
    },
  },

  inputs: {
    target: {
      title: "Address of the guest",
      about: "As the prober reaches it: the address in the guest's own network, not a floating one.",
      type: "ipAddress",
      example: "10.1.0.12",
      required: true,
    },
    tap: {
      title: "Tap of the guest",
      about: "tap and the first eleven characters of the port's id: openstack port list --fixed-ip ip-address=<address>.",
      type: "interface",
      example: "tap7be04d52-c8",
      required: true,
    },
    proberTap: {
      title: "Port of the prober",
      about:
        "The same for the prober, on its own host: its tap, or qr- and the id where a router probes. Unnamed, the way to the switch is not looked at.",
      type: "interface",
      example: "tap3f2a91c0-1b",
      required: false,
      default: "none",
    },
    count: {
      title: "Probes",
      about: "How many echo requests are sent at most; ten where none is answered. 300 show a loss of 3 % with 99.9 % probability.",
      type: "count",
      example: "300",
      required: false,
      default: "300",
      least: 20,
      most: 2_000,
    },
  },

  reproduction: {
    collect: "guestProbe",
    role: "prober",
    args: { target: { input: "target" }, count: { input: "count" } },
    why: "What cannot be reached is shown first, and the same ten probes are what every host on the way is watched for.",
    proof: [{ field: "sent", is: "atLeast", value: 10 }],
    sentField: "sent",
  },

  measures: {
    echo: {
      title: "echo probes to the guest",
      missing: { test: "reproduction", field: "lost", of: "during" },
      of: { test: "reproduction", field: "sent", of: "during" },
      // Below 1 % it is another incident: a guest that loses a packet now and then is reachable.
      present: { test: "reproduction", role: "prober", field: "lostPercent", of: "during", is: "atLeast", value: 1 },
    },
    large: {
      title: "large probes to the guest",
      word: "vanished while small ones came back",
      missing: { test: "reproduction", field: "vanished", of: "during" },
      of: { test: "reproduction", field: "largeSent", of: "during" },
      present: { test: "reproduction", role: "prober", field: "vanished", of: "during", is: "above", value: 0 },
    },
    metadata: {
      title: "requests of the guest for its metadata",
      word: "brought it nothing",
      missing: { test: "guestMetadata", role: "compute", field: "unanswered", of: "during" },
      of: { test: "guestMetadata", role: "compute", field: "asked", of: "during" },
      present: { test: "guestMetadata", role: "compute", field: "unanswered", of: "during", is: "above", value: 0 },
    },
  },

  // In the order of the way: the first place that nothing got to speaks for those behind it.
  hides: {
    port: {
      present: { test: "guestTrace", role: "compute", field: "reached", of: "during", is: "equal", value: "nowhere" },
      hypotheses: [
        "securityGroupDrop",
        "spoofDropped",
        "firewallDrop",
        "guestItselfDown",
        "neighbourUnresolved",
        "dhcpFailed",
        "guestMtu",
        "innerLinkMtu",
      ],
      at: ["compute"],
      means: "nothing of the prober's came to the guest's port, so neither its security group nor the guest had any to refuse or to answer",
    },
    guest: {
      present: { test: "guestTrace", role: "compute", field: "reached", of: "during", is: "equal", value: "port" },
      hypotheses: ["guestItselfDown", "neighbourUnresolved", "dhcpFailed", "guestMtu", "innerLinkMtu"],
      at: ["compute"],
      means: "nothing of the prober's came to the guest, so it had nothing to answer",
    },
    echoes: {
      present: { test: "guestTrace", role: "compute", field: "followed", of: "during", is: "equal", value: "questions" },
      hypotheses: ["securityGroupDrop", "firewallDrop"],
      means: "nobody answered for the guest's address, so no echo was sent, and no rule had one to drop",
    },
    smallOnes: {
      present: { test: "reproduction", role: "prober", field: "lost", of: "during", is: "above", value: 0 },
      hypotheses: ["guestMtu", "innerLinkMtu", "largeLostOnWay"],
      means: "large packets are tried only where every small one comes back, so whether they vanish as well was not seen",
    },
    probersDevice: {
      present: { test: "guestSizes", role: "origin", field: "deviceSmall", of: "during", is: "equal", value: true },
      hypotheses: ["largeLostOnWay"],
      means: "nothing larger than that device lets through left the prober's host, so the way behind it was not put to the test",
    },
  },

  hypotheses: {
    wrongVlanTag: {
      claim: "A port of the guest's network on {host} carries another VLAN tag than its network, so its frames go nowhere.",
      source:
        "https://opendev.org/openstack/neutron/src/tag/22.0.0/neutron/plugins/ml2/drivers/openvswitch/agent/ovs_neutron_agent.py (port_bound, port_dead)",
      at: ["compute", "origin"],
      object: { test: "guestSwitch", table: "ports", by: "wrong", say: "port {key}", of: "during" },
      lookAlikes: [
        {
          what: "The port is not in the switch at all",
          separator: "Then it has no tag and no number; here it has both, and the tag is another one than its network's.",
        },
        { what: "A missing tunnel", separator: "With a wrong tag, guests of the same network on this host do not reach the guest either." },
      ],
      advice: {
        now: "On {host}, read the tag of a working port of the same network, and what the agent noted: ovs-vsctl --columns=name,tag,other_config list Port. Then ovs-vsctl set port <port> tag=<the network's>, and probe again.",
        permanent:
          "Let the agent bind the port anew: openstack port set --host '' and back, or restart the Open vSwitch agent on the host; find out what it logged when it last bound the port.",
        risk: "none",
        undo: "ovs-vsctl set port <port> tag=<what it showed before>",
      },
      holes: {
        "the network's": { row: { test: "ovsPorts", table: "ports", column: "intendedTag" } },
        "what it showed before": { row: { test: "ovsPorts", table: "ports", column: "tag" } },
      },
      alert: {
        none: "No exporter has the tags of ports. A job on each host that compares tag with other_config:tag and writes a textfile metric would show it.",
      },
    },
    portNotBound: {
      claim: "The port on {host} was never made part of the virtual switch: it has no number there, or an error.",
      source: "https://manpages.debian.org/bookworm/openvswitch-switch/ovs-vswitchd.conf.db.5.en.html (Interface: ofport, error)",
      at: ["compute", "origin"],
      object: { test: "guestSwitch", table: "ports", by: "wrong", say: "port {key}", of: "during" },
      lookAlikes: [
        { what: "The port is there with the wrong tag", separator: "Its number is above 0 and no error stands beside it." },
        { what: "The guest does not run here", separator: "No device of the port exists on the host either." },
      ],
      advice: {
        now: "Read ovs-vsctl --columns=name,ofport,error list Interface on {host} and the binding of the port (openstack port show -c binding_vif_type -c binding_host_id).",
        permanent:
          "Plug the port again: openstack server remove port and add port, or a hard reboot of the guest, once its host and the agent agree on the binding.",
        risk: "reload",
        undo: "Nothing was changed.",
      },
      alert: { none: "No exporter has the errors of Open vSwitch interfaces; ovs-vsctl --format=json on a schedule would show them." },
    },
    missingTunnel: {
      claim: "{host} has no tunnel to the guest's other end, or leaves it out of what goes to everybody.",
      source:
        "https://opendev.org/openstack/neutron/src/tag/22.0.0/neutron/plugins/ml2/drivers/openvswitch/agent/ovs_neutron_agent.py (setup_tunnel_port, tunnel_sync)",
      at: ["compute", "origin"],
      object: { test: "guestSwitch", table: "tunnels", by: "missing", say: "{key}", of: "during" },
      lookAlikes: [
        { what: "The packets are too large for the tunnel", separator: "Small probes pass then; here the smallest do not leave the host." },
        { what: "The underlay loses them", separator: "The frames leave this host in a tunnel to the other one and do not arrive there." },
      ],
      advice: {
        now: "On {host}, restart the Open vSwitch agent, which builds tunnels and lists anew from what Neutron knows; before, keep ovs-vsctl show and ovs-ofctl dump-flows br-tun.",
        permanent:
          "Check tunnel types, local_ip and l2population on both hosts, and that both agents are alive in openstack network agent list.",
        risk: "none",
        undo: "Nothing needs to be undone: the agent builds what it should have built.",
      },
      alert: {
        none: "No exporter has the list of tunnels. Comparing the tunnels of each host with the list of hosts, on a schedule, shows a missing one.",
      },
    },
    flowTableDrop: {
      claim: "A flow in the virtual switch of {host} drops them: one that neither a security group nor the end of a table explains.",
      source:
        "https://manpages.debian.org/bookworm/openvswitch-common/ovs-actions.7.en.html (drop); https://manpages.debian.org/bookworm/openvswitch-common/ovs-ofctl.8.en.html (dump-flows)",
      at: ["compute", "origin"],
      object: { test: "guestSwitch", table: "flows", by: "dropped", say: "flow {key}", of: "during" },
      accounts: { measure: "echo", by: { test: "guestSwitch", field: "flowDrops", of: "during" }, tolerancePercent: 20 },
      lookAlikes: [
        { what: "A security group made of flows", separator: "Those are in the tables 72 to 82 and 92 to 94 of br-int." },
        {
          what: "The last flow of a table counts",
          separator: "It has no condition: what met it matched nothing before, so something earlier is wrong.",
        },
        {
          what: "Flows that lead in a circle",
          separator: "No flow that drops counts then; the switch counts what it gave up on (coverage/show, drop_action_...).",
        },
      ],
      advice: {
        now: "Read the flow that is named, and its cookie: flows of Neutron's agent share the cookie of its start. Give this traffic a flow of higher priority that does NORMAL, and probe again.",
        permanent:
          "If nobody wants the flow, delete this one and no other: ovs-ofctl --strict del-flows <bridge> 'table=<its table>,priority=<its priority>,<its match>'; else correct whoever writes it.",
        risk: "none",
        undo: "ovs-ofctl add-flow with the line that dump-flows showed.",
      },
      alert: {
        none: "No exporter has the counters of single flows. rate() over a textfile metric of n_packets of drop flows would show it.",
      },
    },
    securityGroupDrop: {
      claim: "The security group of the port on {host} drops them.",
      source:
        "https://opendev.org/openstack/neutron/src/tag/22.0.0/neutron/agent/linux/iptables_firewall.py; https://opendev.org/openstack/neutron/src/tag/22.0.0/neutron/agent/linux/openvswitch_firewall/firewall.py",
      at: ["compute", "origin"],
      object: { test: "guestSwitch", table: "chains", by: "dropped", say: "{key}", of: "during" },
      accounts: { measure: "echo", by: { test: "guestSwitch", field: "groupDrops", of: "during" }, tolerancePercent: 20 },
      lookAlikes: [
        { what: "Connection tracking calls them invalid", separator: "They meet the rule for invalid packets, and new connections pass." },
        { what: "Another rule on the host drops them", separator: "It is in a chain that is not Neutron's." },
      ],
      advice: {
        now: "Give the port a second security group that allows this traffic from this source (openstack port set --security-group), and probe again.",
        permanent: "Correct the group's rules; both directions have a chain of their own.",
        risk: "none",
        undo: "openstack port unset --security-group <the group that was added>",
      },
      alert: { none: "node_exporter has no counters of rules; a textfile metric of the port's chains would show it." },
    },
    spoofDropped: {
      claim: "The switch of {host} takes the sender for a forger: the address it uses is not one of its port's.",
      source: "https://opendev.org/openstack/neutron/src/tag/22.0.0/neutron/agent/linux/iptables_firewall.py (_setup_spoof_filter_chain)",
      at: ["compute", "origin"],
      object: { test: "guestSwitch", table: "chains", by: "dropped", say: "{key}", of: "during" },
      accounts: { measure: "echo", by: { test: "guestSwitch", field: "spoofDrops", of: "during" }, tolerancePercent: 20 },
      lookAlikes: [
        { what: "A rule is missing in the security group", separator: "The chain of the rules counts, not the one for senders." },
      ],
      advice: {
        now: "If the guest may use the address (a virtual IP, a second one), allow it: openstack port set --allowed-address ip-address=<address>, and probe again.",
        permanent: "Keep allowed address pairs beside what configures the guest's addresses.",
        risk: "none",
        undo: "openstack port unset --allowed-address ip-address=<address>",
      },
      alert: { none: "node_exporter has no counters of rules; a textfile metric of the port's chain for senders would show it." },
    },
    firewallDrop: {
      claim: "A packet filter rule on {host}, none of Neutron's, drops them between the port's tap and the virtual switch.",
      source:
        "https://manpages.debian.org/bookworm/iptables/iptables-extensions.8.en.html (physdev); https://www.kernel.org/doc/html/v6.1/networking/nf_conntrack-sysctl.html (bridge-nf-call-iptables)",
      at: ["compute", "origin"],
      object: { test: "guestSwitch", table: "rules", by: "dropped", say: "{key}", of: "during" },
      accounts: { measure: "echo", by: { test: "guestSwitch", field: "ruleDrops", of: "during" }, tolerancePercent: 20 },
      lookAlikes: [
        { what: "The security group", separator: "Its chains are called neutron-openvswi-..." },
        { what: "A rule that drops other traffic", separator: "Its count is not about what is lost here." },
      ],
      advice: {
        now: "Read the rule that is named and who put it there; insert an accept for this port above it, and probe again.",
        permanent:
          "Correct the rule where it comes from; on a compute host bridged frames pass the filter while bridge-nf-call-iptables is 1, which security groups need.",
        risk: "none",
        undo: "Delete the inserted rule by its handle.",
      },
      alert: { none: "node_exporter has no counters of rules; export the counter of this rule." },
    },
    linkDown: {
      claim: "A device on the port's way on {host} is shut, or has no carrier.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/operstates.html",
      at: ["compute", "origin"],
      object: { test: "guestTrace", table: "devices", by: "down", say: "{key}", of: "during" },
      lookAlikes: [
        {
          what: "The guest shut its own interface",
          separator: "Then the tap has no carrier although nothing on the host is shut: look inside the guest, or at its console.",
        },
      ],
      advice: {
        now: "ip link set <device> up on {host}, and probe again; a tap without a carrier has nobody at its other end: see whether the guest runs (virsh list, virsh domif-getlink).",
        permanent: "Find out who shut it: the journal of nova-compute and the agent around that time.",
        risk: "none",
        undo: "ip link set <device> down",
      },
      alert: {
        expr: 'node_network_carrier{device=~"(tap|qvo|qvb).+"} == 0 or node_network_info{device=~"(tap|qvo|qvb).+",adminstate="down"} == 1',
        for: "5m",
        say: "{{ $labels.device }} of {{ $labels.instance }} is shut, or has no carrier",
        needs: ["node_exporter 1.6 or later"],
      },
    },
    guestItselfDown: {
      claim:
        "The guest on {host} gets what is sent to it and answers nothing: it is stopped, its own firewall drops it, or it has no address.",
      source: "https://libvirt.org/manpages/virsh.html (domstate, domif-getlink); RFC 1122 3.2.2.6 (a host must answer echo requests)",
      at: ["compute"],
      lookAlikes: [
        { what: "Its security group drops the answers", separator: "They are seen at the tap and not behind it." },
        { what: "It has no address by DHCP", separator: "It is seen asking for one, in vain." },
        { what: "It ignores ARP alone", separator: "It sends other frames meanwhile." },
      ],
      advice: {
        now: "Look at the guest's console (openstack console log show) and state (openstack server show -c status -c OS-EXT-STS:power_state); it is reached that far.",
        permanent: "Depends on what the console shows: a kernel that does not run, a firewall inside, an interface without its address.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: { none: "What happens inside a guest is not on its host; probe guests from inside their network with the blackbox exporter." },
    },
    neighbourUnresolved: {
      claim: "The guest on {host} runs and sends, and does not answer when it is asked for its Ethernet address.",
      source: "RFC 826; https://www.kernel.org/doc/html/v6.1/networking/ip-sysctl.html (arp_ignore, arp_filter)",
      at: ["compute"],
      lookAlikes: [
        { what: "The guest is down", separator: "It then sends nothing at all." },
        { what: "The question never reaches it", separator: "It is not seen leaving by the tap." },
      ],
      advice: {
        now: "On the prober, enter the guest's Ethernet address by hand (ip neigh replace <address> lladdr <the port's> dev <device> nud reachable) and probe again: if that works, only ARP fails.",
        permanent: "Look inside the guest: its address, arp_ignore, arptables, an interface with noarp.",
        risk: "none",
        undo: "ip neigh del <address> dev <device>",
      },
      holes: {
        address: { input: "target" },
        "the port's": { field: { test: "guestTrace", field: "guestMac", of: "during" } },
        device: { field: { test: "reproduction", field: "device", of: "during" } },
      },
      alert: { none: "An unanswered question is counted nowhere; probe with the blackbox exporter." },
    },
    dhcpFailed: {
      claim: "The guest on {host} asks for an address by DHCP and gets no answer, so it has none.",
      source: "RFC 2131 section 3.1 and 4.4.1 (retransmission of DHCPDISCOVER)",
      at: ["compute"],
      lookAlikes: [
        { what: "The port is cut off as a whole", separator: "Then nothing reaches it; here the questions for its address do." },
      ],
      advice: {
        now: "On the network node, read what dnsmasq logged for this Ethernet address (DHCPDISCOVER ... no address available), and whether its namespace reaches the guest's network.",
        permanent:
          "Restart the DHCP agent for this network (openstack network agent remove network --dhcp and add), and check the subnet's enable_dhcp and its pool.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: { none: 'dnsmasq\'s log is the only counter of leases refused; alert on "no address available" in it.' },
    },
    guestAbsent: {
      claim: "No device of the guest's port exists on {host}: it does not run there, or its tap was never made.",
      source: "https://opendev.org/openstack/nova/src/tag/27.0.0/nova/virt/libvirt/vif.py (plug)",
      at: ["compute"],
      lookAlikes: [{ what: "The port is not bound", separator: "Its devices exist, and the switch does not know them." }],
      advice: {
        now: "Ask where it runs: openstack server show -c OS-EXT-SRV-ATTR:host, and virsh list --all on {host}. If it runs elsewhere, start again with that host.",
        permanent: "A hard reboot makes its devices anew; after a migration, see which host its port is bound to.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: { none: "A tap that is missing is not counted; compare libvirt's list of guests with Nova's." },
    },
    duplicateAddress: {
      claim: "Another interface of the network has the guest's address, too, and takes what is sent to it.",
      source: "RFC 5227; arping(8) -D",
      at: [],
      object: { test: "guestTrace", table: "impostors", by: "guilty", say: "the Ethernet address {key}", of: "during" },
      lookAlikes: [{ what: "A stale entry after a migration", separator: "Nobody answers with the address that the entry has." }],
      advice: {
        now: "Find the port that the Ethernet address belongs to (openstack port list --mac-address, ovs-appctl fdb/show br-int on the hosts), and take the address from it.",
        permanent: "Let addresses come from Neutron alone; port security then drops what an interface may not use.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: { none: "No counter shows it; arpwatch or arping -D on a schedule does." },
    },
    staleNeighbour: {
      claim: "The prober still sends to an Ethernet address that the guest no longer has.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/ip-sysctl.html (gc_stale_time, arp_accept); arp(7)",
      at: [],
      lookAlikes: [
        { what: "Somebody else has the address, too", separator: "Then questions for it are answered with that Ethernet address." },
      ],
      advice: {
        now: "On the prober: ip neigh flush <address>, and probe again.",
        permanent: "Send a gratuitous ARP after each move of an address; see who entered a permanent entry.",
        risk: "none",
        undo: "ip neigh replace <address> lladdr <what it showed before> dev <device>",
      },
      holes: {
        address: { input: "target" },
        device: { field: { test: "reproduction", field: "device", of: "during" } },
        "what it showed before": { field: { test: "reproduction", field: "neighbourMac", of: "during" } },
      },
      alert: { none: "Neighbour entries are not exported one by one." },
    },
    fdbStale: {
      claim: "The virtual switch of {host} sends frames for the guest to where it is not.",
      source:
        "https://manpages.debian.org/bookworm/openvswitch-switch/ovs-vswitchd.8.en.html (fdb/show); https://manpages.debian.org/bookworm/openvswitch-common/ovs-actions.7.en.html (learn)",
      at: ["compute", "origin"],
      object: { test: "guestSwitch", table: "entries", by: "wrong", say: "{key}", of: "during" },
      lookAlikes: [{ what: "A missing tunnel", separator: "No port leads to the guest's host at all." }],
      advice: {
        now: "On {host}: ovs-appctl fdb/flush br-int, or delete the learnt flow that is named from br-tun, and let the guest send something; probe again.",
        permanent: "Let live migration announce guests (a gratuitous ARP, which QEMU sends), and check l2population after migrations.",
        risk: "none",
        undo: "Entries are learnt anew by themselves.",
      },
      alert: { none: "No exporter has learnt addresses one by one." },
    },
    fdbOverflow: {
      claim: "The address table of the virtual switch on {host} is full and pushes out what it has just learnt.",
      source: "https://manpages.debian.org/bookworm/openvswitch-switch/ovs-vswitchd.conf.db.5.en.html (Bridge: mac-table-size)",
      at: ["compute", "origin"],
      lookAlikes: [
        { what: "A loop", separator: "The same addresses are learnt on other ports again and again: port moved rises, evicted does not." },
      ],
      advice: {
        now: "ovs-vsctl set bridge br-int other_config:mac-table-size=50000 on {host}, and probe again.",
        permanent: "Keep that size; find who sends from so many addresses.",
        risk: "none",
        undo: "ovs-vsctl remove bridge br-int other_config mac-table-size",
      },
      alert: { none: "Exporters of Open vSwitch have the coverage counter mac_learning_evicted; alert on its rate." },
    },
    upcallLoss: {
      claim: "{host} loses packets that its virtual switch has to be asked about: the queue to ovs-vswitchd is full.",
      source: "https://www.kernel.org/doc/html/v6.1/networking/openvswitch.html; ovs-vswitchd(8) (dpctl/show: lost)",
      at: ["compute", "origin"],
      contributesTo: ["flowLimitReached"],
      accounts: { measure: "echo", by: { test: "guestSwitch", field: "upcallsLost", of: "during" }, tolerancePercent: 20 },
      lookAlikes: [
        { what: "A flow drops them", separator: "The flow counts, and lost stays flat." },
        { what: "The cache of flows is at its limit", separator: "Then the switch counts that it was (upcall_flow_limit_hit)." },
      ],
      advice: {
        now: "See who sends so many new flows (ovs-appctl dpctl/dump-flows, upcall/show) and hold that back; more handlers: ovs-vsctl set Open_vSwitch . other_config:n-handler-threads=<more>.",
        permanent: "Rate-limit what scans; give ovs-vswitchd CPUs of its own.",
        risk: "none",
        undo: "ovs-vsctl remove Open_vSwitch . other_config n-handler-threads",
      },
      alert: { none: "node_exporter does not read the datapath; exporters of Open vSwitch have lookups lost. Alert on its rate." },
    },
    flowLimitReached: {
      claim:
        "The virtual switch of {host} has as many cached flows as it allows, so it is asked about every packet that has none, and such questions are lost.",
      source:
        "https://manpages.debian.org/bookworm/openvswitch-switch/ovs-vswitchd.conf.db.5.en.html (other_config:flow-limit); https://github.com/openvswitch/ovs/blob/v3.1.0/ofproto/ofproto-dpif-upcall.c (should_install_flow, udpif_revalidator)",
      at: ["compute", "origin"],
      accounts: { measure: "echo", by: { test: "guestSwitch", field: "upcallsLost", of: "during" }, tolerancePercent: 20 },
      lookAlikes: [
        {
          what: "So many new flows that the handlers cannot keep up",
          separator: "Then the cache has room, and lookups are lost all the same.",
        },
      ],
      advice: {
        now: "ovs-appctl upcall/show on {host}: a limit far below other_config:flow-limit (200,000) was lowered because a pass over the flows takes long; see what CPU ovs-vswitchd gets, and who opens so many connections (ovs-appctl dpctl/dump-flows).",
        permanent: "Hold back what scans; raise other_config:flow-limit only where a pass takes less than a second.",
        risk: "none",
        undo: "ovs-vsctl remove Open_vSwitch . other_config flow-limit",
      },
      alert: { none: "Exporters of Open vSwitch have the coverage counter upcall_flow_limit_hit; alert on its rate." },
    },
    agentDown: {
      claim: "Neutron's agent on {host} does not run, and the virtual switch has been left as it was.",
      source: "https://opendev.org/openstack/neutron/src/tag/22.0.0/neutron/conf/agent/database/agents_db.py (agent_down_time)",
      at: ["compute", "origin"],
      contributesTo: ["wrongVlanTag", "portNotBound", "missingTunnel", "fdbStale"],
      lookAlikes: [
        { what: "The agent runs and the server calls it dead", separator: "Its process is there: look at message queue and clocks." },
      ],
      advice: {
        now: "Read the end of its log, start it (systemctl start neutron-openvswitch-agent, or its container), and probe again once it says that it has finished.",
        permanent: "Let its service restart by itself, and alert on it.",
        risk: "none",
        undo: "systemctl stop neutron-openvswitch-agent",
      },
      alert: {
        expr: 'node_systemd_unit_state{name=~"neutron-openvswitch-agent.*",state="active"} == 0',
        for: "2m",
        say: "The Open vSwitch agent of {{ $labels.instance }} does not run",
        needs: ["node_exporter --collector.systemd"],
      },
    },
    metadataDown: {
      claim: "On {host} nothing listens that should serve the guest's metadata.",
      source:
        "https://opendev.org/openstack/neutron/src/tag/22.0.0/neutron/agent/metadata/driver.py (MetadataDriver, spawn_monitored_metadata_proxy)",
      at: ["network"],
      object: { test: "guestMetadata", table: "proxies", by: "guilty", say: "{key}", of: "during" },
      lookAlikes: [
        { what: "The rule that leads to the proxy is missing", separator: "Then the proxy listens, and nobody is sent to it." },
        {
          what: "The proxy fails",
          separator: "It then takes connections, and answers with an error or not at all; here they are refused or led nowhere.",
        },
        {
          what: "Another namespace serves this network, and the guest does not know the way there",
          separator: "That one may be on another host: name it, and its own TCP shows that nothing comes.",
        },
      ],
      advice: {
        now: "On {host}, read why it ended (journalctl -u haproxy, /var/log/neutron/neutron-l3-agent.log or neutron-dhcp-agent.log around its last start), and restart the agent whose namespace it is: it starts the proxies that are missing. Then ask from the guest: curl http://169.254.169.254/openstack.",
        permanent:
          "Let the agents watch the proxies they start (check_child_processes_interval, on by default), and alert on one that is gone.",
        risk: "none",
        undo: "Nothing needs to be undone: the agent starts what it should have started.",
      },
      alert: {
        none: "No exporter counts proxies by namespace. A job on each network node that compares ip netns list with the haproxy processes of Neutron, as a textfile metric, would show one that is missing.",
      },
    },
    metadataRedirectMissing: {
      claim: "No rule on {host} leads requests for metadata to the proxy, which listens.",
      source:
        "https://opendev.org/openstack/neutron/src/tag/22.0.0/neutron/agent/metadata/driver.py (metadata_nat_rules: REDIRECT to 9697)",
      at: ["network"],
      object: { test: "guestMetadata", table: "proxies", by: "guilty", say: "{key}", of: "during" },
      lookAlikes: [
        { what: "The proxy is not there", separator: "Nothing listens on its port then." },
        { what: "A rule drops them before", separator: "The rule that leads to the proxy is there; something else counts drops." },
      ],
      advice: {
        now: "In the namespace that is named: iptables -t nat -S | grep 169.254.169.254. The L3 agent writes the rule when it handles the router: restart it, or take the router from it and give it back (openstack network agent remove router --l3 and add), and ask from the guest.",
        permanent:
          "Find who flushes rules in routers' namespaces: a firewall service that starts after the agent, or a script that ran in the wrong namespace.",
        risk: "none",
        undo: "Nothing needs to be undone: the agent writes what it should have written.",
      },
      alert: {
        none: "No exporter reads the rules of other network namespaces. A job that looks for 169.254.169.254 in each router's nat table would show it.",
      },
    },
    metadataRouteMissing: {
      claim: "The guest on {host} asks for its metadata where nobody serves it: it has no route to who does.",
      source:
        "RFC 3442 (DHCP option 121, classless static routes); https://opendev.org/openstack/neutron/src/tag/22.0.0/neutron/agent/linux/dhcp.py (_generate_opts_per_subnet: metadata route)",
      at: ["compute"],
      lookAlikes: [
        { what: "Requests are dropped on the way", separator: "They are then addressed to who serves them, and vanish." },
        { what: "The router lacks its rule", separator: "Then no other namespace of the network serves metadata either." },
      ],
      advice: {
        now: "In the guest: ip route get 169.254.169.254. It has to lead to its router, or to the DHCP server where that serves the metadata. To see whether that is it: ip route add 169.254.169.254/32 via <address of the DHCP server's port>.",
        permanent:
          "Let the guest take its routes from DHCP (option 121; clients that get it ignore the plain default route), without a route of its own for 169.254.0.0/16 (NOZEROCONF). On a network without a router, see that force_metadata or enable_isolated_metadata is set for the DHCP agent.",
        risk: "none",
        undo: "ip route del 169.254.169.254/32",
      },
      alert: {
        none: "What routes a guest has is not counted outside of it; the log of cloud-init on its console says which address it could not reach.",
      },
    },
    metadataDropped: {
      claim: "{host} drops the guest's requests for metadata, or the answers, and lets other frames of it pass.",
      source: "https://opendev.org/openstack/neutron/src/tag/22.0.0/neutron/agent/metadata/driver.py (metadata_filter_rules); iptables(8)",
      at: ["compute", "network"],
      object: { test: "guestMetadata", table: "places", by: "dropped", say: "{key}", of: "during" },
      lookAlikes: [
        { what: "A security group that drops everything", separator: "Then echoes vanish in the same place, whatever the metadata do." },
        { what: "The proxy is not there", separator: "Requests reach its namespace then, which answers with a reset." },
      ],
      advice: {
        now: "Read the rule that is named; where a security group has no rule out to 169.254.169.254 port 80, add one (openstack security group rule create --egress --remote-ip 169.254.169.254/32 --protocol tcp --dst-port 80), and ask from the guest.",
        permanent: "Keep that rule in every group that restricts what goes out; in a router's namespace leave rules to Neutron.",
        risk: "none",
        undo: "openstack security group rule delete <the rule that was added>",
      },
      alert: { none: "node_exporter has no counters of rules; a textfile metric of the chains of ports and routers would show it." },
    },
    metadataBackend: {
      claim:
        "The metadata proxy on {host} takes requests and serves nothing: what is behind it does not answer, or has nothing for this guest.",
      source: "https://opendev.org/openstack/neutron/src/tag/22.0.0/neutron/agent/metadata/agent.py (MetadataProxyHandler)",
      at: ["network"],
      object: { test: "guestMetadata", table: "proxies", by: "guilty", say: "{key}", of: "during" },
      lookAlikes: [
        { what: "Answers are lost on the way back", separator: "They then leave this host; here there are none, or errors." },
        { what: "A guest asks for something that does not exist", separator: "Other requests of it are served then." },
      ],
      advice: {
        now: "Read the log of neutron-metadata-agent on {host}: 404 is a guest that it does not find (X-Forwarded-For and the network or router id), 403 a shared secret that differs from Nova's, 500 and 503 Nova or the message queue. Restart it if it says nothing.",
        permanent: "metadata_proxy_shared_secret has to be the same in Nova and in the agent; watch the agent and nova-api-metadata.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: {
        none: "Neutron gives its metadata proxies no Prometheus endpoint. Where the balancer of nova-api-metadata has one, alert on haproxy_backend_http_responses_total of its backend with code 5xx.",
      },
    },
    guestMtu: {
      claim: "On {host}, a guest's MTU is another than its network's, so large packets to or from it vanish: {object}.",
      source:
        "RFC 2132 section 5.1 (option 26); RFC 791 section 3.2; https://docs.openstack.org/neutron/2023.1/admin/config-mtu.html (instances take their MTU from DHCP)",
      at: ["compute", "prober"],
      object: { test: "guestSizes", table: "guests", by: "odd", say: "{key}", of: "during" },
      accounts: { measure: "large", by: { test: "guestSizes", field: "guestLost", of: "during" }, tolerancePercent: 20 },
      lookAlikes: [
        {
          what: "The network's MTU is too large for its tunnels",
          separator: "Then packets of its size vanish between the hosts, for every guest; here they get as far as this guest's port.",
        },
        {
          what: "A device of its port is too small",
          separator: "Then large packets vanish before the tap, and the guest's answers are no larger.",
        },
        {
          what: "The prober's MTU is the odd one",
          separator: "Then DHCP tells guests what the guest has, and it is the prober that is named.",
        },
        { what: "A rule drops by length, or drops fragments", separator: "Then the guest's answers come in pieces of the network's MTU." },
      ],
      advice: {
        now: "In the guest: ip link set dev <interface> mtu <the network's>, and probe again.",
        permanent:
          "Let it take its MTU from DHCP (option 26): remove what sets it in the guest (netplan, ifcfg, an image made for another network), and renew its lease. What DHCP offers this port stands in large-packets-vanish.",
        risk: "none",
        undo: "ip link set dev <interface> mtu <what it was>",
      },
      alert: { none: "Only the guest knows its MTU; on its host tx dropped of the next device with the network's MTU rises." },
    },
    innerLinkMtu: {
      claim: "A device of the port on {host} takes smaller packets than its network has: {object}.",
      source:
        "https://elixir.bootlin.com/linux/v6.12/source/net/core/dev.c (is_skb_forwardable, MTU and one VLAN tag); https://opendev.org/openstack/os-vif (the network's MTU is set when a port is plugged, and not later)",
      at: ["compute", "origin"],
      object: { test: "guestSizes", table: "devices", by: "short", say: "{key}", of: "during" },
      accounts: { measure: "large", by: { test: "guestSizes", field: "deviceLost", of: "during" }, tolerancePercent: 20 },
      lookAlikes: [
        { what: "The guest's own MTU is smaller", separator: "Then large packets are handed to its tap; it answers in smaller pieces." },
        { what: "A rule in the port's bridge drops by length", separator: "It counts them, and the devices have the network's MTU." },
      ],
      advice: {
        now: "ip link set dev <device> mtu <the network's> on {host}, and probe again.",
        permanent:
          "After the network's MTU was changed, plug its ports anew: a hard reboot or a live migration of each guest; restart the network's DHCP and router agents.",
        risk: "none",
        undo: "ip link set dev <device> mtu <what it was>",
      },
      holes: {
        "the network's": { field: { test: "guestSizes", field: "networkMtu", of: "during" } },
        "what it was": { row: { test: "guestSizes", table: "devices", column: "mtu" } },
      },
      alert: {
        expr: 'count by (instance, port) (count_values by (instance, port) ("mtu", label_replace(node_network_mtu_bytes{device=~"(qbr|qvb|qvo).+"}, "port", "$1", "device", "(?:qbr|qvb|qvo)(.+)"))) > 1',
        for: "1h",
        say: "The devices of port {{ $labels.port }} on {{ $labels.instance }} have different MTUs",
      },
    },
    largeLostOnWay: {
      claim: "Large packets vanish on a part of the way that other guests share, {object}; small ones pass it.",
      source: "RFC 2923 section 2.1 (black holes); https://docs.openstack.org/neutron/2023.1/admin/config-mtu.html",
      at: [],
      object: { test: "guestSizes", table: "places", by: "lost", say: "{key}", some: "in a switch or between the hosts", of: "during" },
      accounts: { measure: "large", by: { test: "guestSizes", field: "wayLost", of: "during" }, tolerancePercent: 20 },
      leadsTo: "large-packets-vanish",
      leadsAs: { sender: "prober", senderHost: "origin", receiverHost: "compute", network: "network" },
      lookAlikes: [
        { what: "The guest's own MTU", separator: "Then what vanishes is what this guest sent, and larger than its network's packets." },
      ],
      advice: {
        now: "Investigate it as large-packets-vanish with the same hosts: tunnels, the underlay, fragments and filters are told apart there.",
        permanent: "Depends on what is found there.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: {
        expr: "rate(node_netstat_Ip_FragFails[5m]) > 0",
        for: "10m",
        say: "{{ $labels.instance }} refuses packets that must not be fragmented",
        needs: ["node_exporter --collector.netstat.fields with Ip_FragFails"],
      },
    },
    lossOutside: {
      claim:
        "The frames leave one host for the other, do not arrive, and neither host dropped them: the network between the hosts loses them.",
      source: "RFC 1812 section 1.3.4; the two captures, of which only one has them; both hosts' counts of what no capture sees",
      at: [],
      lookAlikes: [
        { what: "A tunnel to the wrong address", separator: "The outer packets then go to an address that the other host does not have." },
        { what: "A host's own backlog or ring drops them", separator: "Its counts rise in the window; small-packet-loss says which." },
      ],
      advice: {
        now: "Ping the other host's tunnel address from this one, and follow the outer packets by their addresses; read the counters of the switch ports between them.",
        permanent: "Depends on the hop that is found.",
        risk: "none",
        undo: "Nothing was changed.",
      },
      alert: { none: "The counters of what is between the hosts are not on these hosts." },
    },
  },

  tests: [
    {
      id: "ovsPorts",
      collect: "ovsPorts",
      on: ["compute", "origin"],
      phase: "reproduce",
      when: "once",
      why: "Which ports, tags and tunnels each switch has, and at which addresses its tunnels end.",
      predicts: {},
    },
    {
      id: "guestFrames",
      collect: "guestFrames",
      on: ["compute", "origin", "network"],
      phase: "reproduce",
      when: "during",
      args: { target: { input: "target" }, tap: { input: "tap" }, proberTap: { input: "proberTap" } },
      why: "The probes are counted at every interface they pass, on both hosts: where the count falls, they vanish.",
      predicts: {},
    },
    {
      id: "metadataService",
      collect: "metadataService",
      on: ["network"],
      phase: "reproduce",
      when: "during",
      args: { target: { input: "target" } },
      why: "What listens in the namespaces of the guest's network, what leads there, and whether anything reached it in this window.",
      predicts: {},
    },
    {
      id: "ovsFlows",
      collect: "ovsFlows",
      on: ["compute", "origin"],
      phase: "reproduce",
      when: "around",
      why: "A flow that drops counts what it drops, the tables say which VLAN goes into which tunnel, and what the switch gives up on meets no flow that drops.",
      predicts: {},
    },
    {
      id: "firewall",
      collect: "firewall",
      on: ["compute", "origin"],
      phase: "reproduce",
      when: "around",
      why: "A security group made of filter rules counts what it drops between the tap and the switch.",
      predicts: {},
    },
    {
      id: "ovsDatapath",
      collect: "ovsDatapath",
      on: ["compute", "origin"],
      phase: "reproduce",
      when: "around",
      why: "A switch that is at its limit of cached flows asks about every packet without one; else lost questions mean that too many are new.",
      predicts: { flowLimitReached: [{ field: "limitHits", of: "change", is: "above", value: 0, strength: "both" }] },
    },
    {
      id: "offers",
      collect: "mtuOffers",
      on: ["network"],
      phase: "reproduce",
      when: "once",
      args: { client: { input: "target" } },
      why: "What DHCP tells everybody is the MTU that a guest of this network should have.",
      predicts: {},
    },
    {
      id: "guestSizes",
      collect: "guestSizes",
      on: ["compute", "origin", "prober"],
      phase: "reproduce",
      when: "during",
      args: { target: { input: "target" }, tap: { input: "tap" }, proberTap: { input: "proberTap" } },
      why: "Where only large packets vanish, the place and the sizes tell the guest's MTU, its port's devices and the way apart.",
      predicts: {
        guestMtu: [{ field: "guestOdd", is: "equal", value: true, strength: "both" }],
        innerLinkMtu: [{ field: "deviceSmall", is: "equal", value: true, strength: "both" }],
        largeLostOnWay: [{ field: "lostOnWay", is: "equal", value: true, strength: "both" }],
      },
    },
    {
      id: "guestTrace",
      collect: "guestTrace",
      on: ["compute", "origin"],
      phase: "reproduce",
      when: "during",
      args: { target: { input: "target" }, tap: { input: "tap" }, proberTap: { input: "proberTap" } },
      why: "The last place that saw a frame names the half of the path: whatever is on the other half is no rival any more.",
      predicts: {
        missingTunnel: [{ field: "lostInSwitch", is: "equal", value: true, strength: "necessary" }],
        flowTableDrop: [{ field: "lostInSwitch", is: "equal", value: true, strength: "necessary" }],
        securityGroupDrop: [{ field: "lostAtPort", is: "equal", value: true, strength: "necessary" }],
        spoofDropped: [{ field: "lostAtPort", is: "equal", value: true, strength: "necessary" }],
        firewallDrop: [{ field: "lostInFilter", is: "equal", value: true, strength: "necessary" }],
        linkDown: [{ field: "down", is: "above", value: 0, strength: "both" }],
        guestItselfDown: [{ field: "guestSilent", is: "equal", value: true, strength: "both" }],
        neighbourUnresolved: [{ field: "guestIgnoresArp", is: "equal", value: true, strength: "both" }],
        dhcpFailed: [{ field: "guestWithoutAddress", is: "equal", value: true, strength: "both" }],
        guestAbsent: [{ field: "portAbsent", is: "equal", value: true, strength: "both" }],
        duplicateAddress: [{ field: "duplicate", is: "equal", value: true, strength: "both" }],
        staleNeighbour: [{ field: "staleNeighbour", is: "equal", value: true, strength: "both" }],
        fdbStale: [{ field: "lostInSwitch", is: "equal", value: true, strength: "necessary" }],
        fdbOverflow: [{ field: "lostInSwitch", is: "equal", value: true, strength: "necessary" }],
        upcallLoss: [{ field: "lostInSwitch", is: "equal", value: true, strength: "necessary" }],
        flowLimitReached: [{ field: "lostInSwitch", is: "equal", value: true, strength: "necessary" }],
        agentDown: [{ field: "lostInSwitch", is: "equal", value: true, strength: "necessary" }],
        lossOutside: [{ field: "lostBetween", is: "equal", value: true, strength: "both" }],
      },
    },
    {
      id: "guestSwitch",
      collect: "guestSwitch",
      on: ["compute", "origin"],
      phase: "reproduce",
      when: "during",
      args: { target: { input: "target" }, tap: { input: "tap" }, proberTap: { input: "proberTap" } },
      why: "In the place where frames vanish, the switch or a rule has a reason: a tag, a tunnel that is not there, a flow or a chain that counted them.",
      predicts: {
        wrongVlanTag: [{ field: "tagWrong", is: "equal", value: true, strength: "both" }],
        portNotBound: [{ field: "portUnbound", is: "equal", value: true, strength: "both" }],
        missingTunnel: [{ field: "tunnelMissing", is: "equal", value: true, strength: "both" }],
        flowTableDrop: [{ field: "flowDrops", is: "above", value: 0, strength: "both" }],
        securityGroupDrop: [{ field: "groupDrops", is: "above", value: 0, strength: "both" }],
        spoofDropped: [{ field: "spoofDrops", is: "above", value: 0, strength: "both" }],
        firewallDrop: [{ field: "ruleDrops", is: "above", value: 0, strength: "both" }],
        fdbStale: [{ field: "staleEntry", is: "equal", value: true, strength: "both" }],
        fdbOverflow: [{ field: "evicted", is: "above", value: 0, strength: "both" }],
        upcallLoss: [{ field: "upcallsLost", is: "above", value: 0, strength: "both" }],
        flowLimitReached: [{ field: "upcallsLost", is: "above", value: 0, strength: "necessary" }],
        agentDown: [{ field: "agentDown", is: "equal", value: true, strength: "both" }],
      },
    },
    {
      id: "guestMetadata",
      collect: "guestMetadata",
      on: ["compute", "network"],
      phase: "reproduce",
      when: "during",
      args: { target: { input: "target" }, tap: { input: "tap" }, proberTap: { input: "proberTap" } },
      why: "A guest that answers probes may still get no metadata: where its requests end tells the proxy, the rule, the route and the way apart.",
      predicts: {
        metadataDown: [{ field: "proxyDown", is: "equal", value: true, strength: "both" }],
        metadataRedirectMissing: [{ field: "ruleMissing", is: "equal", value: true, strength: "both" }],
        metadataRouteMissing: [{ field: "askedElsewhere", is: "equal", value: true, strength: "both" }],
        metadataDropped: [{ field: "dropped", is: "equal", value: true, strength: "both" }],
        metadataBackend: [{ field: "proxyFails", is: "equal", value: true, strength: "both" }],
      },
    },
    {
      id: "guestConsole",
      collect: "person",
      on: ["compute"],
      phase: "verdict",
      when: "once",
      why: "Where frames could not be followed to the guest, its console knows: a guest that hangs, one without an address and one that runs elsewhere are three causes.",
      ask: {
        question: "What does the console of the guest with {target} show?",
        where: '"openstack console url show <server>", or "virsh console <domain>" on {host}. In the guest: "ip -br address".',
        choices: {
          hangs: "Nothing answers: stopped, hung or at a boot prompt",
          interfaceDown: "It runs, and its interface is down",
          noAddress: "It runs, and has no address",
          inOrder: "It runs, is up and has {target}",
          elsewhere: "It does not run on {host}",
        },
      },
      predicts: {
        guestItselfDown: [
          { field: "answer", is: "equal", value: "hangs", strength: "characteristic" },
          { field: "answer", is: "equal", value: "interfaceDown", strength: "characteristic" },
          { field: "answer", is: "not", value: "elsewhere", strength: "necessary" },
        ],
        dhcpFailed: [{ field: "answer", is: "equal", value: "noAddress", strength: "both" }],
        guestAbsent: [{ field: "answer", is: "equal", value: "elsewhere", strength: "both" }],
        neighbourUnresolved: [{ field: "answer", is: "equal", value: "inOrder", strength: "necessary" }],
        metadataRouteMissing: [{ field: "answer", is: "equal", value: "inOrder", strength: "necessary" }],
        metadataDropped: [{ field: "answer", is: "equal", value: "inOrder", strength: "necessary" }],
      },
    },
  ],
});
