import type { Derivation } from "#machines/contract/collector.ts";
import { gauge, saying, state } from "../field.ts";
import { segmentFateOf } from "./derive.ts";

const packets = (about: string) => gauge("packets", about);

/**
 * What became of the probe's own segments on one host: which arrived, which left, which did neither, and what that looks like.
 *
 * The probe tells its local ports; captures on every host are searched for them, so that other users of the same service do not count. A
 * gateway that translates the client's port is read by what arrives; one behind another translation cannot be, and says so.
 *
 * Fields: counts of packets of the probe's conversations on this host. swallowed ones arrived on any interface and left by none, resets left aside: these
 *   end what the probe gave up. Where some conversations hung before the pause, those that hung only after it are in swallowedAgain alone.
 *   swallowedOther are those that neither connection tracking's own drops nor rules about invalid packets count;
 *   on an end host, what came and was not acted upon, or never left. lostOutside compares all hosts: yes, no, or maybe where the far end was not watched.
 *   What a host dropped before its capture or behind it, of all traffic, leaves it unknown where that reaches a fifth of what is missing.
 * Empty: a host that nothing of the service passed has seen = 0 and counts of 0. An incomplete capture makes a count of 0 unknown.
 * Source: RFC 9293 section 3.10.7; https://elixir.bootlin.com/linux/v6.12/source/net/netfilter/nf_conntrack_proto_tcp.c (tcp_error, tcp_in_window)
 */
export const segmentFate = {
  id: "segmentFate",
  title: "what became of the segments",
  about: "Which of the probe's segments arrived at this host, which left it, and what those that did not have in common.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: ["closeProbe", "segments", "conntrack", "firewall", "sysctls", "peerSockets"],
  fields: {
    stage: saying(state("Where the conversations hang, as the probe measured it."), {
      connect: "The conversations hang while they connect",
      request: "The conversations hang while the request is sent",
      answer: "The conversations hang while the answer is awaited",
      none: "No conversation hangs",
      close: "The conversations hang when they should be closed",
      again: "The conversations hang when they are used again after a pause",
      else: "The conversations hang at: {value}",
    }),
    saysKeepAlive: saying(state("The answer says that the connection stays open."), {
      no: "The answer does not say that the connection stays open",
    }),
    seen: gauge("connections", "Of the probe, that passed here."),
    complete: state("The capture lost nothing."),
    requestsIn: packets("From the client, arrived."),
    requestsOut: packets("From the client, left."),
    answersIn: packets("From the service, arrived."),
    answersOut: packets("From the service, left."),
    synsIn: packets("The client's SYNs, arrived."),
    finsIn: saying(packets("The service's FINs, arrived."), {
      "0": "No FIN of the service arrived",
      else: "FINs of the service arrived: {value}",
    }),
    finsOut: saying(packets("The service's FINs, left."), { "0": "No FIN of the service left", else: "FINs of the service left: {value}" }),
    swallowed: saying(packets("Arrived and did not leave."), {
      "0": "Every packet that arrived left again",
      else: "Packets that arrived and did not leave: {value}",
    }),
    swallowedAgain: packets("Arrived and did not leave, of conversations that hung after the pause and not before."),
    swallowedShort: packets("Arrived and did not leave, with less than 46 bytes of IP."),
    swallowedFins: packets("Arrived and did not leave, FINs."),
    swallowedBad: packets("Arrived and did not leave, with a wrong checksum."),
    swallowedOther: saying(packets("Not accounted for by connection tracking and rules about invalid packets."), {
      else: "Swallowed, and not accounted for by connection tracking and rules about invalid packets: {value}",
    }),
    checksumLike: saying(state("What was swallowed has a wrong checksum, or is short while all that is longer went on."), {
      no: "What was swallowed is not what a wrong checksum would explain",
    }),
    beyondChecksum: saying(state("Segments were swallowed that are neither short nor of a wrong checksum."), {
      no: "No segments were swallowed other than short ones and ones of a wrong checksum",
    }),
    oneWay: saying(state("Only one direction of the connections comes by this host."), {
      no: "Both directions of the connections come by this host",
    }),
    pauseBeyondTimeout: saying(
      state("The pause between two requests is at least as long as connection tracking here remembers an idle connection."),
      { no: "The pause between two requests is shorter than connection tracking here remembers an idle connection" },
    ),
    accepted: gauge("connections", "That hang, and that a process of the server has accepted."),
    waiting: gauge("connections", "That hang, and that no process of the server has accepted."),
    sentInVain: gauge("connections", "That hang without a byte, although data for them left the server."),
    lostOutside: saying(state("Something left one host and was seen on none behind it, and none dropped it unseen: yes, no, or maybe."), {
      yes: "Something left one host and was seen on none behind it",
      no: "Nothing that left one host went unseen on all behind it",
      maybe: "It is not certain whether something was lost behind the last host that was watched",
    }),
  },
  tables: { settings: { exceeded: gauge("times", "By the pause.") } },
  derive: segmentFateOf,
} as const satisfies Derivation;
