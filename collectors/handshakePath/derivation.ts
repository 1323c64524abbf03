import type { Derivation, Given } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, unknown, type Value } from "#machines/contract/value.ts";
import { gauge, saying, state } from "../field.ts";
import { readingOf, sceneOf, type Scene } from "../handshake-scene.ts";
import { tookThem } from "../handshake-groups.ts";
import { addUp, bypassOf, cameTo, lossesOf, resetsLeft, seenBy } from "../handshake-losses.ts";
import { servedAt } from "../handshake-service.ts";
import { HANDSHAKES, outsideOnly } from "../unseen-drops.ts";

const segments = (about: string) => gauge("segments", about);
const attempts = (about: string) => gauge("attempts", about);

const ECHOED = ["attempted", "connected", "refused", "timedOut", "noLocalPort", "unreachable", "denied"] as const;

/**
 * Where the handshakes of the probe ended: on which host a SYN or its answer came in and did not go on, or between which two.
 *
 * From: the probe's own attempts, which say by their local ports which handshakes are meant, and the captures on all hosts. A handshake is known everywhere
 *   by the sequence number of its SYN. A direction that both ends saw and a gateway did not goes around that gateway.
 * Unknown: everything, where the client's own capture is missing or incomplete; what ended on a host, where its own is; what ended between hosts, where
 *   any of theirs is; lostBetween, where a host dropped packets before its capture, or nobody knows whether it did. A device that answers in the server's name (a SYN proxy) has numbers of its own: behind it nothing is found again.
 */
export const handshakePath = {
  id: "handshakePath",
  title: "path of the handshakes",
  about: "Where SYNs and their answers were last seen, worked out from the captures on all hosts.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0,
  deadlineMs: 1_000,
  maxBytes: 64 * 1024,
  from: ["connectProbe", "handshakes", "listeners", "securityGroups"],
  fields: {
    attempted: attempts("Connections that the client tried."),
    connected: attempts("Those that were made."),
    refused: saying(attempts("Those answered with a reset."), {
      "0": "No attempt was answered with a reset",
      else: "{value} answered with a reset",
    }),
    timedOut: attempts("Those without an answer in 3.5 s."),
    unreachable: attempts("Those that ended with an unreachable."),
    denied: attempts("Those that the client's own filter refused."),
    noLocalPort: saying(attempts("Those for which the client had no port left."), {
      "0": "The client had a port left for each attempt",
      else: "The client had no port left for {value}",
    }),
    lostHere: saying(segments("SYNs and answers that came to this host, or should have left it, and went no further."), {
      else: "Came to this host, or should have left it, and went no further: {value} (SYNs and answers)",
    }),
    synLostHere: saying(segments("SYNs among them."), {
      else: "SYNs that came to this host, or should have left it, and went no further: {value}",
    }),
    answerLostHere: segments("Answers among them."),
    lostAfter: segments("SYNs and answers that left this host and did not arrive at the next one that was looked at."),
    lostOnHosts: segments("Lost on any of the hosts that were looked at."),
    missingBetween: segments("Left one of the hosts that were looked at, and did not arrive at the next."),
    lostBetween: saying(
      segments("Those among them that no security group of a compute node took, and no host dropped where its capture does not look."),
      { else: "Lost between the hosts, and taken by no security group: {value}" },
    ),
    strays: segments("SYNs and answers that came to a host which is not on the path."),
    strayHere: segments("SYNs that came to this host although it is not on the path."),
    resetsLeft: segments("Resets in answer to SYNs of the probe that this host sent itself."),
    served: saying(
      state("A program on the server listens where the attempts go: on their address and port, or on that port of every address."),
      { no: "No program on the server listens where the attempts go" },
    ),
    seesSyn: segments("SYNs of the probe that this host saw."),
    seesAnswer: segments("Answers to them that this host saw."),
    cameTo: state(
      "How far any of the attempts came: nowhere, server (no answer left it), back (an answer left it, and none arrived), client.",
    ),
    bypassed: saying(state("Which direction goes around this gateway: none, requests, answers or both."), {
      none: "Neither direction goes around this gateway",
      requests: "The requests go around this gateway",
      answers: "The answers go around this gateway",
      both: "Both directions go around this gateway",
    }),
    unfinished: attempts(
      "The client has its connection, and the server repeats its answer: the third segment of the handshake does not arrive.",
    ),
    probeFilled: saying(
      state(
        "The probe itself may have filled this host's connection-tracking table: it had room for some, and not for all, of its connections.",
      ),
      { no: "The probe itself cannot have filled this host's connection-tracking table" },
    ),
    unserved: attempts("Made for the client, and unfinished or not accepted on the server: half of them or more, else none."),
  },
  derive,
} as const satisfies Derivation;

function derive(given: Given): Reading {
  const scene = sceneOf(given);
  const echoed = echo(given);
  if ("why" in scene) {
    const none = unknown(scene.why);
    const names = Object.keys(handshakePath.fields).filter((name) => !(ECHOED as readonly string[]).includes(name));
    return { fields: { ...Object.fromEntries(names.map((name) => [name, none])), ...echoed, served: servedAt(given, null) } };
  }
  return { fields: { ...echoed, ...placed(scene, given) } };
}

function placed(scene: Scene, given: Given): Readonly<Record<string, Value>> {
  const { host } = given;
  const served = servedAt(given, scene);
  const { synHere, answerHere, after, unfinished, strays } = lossesOf(scene, served);
  const off = unknown("this host is not part of the path");
  const [syn, answer] = [synHere.get(host.key) ?? off, answerHere.get(host.key) ?? off];
  const path = [scene.client, ...scene.gateways, ...(scene.server === null ? [] : [scene.server])].map((each) => each.host.key);
  const seen = seenBy(scene, host);
  const missing = addUp([...after.values()]);
  const taken = tookThem(given, missing);
  const lostOnHosts = addUp(path.flatMap((key) => [synHere.get(key) ?? off, answerHere.get(key) ?? off]));
  return {
    lostHere: addUp([syn, answer]),
    synLostHere: syn,
    answerLostHere: answer,
    lostAfter: after.get(host.key) ?? 0,
    lostOnHosts,
    lostBetween: isUnknown(taken)
      ? taken
      : taken === true
        ? 0
        : few(missing, lostOnHosts)
          ? missing
          : outsideOnly(given, missing, HANDSHAKES),
    missingBetween: missing,
    strays,
    strayHere: path.includes(host.key) ? 0 : seen.syn,
    resetsLeft: resetsLeft(scene, host),
    served,
    seesSyn: seen.syn,
    seesAnswer: seen.answer,
    cameTo: cameTo(scene),
    bypassed: bypassOf(scene, host),
    unfinished,
    probeFilled: probeFilled(given),
    unserved: unserved(given, unfinished),
  };
}

/** So few beside what ended on hosts that it does not matter whose they are: captures do not end at one instant. */
const few = (missing: Value, lostOnHosts: Value): boolean =>
  typeof missing === "number" && typeof lostOnHosts === "number" && missing <= lostOnHosts / 2;

/** Each connection takes an entry, and keeps it for two minutes. Room for less than a third of them was no room; for twice as many, enough. */
function probeFilled(given: Given): Value {
  const capture = readingOf(given, "handshakes", given.host);
  if ("why" in capture) return unknown(capture.why);
  const { tracking, tracked, trackingLimit } = capture.reading.fields;
  const attempted = echo(given)["attempted"];
  if (tracking === false || trackingLimit === 0) return false;
  if (typeof tracked !== "number" || typeof trackingLimit !== "number" || typeof attempted !== "number")
    return unknown("how full the table was when the window began is not known");
  const room = trackingLimit - tracked;
  return room > attempted / 3 && room < attempted * 2;
}

/** A few connections may be on their way through the queue at any moment: fewer than half of what was made is no symptom. */
function unserved(given: Given, unfinished: Value): Value {
  const server = given.hosts.find(({ role }) => role === "server");
  if (server === undefined || typeof unfinished !== "number") return unfinished;
  const connected = echo(given)["connected"];
  if (typeof connected !== "number") return connected ?? unknown("connected is absent");
  const listeners = readingOf(given, "listeners", server);
  if ("why" in listeners) return unfinished > 0 ? unfinished : unknown(listeners.why);
  const waiting = listeners.reading.fields["unaccepted"];
  const stuck = typeof waiting === "number" && connected > 0 && waiting >= connected / 2 ? waiting : 0;
  return unfinished * 2 >= connected ? unfinished + stuck : stuck;
}

function echo(given: Given): Readonly<Record<string, Value>> {
  const client = given.hosts.find(({ role }) => role === "client");
  const probe = client === undefined ? { why: "no host in the role client was given" } : readingOf(given, "connectProbe", client);
  return Object.fromEntries(
    ECHOED.map((name) => [name, "why" in probe ? unknown(probe.why) : (probe.reading.fields[name] ?? unknown(`${name} is absent`))]),
  );
}
