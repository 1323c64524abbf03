import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { counter, gauge, state } from "../field.ts";
import { parseOvsFlows } from "./parse.ts";
import { FLOWS_SCRIPT } from "./script.ts";

/**
 * The flow tables of Open vSwitch: what they drop, which VLAN goes into which tunnel, and which addresses were learnt where.
 *
 * Shape:
 *     == flows br-tun
 *     NXST_FLOW reply (xid=0x4):
 *      cookie=0x0, duration=29.3s, table=20, n_packets=7, n_bytes=686, priority=1,vlan_tci=0x0001/0x0fff,dl_dst=fa:16:3e:7b:e0:4d actions=load:0->NXM_OF_VLAN_TCI[],load:0x1->NXM_NX_TUN_ID[],output:3
 *      cookie=0x0, duration=29.3s, table=22, n_packets=2, n_bytes=594, priority=1,dl_vlan=1 actions=strip_vlan,set_tunnel:0x1,output:2,output:3
 *      cookie=0x0, duration=29.3s, table=22, n_packets=5, n_bytes=594, priority=0 actions=drop
 *     == fdb br-tun
 *      port  VLAN  MAC                Age
 *         1     1  fa:16:3e:7b:e0:4d   29
 *     == stats br-tun
 *     Statistics for bridge "br-tun":
 *       Current/maximum MAC entries in the table: 1/8192
 *       Total number of evicted MAC entries     : 0
 *       Total number of port moved MAC entries  : 0
 *     == datapaths
 *     system@ovs-system:
 *       lookups: hit:11 missed:8 lost:0
 *     == events
 *     Event coverage, avg rate over last: 5 seconds, last minute, last hour,  hash=3a6e5678:
 *     drop_action_recursion_too_deep   1.0/sec     0.083/sec        0.0014/sec   total: 5
 *     102 events never hit
 *     == end
 * Fields: n_packets counts since the flow was added, 64 bits; an agent that restarts adds its flows anew. lost counts packets that the datapath had to ask
 *   about and whose question had no room. Table 0 of NXST and OFPST replies, numbers and names of ports, and the spellings of later protocols are read alike.
 *   events are frames whose flows lead too deep, in circles or nowhere (gaveUp), and what a userspace datapath could not build or hand over; the kernel's
 *   datapath tells neither.
 *   Example: bridges = 1, flows = 3, dropFlows = 1, dropPackets = 5, evicted = 0, hit = 11, missed = 8, upcallsLost = 0
 * Empty: a bridge without flows drops everything it gets, and has 0 flows; no bridge at all is unparsable.
 * Fails: toolMissing without Open vSwitch's tools; denied without root. A datapath that is offloaded to a card counts late. Group tables and meters are not read.
 * Source: ovs-ofctl(8), ovs-fields(7), ovs-actions(7); ovs-vswitchd(8) (fdb/show, fdb/stats-show, dpctl/show, coverage/show, revalidator/wait)
 */
export const ovsFlows = {
  id: "ovsFlows",
  title: "virtual switch's flows",
  about: "Flows that drop, VLANs and tunnels that belong together, learnt addresses, and what the datapath lost.",
  risk: "R0",
  probe: false,
  effects: ["lets ovs-vswitchd finish one revalidation of its flows, as it does by itself twice a second"],
  scope: "host",
  costSeconds: 0.6,
  deadlineMs: 60_000,
  // 250 bytes a flow: sixty thousand, as a hypervisor with large security groups has.
  maxBytes: 16 * 1024 * 1024,
  fields: {
    bridges: gauge("bridges", "Bridges whose flows were read."),
    flows: gauge("flows", "All flows."),
    dropFlows: gauge("flows", "Those whose only action is to drop."),
    dropPackets: counter(64, "packets", "Packets that met one of them."),
    evicted: counter(64, "entries", "Learnt addresses that a full table pushed out."),
    hit: counter(64, "packets", "Met a cached flow."),
    missed: counter(64, "packets", "Had to be asked about."),
    upcallsLost: counter(64, "packets", "Had to be asked about, and the queue for such questions was full."),
  },
  tables: {
    drops: {
      packets: counter(64, "packets", "Dropped by this flow."),
      bridge: state("Bridge."),
      table: gauge("", "Flow table."),
      priority: gauge("", "Priority; 0 is what is left over."),
      match: state("What a packet has to match."),
      cookie: state("Whose flow it is: each start of an agent has its own."),
    },
    vlans: {
      bridge: state("Bridge."),
      vlan: gauge("", "VLAN inside this switch."),
      segment: gauge("", "Number of the network in tunnels."),
      outputs: state("Ports that such frames go to."),
      flood: state("For frames to everybody."),
    },
    unicasts: {
      bridge: state("Bridge."),
      mac: state("Address the frame goes to."),
      vlan: gauge("", "VLAN inside this switch."),
      outputs: state("Ports that it goes to."),
    },
    macs: {
      bridge: state("Bridge."),
      vlan: gauge("", "VLAN inside this switch."),
      mac: state("Learnt address."),
      port: state("Number of the port it was learnt on."),
    },
    bridges: {
      macs: gauge("entries", "Learnt addresses."),
      most: gauge("entries", "Room for them."),
      evicted: counter(64, "entries", "Pushed out by a full table."),
      moved: counter(64, "times", "An address was learnt on another port than before."),
    },
    events: {
      packets: counter(64, "packets", "How often."),
      gaveUp: state("The flows lead too deep, in circles or nowhere; else the datapath failed."),
    },
  },
  ways: [{ argv: ["sh", "-c", literally(FLOWS_SCRIPT)], parse: parseOvsFlows, privilege: "sudo" }],
} as const satisfies Collector;
