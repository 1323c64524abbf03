import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { changeOf, fieldOf, isUnread, readingOf, rowsOf, total } from "../source-readings.ts";
import { hangs, lostOutside, portsOf, probeOf, seenOn, type Seen } from "./path.ts";

const COUNTS = [
  "requestsIn",
  "requestsOut",
  "answersIn",
  "answersOut",
  "synsIn",
  "finsIn",
  "finsOut",
  "swallowed",
  "swallowedShort",
  "swallowedFins",
] as const;
/** Of the setting that decides when an idle connection is forgotten; the guilty one, where it is. */
const IDLE_SETTING = "net.netfilter.nf_conntrack_tcp_timeout_established";
/** Other traffic may meet the same rule: so many more than were swallowed may be the window's edges. */
const EDGES = 2;

export function segmentFateOf(given: Given): Reading {
  const probe = probeOf(given);
  const { key, role } = given.host;
  const seen = seenOn(given, key);
  const isGateway = role === "gateway";
  const { first, again } = byPause(given, seen);
  const counts = Object.fromEntries(
    COUNTS.map((name) => [name, !name.startsWith("swallowed") ? countOf(seen, name) : isGateway ? countOf(first, name) : notForwarding]),
  );
  const bad = isGateway ? badOf(first) : notForwarding;
  const waits = waitsBeyond(given);
  return {
    fields: {
      stage: fieldOf(probe, "stage"),
      saysKeepAlive: fieldOf(probe, "saysKeepAlive"),
      seen: isUnread(seen) ? seen : seen.rows.length,
      complete: isUnread(seen) ? seen : seen.complete,
      ...counts,
      swallowedAgain: isGateway ? countOf(again, "swallowed") : notForwarding,
      swallowedBad: bad,
      swallowedOther: isGateway ? otherOf(given, first) : heldBackOf(given, seen),
      checksumLike: isGateway ? checksumLike(first, bad) : notForwarding,
      beyondChecksum: isGateway ? beyondChecksum(first, bad) : notForwarding,
      oneWay: isGateway ? oneWay(given, seen) : notForwarding,
      pauseBeyondTimeout: waits,
      ...ownOf(given),
      sentInVain: role === "server" ? sentInVain(given, seen) : unknown("only the server sends answers"),
      lostOutside: nobodyAccepted(given) ? "no" : lostOutside(given),
    },
    tables: { settings: waits === true ? [{ key: IDLE_SETTING, exceeded: 1 }] : [] },
  };
}

/**
 * Conversations that were well until the pause tell of an idle timeout alone. Where others hung before, what was swallowed of these says nothing
 * about that; where none did, all of it is one matter.
 */
function byPause(given: Given, seen: Seen | Unknown): Readonly<Record<"first" | "again", Seen | Unknown>> {
  if (isUnread(seen)) return { first: seen, again: seen };
  const paused = portsOf(given, (stage) => stage === "again");
  const isPaused = ({ clientPort }: Row): boolean => typeof clientPort === "number" && paused.has(clientPort);
  const only = (keep: (row: Row) => boolean): Seen => ({ ...seen, rows: seen.rows.filter(keep) });
  const alone = fieldOf(probeOf(given), "stage") === "again";
  return { first: alone ? seen : only((row) => !isPaused(row)), again: only(isPaused) };
}

const notForwarding = unknown("only a host that forwards lets anything arrive and not leave");

/** What was not captured may have been there, unless the capture is complete. */
function countOf(seen: Seen | Unknown, name: string): Value {
  if (isUnread(seen)) return seen;
  const count = total(seen.rows, name);
  return count === 0 && !seen.complete ? unknown("the capture is not complete") : count;
}

function badOf(seen: Seen | Unknown): Value {
  if (!isUnread(seen) && total(seen.rows, "badPassed") > 0)
    return unknown("segments whose checksum looks as wrong went on: it is computed later, by a card or hypervisor");
  return countOf(seen, "swallowedBad");
}

/** What was swallowed has a wrong checksum, or is short while everything longer went on: a filled-up frame is where sums go wrong. */
function checksumLike(seen: Seen | Unknown, bad: Value): Value {
  const [all, short] = [countOf(seen, "swallowed"), countOf(seen, "swallowedShort")];
  if (isUnknown(all)) return all;
  if (all === 0) return false;
  return (typeof bad === "number" && bad > 0) || all === short;
}

/** Some of what was swallowed is long and sound: where short frames with wrong sums were swallowed besides, those are not all. */
function beyondChecksum(seen: Seen | Unknown, bad: Value): Value {
  // Nothing is not something else.
  if (countOf(seen, "swallowed") === 0) return false;
  const like = checksumLike(seen, bad);
  if (like !== true) return typeof like === "boolean" ? !like : like;
  const [all, short] = [countOf(seen, "swallowed"), countOf(seen, "swallowedShort")];
  if (typeof all !== "number" || typeof short !== "number") return isUnknown(all) ? all : short;
  return all > short + (typeof bad === "number" ? bad : 0) + EDGES;
}

/** Only one direction of the connections comes by: the answers of requests nobody saw here, or the requests of a client that got answers all the same. */
function oneWay(given: Given, seen: Seen | Unknown): Value {
  if (isUnread(seen)) return seen;
  const [requests, answers] = [total(seen.rows, "requestsIn"), total(seen.rows, "answersIn")];
  if (requests > 0 && answers > 0) return false;
  if (!seen.complete) return unknown("the capture is not complete");
  if (requests === 0) return answers > 0;
  const connected = fieldOf(probeOf(given), "connected");
  return isUnknown(connected) ? connected : Number(connected) > 0;
}

/** What was swallowed beyond what connection tracking and rules about invalid packets count as theirs. */
function otherOf(given: Given, seen: Seen | Unknown): Value {
  const swallowed = countOf(seen, "swallowed");
  if (typeof swallowed !== "number" || swallowed === 0) return swallowed;
  const own = [
    { collector: "firewall", field: "invalidDropPackets" },
    { collector: "conntrack", field: "drop" },
  ].map(({ collector, field }) => changeOf(given, collector, { host: given.host.key, field }));
  const unread = own.find(isUnknown);
  if (unread !== undefined) return unread;
  const counted = own.reduce<number>((sum, value) => sum + (typeof value === "number" ? value : 0), 0);
  if (counted > swallowed * 1.2 + EDGES + resets(seen))
    return unknown("connection tracking and its rules dropped other traffic as well, so their counts say nothing about these");
  return Math.max(0, swallowed - counted);
}

const resets = (seen: Seen | Unknown): number => (isUnread(seen) ? 0 : total(seen.rows, "swallowedResets"));

/** On an end host: what came and TCP did not act upon, or what was to be sent and never left. */
function heldBackOf(given: Given, seen: Seen | Unknown): Value {
  if (isUnread(seen)) return seen;
  const stage = fieldOf(probeOf(given), "stage");
  const isClient = given.host.role === "client";
  if (!seen.complete) return unknown("the capture is not complete");
  if (stage === "connect") {
    const sent = total(seen.rows, "requestsOut");
    if (isClient) return sent === 0 ? 1 : total(seen.rows, "answersIn");
    return total(seen.rows, "answersOut") === 0 ? total(seen.rows, "requestsIn") : 0;
  }
  if (stage === "close" && isClient) return total(seen.rows, "finsIn");
  if (stage === "again" || stage === "close") return isClient ? 0 : ownClosing(given);
  return unknown("at this stage a capture on an end host does not tell what it refused");
}

/** The service has sent its FIN, and the kernel goes on sending it. */
function ownClosing(given: Given): Value {
  const reading = readingOf(given, "peerSockets", { host: given.host.key, moment: "during" });
  if (isUnread(reading)) return reading;
  return ownRows(given, reading).filter(({ state }) => state === "FIN-WAIT-1" || state === "LAST-ACK" || state === "CLOSING").length;
}

const ownRows = (given: Given, reading: Reading): readonly Row[] => {
  const hung = portsOf(given, hangs);
  return rowsOf(reading, "connections").filter(({ clientPort }) => typeof clientPort === "number" && hung.has(clientPort));
};

/** The hung conversations as the server's own sockets. */
function ownOf(given: Given): Readonly<Record<"accepted" | "waiting", Value>> {
  const reading = readingOf(given, "peerSockets", { host: given.host.key, moment: "during" });
  if (given.host.role !== "server") {
    const why = unknown("only the server has the service's sockets");
    return { accepted: why, waiting: why };
  }
  if (isUnread(reading)) return { accepted: reading, waiting: reading };
  const rows = ownRows(given, reading);
  const hidden = rows.map(({ owned }) => owned).find((owned) => isUnknown(owned));
  if (hidden !== undefined) return { accepted: hidden, waiting: hidden };
  const many = rowsOf(reading, "connections").length;
  if (rows.length === 0 && many > 0) {
    const why = unknown("none of the service's new connections has a port of the probe: it may have been translated on the way");
    return { accepted: why, waiting: why };
  }
  return { accepted: rows.filter(({ owned }) => owned === true).length, waiting: rows.filter(({ owned }) => owned === false).length };
}

/** A program that has answered does not hang, whatever became of the answer. */
function sentInVain(given: Given, seen: Seen | Unknown): Value {
  if (isUnread(seen)) return seen;
  const mute = rowsOf(probeOf(given), "conversations").filter(({ stage, bytes }) => stage === "answer" && bytes === 0);
  const ports = new Set(mute.map(({ port }) => port));
  const sent = seen.rows.filter(({ clientPort, dataOut }) => ports.has(clientPort) && Number(dataOut) > 0).length;
  return sent === 0 && !seen.complete ? unknown("the capture is not complete") : sent;
}

/** The request was acknowledged, and the connection waits for a process of the server: whatever the captures missed, nothing was lost. */
function nobodyAccepted(given: Given): boolean {
  const server = given.hosts.find(({ role }) => role === "server");
  if (server === undefined || fieldOf(probeOf(given), "stage") !== "answer") return false;
  const reading = readingOf(given, "peerSockets", { host: server.key, moment: "during" });
  return !isUnread(reading) && ownRows(given, reading).some(({ owned }) => owned === false);
}

function waitsBeyond(given: Given): Value {
  const pause = fieldOf(probeOf(given), "pauseSeconds");
  const timeout = fieldOf(readingOf(given, "sysctls", { host: given.host.key, moment: "once" }), "tcpEstablishedTimeout");
  if (isUnknown(pause)) return pause;
  if (isUnknown(timeout)) return timeout;
  return Number(timeout) <= Number(pause);
}
