import type { Derivation } from "#machines/contract/collector.ts";
import { gauge, saying, state } from "../field.ts";
import { lookupFateOf } from "./derive.ts";

const servers = (about: string) => gauge("servers", about);

/**
 * What slow lookups wait for: which of the servers that were asked are silent, whether they are on the host that was named as the name server, and whether
 * the queries reached it.
 *
 * Fields: silent servers left two direct queries or more unanswered. silentHere are those with an address of the host named as the server, silentElsewhere all
 *   others; without such a host all are elsewhere. queriesArrived: unanswered queries wait unread in the server's socket, were taken from it, or
 *   others of them were answered.
 *   It is unknown instead of false where a program at an interface of either host (XDP, a filter of tc) may have taken them, or the host's interfaces dropped a fifth as many.
 * Empty: with no server asked directly nothing is silent, and allAnswerFast is false.
 * Source: https://man7.org/linux/man-pages/man5/resolv.conf.5.html (timeout, attempts, rotate); RFC 1123 section 6.1.3.2
 */
export const lookupFate = {
  id: "lookupFate",
  title: "what the lookups wait for",
  about: "Which name server is silent, where it is, and whether the queries reached it.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: ["lookups", "resolver", "nameService", "protocolCounters", "firewall", "links", "qdisc"],
  fields: {
    slow: gauge("lookups", "Slow ones, as the probe measured them."),
    waitsForTimeout: saying(state("The slowest took at least as long as the resolver waits for one server."), {
      yes: "The slowest lookup took at least as long as the resolver waits for one server",
      no: "No lookup took as long as the resolver waits for one server",
    }),
    silentHere: saying(servers("Silent, with an address of the host named as the server."), {
      "0": "The host named as the server did not stay silent",
      else: "{value} with an address of the host named as the server stayed silent",
    }),
    silentElsewhere: servers("Silent, and not on that host."),
    silent: saying(servers("Silent at all."), { "0": "Each server answered", else: "{value} answered nothing at all" }),
    silentForLookups: saying(
      servers("Of the name server: its own, if the queries reached it; of the client: those that are not on the host named as the server."),
      { "0": "No silent server accounts for the lookups", else: "{value} stayed silent where the lookups went" },
    ),
    droppedByRules: saying(
      gauge(
        "packets",
        "Counted by rules of this host that drop, where they are at least half as many as queries were not answered; else 0.",
      ),
      {
        "0": "Rules of this host dropped less than half as many packets as queries were not answered",
        else: "{value} counted by rules of this host that drop, about as many as queries were not answered",
      },
    ),
    droppedByAnyRules: saying(gauge("packets", "The same, of all hosts looked at."), {
      "0": "Rules of the hosts looked at dropped less than half as many packets as queries were not answered",
      else: "{value} counted by rules that drop on a host looked at, about as many as queries were not answered",
    }),
    queriesArrived: saying(
      state(
        "Queries that were not answered reached this host. It is false also where its answers were lost: then it takes no more datagrams than it sends.",
      ),
      { no: "Queries that were not answered did not reach this host, or its answers did not get back" },
    ),
    someAnswered: saying(state("This host answered some."), { no: "This host answered no queries" }),
    slowHere: gauge("queries", "That this host answered late, and not because the way to it takes long."),
    allAnswerFast: saying(state("Every server answered every direct query, and fast."), {
      no: "Not every server answered every direct query fast",
    }),
    absoluteFast: saying(state("With a final dot, without the search list, the name is found fast."), {
      no: "The name is not found fast without the search list either",
    }),
    truncatedWithoutTcp: saying(state("A server truncates its answer, and the same question by TCP is not answered."), {
      no: "No server truncates its answer and leaves the same question by TCP unanswered",
    }),
    ednsLost: saying(state("A server answers every short query, and none that allows a large answer."), {
      no: "No server answers short queries only and none that allows a large answer",
    }),
  },
  tables: {
    silentServers: { unanswered: gauge("queries", "It left unanswered.") },
    guilty: { unanswered: gauge("queries", "It left unanswered.") },
  },
  derive: lookupFateOf,
} as const satisfies Derivation;
