import type { Collector } from "#machines/contract/collector.ts";
import { literally } from "../echo.ts";
import { counter, gauge, saying, state } from "../field.ts";
import { parseOvsDatapath } from "./parse.ts";
import { DATAPATH_SCRIPT } from "./script.ts";

/**
 * The account of Open vSwitch's datapath: what it looked up and lost, how full its flow cache is, which frames it gave up on, and which of its flows drop.
 *
 * Shape:
 *     == datapaths
 *     netdev@ovs-netdev:
 *       lookups: hit:11 missed:9 lost:0
 *       flows: 2
 *     == upcalls
 *     netdev@ovs-netdev:
 *       flows         : (current 2) (avg 1) (max 7) (limit 10000)
 *       dump duration : 1ms
 *     == events
 *     Event coverage, avg rate over last: 5 seconds, last minute, last hour,  hash=3a6e5678:
 *     drop_action_recursion_too_deep   1.0/sec     0.083/sec        0.0014/sec   total: 5
 *     102 events never hit
 *     == knows
 *     5
 *     == knowsLimit
 *     0
 *     == drops
 *     recirc_id(0),in_port(2),eth_type(0x0800),ipv4(src=10.1.0.11,dst=10.1.0.12,frag=no), packets:4, bytes:392, used:2.461s, actions:drop
 *     flows 2
 *     == end
 * Fields: lost counts packets that the datapath had to ask about and whose question had no room. gaveUp counts frames whose flows lead too deep, in circles
 *   or nowhere; failed those that the userspace datapath could not build or hand over (a tunnel without a way, a port that is gone). A drop that a flow
 *   orders is in neither. Flows of the datapath live ten seconds after their last packet, and their counts with them.
 *   Example: hit = 11, missed = 9, lost = 0, flows = 2, limit = 10000, dumpMs = 1, atLimit = false, limitHits = 0, gaveUp = 5, failed = 0, dropFlows = 1
 * Empty: without a datapath that answers, lookups are unknown. Events that are not listed never happened.
 * Fails: toolMissing without ovs-appctl; denied without root. gaveUp and failed are unknown with the kernel's datapath, which says neither, and with releases
 *   before 2.13 that do not count them; limitHits with those that have no such event. More than 20,000 flows are not listed: ovs-vswitchd would do nothing else meanwhile.
 * Source: ovs-vswitchd(8) (dpctl/show, dpctl/dump-flows, upcall/show, coverage/show); lib/dpif-netdev.c and lib/odp-execute.c of v3.1.0 (names of events)
 */
export const ovsDatapath = {
  id: "ovsDatapath",
  title: "virtual switch's datapath",
  about: "What the datapath of Open vSwitch lost, gave up on and drops, and how full its cache of flows is.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "host",
  costSeconds: 0.3,
  deadlineMs: 30_000,
  maxBytes: 256 * 1024,
  fields: {
    hit: counter(64, "packets", "Met a cached flow."),
    missed: counter(64, "packets", "Had to be asked about."),
    lost: counter(64, "packets", "Had to be asked about, and the queue for such questions was full."),
    flows: gauge("flows", "Cached flows, of all datapaths."),
    limit: gauge("flows", "How many ovs-vswitchd allows by now; it lowers that where a pass over them takes too long."),
    dumpMs: gauge("ms", "How long the last pass over them took."),
    atLimit: state("There are as many as are allowed: new ones are refused, and every packet of theirs is asked about."),
    limitHits: saying(counter(64, "times", "A flow was not cached because of the limit."), {
      "0": "Each flow was cached",
      else: "A flow was not cached because of the limit, {value}",
    }),
    gaveUp: counter(64, "packets", "Frames whose flows lead too deep, in circles or nowhere."),
    failed: counter(64, "packets", "Frames that the userspace datapath could not build or hand over."),
    dropFlows: gauge("flows", "Cached flows that drop, two hundred at most."),
  },
  tables: {
    events: {
      packets: counter(64, "packets", "How often."),
      gaveUp: state("The flows lead too deep, in circles or nowhere; else the datapath failed."),
    },
    drops: { packets: gauge("packets", "Packets that met this flow since it was cached.") },
  },
  ways: [{ argv: ["sh", "-c", literally(DATAPATH_SCRIPT)], parse: parseOvsDatapath, privilege: "sudo" }],
} as const satisfies Collector;
