import type { Derivation } from "#machines/contract/collector.ts";
import { gauge, state } from "../field.ts";
import { passageOf } from "./stations.ts";

const probes = (about: string) => gauge("packets", about);

/**
 * How far the probes came: captures of every host on the path, put behind one another, and where their number falls.
 *
 * The stations of a round trip are: sent by the sender · seen on each host · left each host, to the receiver and back · received by the
 * sender. Hosts in between stand in the order in which the engineer named them. Between two hosts lie wire, switches, and the next host's
 * ring and backlog, because a capture sees a received packet only after these; within a host lie its filter rules, connection tracking, routing and
 * queueing disciplines.
 *
 * Fields: of the host it is asked about, lostOnArrival (left the host before, not seen here) and lostWithin (seen here, not seen leaving); of the whole
 *   path, lostBetweenHosts and lostWithinHosts. Each counts requests and replies. Numbers within two of nothing are noise of the window's edges.
 * Empty: a host without a complete capture makes what lies beside it unknown, with the reason; the rest stays known. So does one whose probes leave by a tunnel
 *   device in packets that the capture did not recognise, and one that saw fewer than came out behind it.
 * Source: https://elixir.bootlin.com/linux/v6.12/source/net/core/dev.c (dev_queue_xmit_nit is called behind the queueing discipline,
 *   __netif_receive_skb_core hands packets to taps behind the backlog).
 */
export const passage = {
  id: "passage",
  title: "how far the probes came",
  about: "Between which two places of the path probes went missing, by captures on every host at once.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: ["pathCapture", "ping", "links"],
  fields: {
    lostOnArrival: probes(
      "Left the host before this one, and was not seen here: lost on the wire, in a switch, in this host's ring or backlog.",
    ),
    lostWithin: probes("Was seen here, and did not leave: lost in this host's filter rules, tables, routing or queues."),
    lostBetweenHosts: probes("Lost between hosts, over the whole path."),
    lostWithinHosts: probes("Lost within hosts, over the whole path."),
    lostOnTheWay: probes("Requests that did not reach the receiver."),
    lostOnTheWayBack: probes("Replies that did not come back to the sender's program."),
    firstMissing: state("Behind which place of the path most went missing."),
    complete: state("Every host's capture is complete, so each place of the path is known."),
  },
  tables: {
    stations: {
      seen: probes("Distinct probes at this station."),
      missing: probes("Fewer than at the station before."),
      host: state("On which host."),
    },
  },
  derive: passageOf,
} as const satisfies Derivation;
