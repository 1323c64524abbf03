import type { Derivation } from "#machines/contract/collector.ts";
import { gauge, state } from "../field.ts";
import { lookupFateOf } from "./derive.ts";

const servers = (about: string) => gauge("servers", about);

/**
 * What slow lookups wait for: which of the servers that were asked are silent, whether they are on the host that was named as the name server, and whether
 * the queries reached it.
 *
 * Fields: silent servers left two direct queries or more unanswered. silentHere are those with an address of the host named as the server, silentElsewhere all
 *   others; without such a host all are elsewhere. queriesArrived: unanswered queries wait unread in the server's socket, were taken from it, or
 *   others of them were answered.
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
  from: ["lookups", "resolver", "nameService", "protocolCounters", "firewall"],
  fields: {
    slow: gauge("lookups", "Slow ones, as the probe measured them."),
    waitsForTimeout: state("The slowest took at least as long as the resolver waits for one server."),
    silentHere: servers("Silent, with an address of the host named as the server."),
    silentElsewhere: servers("Silent, and not on that host."),
    silent: servers("Silent at all."),
    silentForLookups: servers(
      "Of the name server: its own, if the queries reached it; of the client: those that are not on the host named as the server.",
    ),
    droppedByRules: gauge(
      "packets",
      "Counted by rules of this host that drop, where they are at least half as many as queries were not answered; else 0.",
    ),
    queriesArrived: state("Queries that were not answered reached this host."),
    someAnswered: state("This host answered some."),
    slowHere: gauge("queries", "That this host answered late, and not because the way to it takes long."),
    allAnswerFast: state("Every server answered every direct query, and fast."),
    absoluteFast: state("With a final dot, without the search list, the name is found fast."),
    truncatedWithoutTcp: state("A server truncates its answer, and the same question by TCP is not answered."),
    ednsLost: state("A server answers every short query, and none that allows a large answer."),
  },
  tables: {
    silentServers: { unanswered: gauge("queries", "It left unanswered.") },
    guilty: { unanswered: gauge("queries", "It left unanswered.") },
  },
  derive: lookupFateOf,
} as const satisfies Derivation;
