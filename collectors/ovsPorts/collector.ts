import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { counter, gauge, state } from "../field.ts";
import { parseOvsPorts } from "./parse.ts";
import { PORTS_SCRIPT } from "./script.ts";

/**
 * What Open vSwitch is configured to be: bridges, ports with their tags, tunnels with their ends, and what it made of them.
 *
 * Shape:
 *     == Bridge
 *     {"data":[[["uuid","11"],"br-int",["uuid","21"],"system",["set",[]]]],"headings":["_uuid","name","ports","datapath_type","fail_mode"]}
 *
 *     == Port
 *     {"data":[[["uuid","21"],"tap0e778df8-ca",["uuid","31"],3,["map",[["tag","3"]]]]],"headings":["_uuid","name","interfaces","tag","other_config"]}
 *
 *     == Interface
 *     {"data":[[["uuid","31"],"tap0e778df8-ca","",9,["map",[["attached-mac","fa:16:3e:a7:45:cb"]]]]],"headings":["_uuid","name","type","ofport","external_ids"]}
 *
 *     == addresses
 *     2: eth1    inet 10.20.0.12/24 scope global eth1\       valid_lft forever preferred_lft forever
 *     == agent
 *     configured /etc/neutron/plugins/ml2/openvswitch_agent.ini
 *     == end
 * Fields: as they are at this moment. tag is the port's VLAN inside this switch only; intendedTag and segment are what Neutron's agent noted when it
 *   bound the port. A remote is the option remote_ip, or the address that Neutron put in the name. Tag 4095 is Neutron's "dead" VLAN.
 *   Example: bridges = 1, ports = 1, tunnels = 0, badPorts = 0, agentConfigured = true, agentRunning = false
 * Empty: a database without bridges has 0 of each.
 * Fails: toolMissing without ovs-vsctl; denied without root, since the database's socket is root's. Columns that a release does not have are empty.
 * Source: ovs-vswitchd.conf.db(5); RFC 7047 5.1 for the JSON; neutron/plugins/ml2/drivers/openvswitch/agent/ovs_neutron_agent.py (port_bound, get_tunnel_name)
 */
export const ovsPorts = {
  id: "ovsPorts",
  title: "virtual switch's ports",
  about: "Bridges, ports, tags and tunnels of Open vSwitch, and this host's addresses.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "host",
  costSeconds: 0.3,
  deadlineMs: 30_000,
  // 2.5 kB a port in all columns: a hypervisor with two thousand.
  maxBytes: 8 * 1024 * 1024,
  fields: {
    bridges: gauge("bridges", "Bridges of Open vSwitch."),
    ports: gauge("ports", "Their ports, patches and the bridges' own included."),
    tunnels: gauge("tunnels", "Ports that lead to another host."),
    badPorts: gauge("ports", "Ports without a number, or with an error: they could not be made."),
    agentConfigured: state("Neutron's Open vSwitch agent belongs on this host."),
    agentRunning: state("It runs."),
  },
  tables: {
    ports: {
      bridge: state("Bridge it is a port of."),
      type: state("system, internal, patch, or the kind of tunnel."),
      ofport: gauge("", "Its number in OpenFlow; unknown where it could not be made."),
      error: state("Why it could not be made."),
      tag: gauge("", "VLAN inside this switch."),
      intendedTag: gauge("", "VLAN that Neutron's agent noted for it."),
      segment: gauge("", "Number of its network in tunnels, as Neutron's agent noted it."),
      up: state("Neither shut nor without carrier, by the switch's account."),
      remote: state("Address of the tunnel's other end."),
      local: state("Address of this end, where it is set."),
      tunnel: state("Open vSwitch itself builds the tunnel."),
      peer: state("Other end of a patch."),
      portId: state("Neutron's port."),
      mac: state("Ethernet address of the guest behind it."),
      rxPackets: counter(64, "packets", "Came in by it."),
      txPackets: counter(64, "packets", "Went out by it."),
    },
    bridges: { datapath: state("system: the kernel's; netdev: in userspace."), failMode: state("What it does without a controller.") },
    addresses: { device: state("Interface that has it."), length: gauge("bits", "Length of the prefix.") },
  },
  ways: [{ argv: ["sh", "-c", literally(PORTS_SCRIPT)], parse: parseOvsPorts, privilege: "sudo" }],
} as const satisfies Collector;
