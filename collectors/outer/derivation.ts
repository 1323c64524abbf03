import type { Derivation } from "#machines/contract/collector.ts";
import { gauge, saying, state } from "../field.ts";
import { FIELDS } from "../overhead-fields.ts";
import { outerOf } from "./derive.ts";

const packets = (about: string) => gauge("packets", about);

/**
 * The same sum with the packets themselves: what the tunnel really adds, what becomes of Don't Fragment outside, whether fragments leave and arrive, and
 * where a router's word that a packet is too large is heard last.
 *
 * Which policy a tunnel has is measured, not read: packets with and without the flag inside (echo requests of a sweep, and answers) are compared with what
 * they travel in. captureFilter is made for this tunnel from the offset that was seen.
 *
 * Fields: as those of overhead; handsOnDf, policy and encapsulation of the host that is asked about, of the whole path on the sender.
 * Empty: where nothing was captured, or nothing was seen, what rests on it is unknown.
 * Source: RFC 2784, RFC 7348, RFC 8926; net/ipv4/ip_tunnel.c of v6.12 (tunnel flag, or the inner packet's unless ignore-df); pcap-filter(7)
 */
export const outer = {
  id: "outer",
  title: "outer packets",
  about: "How the tunnel's own packets look: what they add, whether they may be fragmented, and whether they are.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "host",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: ["layout", "path", "largePackets", "dfSweep", "mtuOffers", "protocolCounters", "tunnelCapture", "firewall", "ipsec"],
  fields: {
    ...FIELDS,
    encapsulation: state("What the packets travel in."),
    policy: state("What becomes of Don't Fragment outside: always, inherit, never."),
    handsOnDf: saying(state("Packets that must not be fragmented leave in outer ones that must not be."), {
      no: "Packets that must not be fragmented do not leave in outer ones that must not be",
    }),
    captureFilter: state("Capture filter for this tunnel's packets of the sender's address."),
    fragmentsSent: packets("First fragments that left one end of the tunnel."),
    fragmentsArrived: packets(
      "First fragments that arrived: here, or on the sender at the end of each way on which fragments are missing.",
    ),
    fragmentsLostBetween: saying(
      state(
        "On a way on which large packets vanished, none of the fragments that one end sent arrived at the other, or of each packet only the first one.",
      ),
      { no: "Where large packets vanished, fragments arrived whole at the other end, or none were sent" },
    ),
    fragmentsStop: saying(
      state(
        "Fragments that arrive at this host go no further: fewer came to be put together than arrived, or its rules dropped as many as are missing.",
      ),
      { no: "No fragments that arrive at this host stop here" },
    ),
    swallowed: packets(
      "Probes of the sender that are larger than what the tunnel carries, where none of them left its near end, whole or in pieces.",
    ),
    refusalsSeen: saying(packets("Fragmentation Needed about these packets that was seen on any host."), {
      "0": "No Fragmentation Needed about these packets was seen on any host",
      else: "Fragmentation Needed about these packets was seen: {value}",
    }),
    eatsRefusals: saying(state("Fragmentation Needed reaches this host or is due here, and does not leave it."), {
      no: "No Fragmentation Needed vanishes on this host",
    }),
  },
  tables: {
    oversized: { by: gauge("bytes", "By how much the tunnel carries less.") },
    policies: {
      packets: packets("Packets inside a tunnel that were seen there."),
      handsOn: gauge("", "1 where Don't Fragment is handed on."),
    },
    rules: { packets: packets("Dropped by this rule in the window, on this host.") },
    broken: { packets: packets("Packets that this end broke up in the window.") },
  },
  derive: outerOf,
} as const satisfies Derivation;
