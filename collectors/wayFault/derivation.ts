import type { Derivation, Given } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { gauge, saying, state } from "../field.ts";
import { sceneOf, tableOf, wordAt } from "../handshake-scene.ts";
import { addUp, lossesOf } from "../handshake-losses.ts";
import { HANDSHAKES, outsideOnly } from "../unseen-drops.ts";
import { arpCulprits, ignoredClaims, ignoredQuestions, isUnresolved, strangersFor, unheardHops, unheardQuestions } from "./arp.ts";
import { type Direction, directionsOf } from "./directions.ts";
import { hasAddress, type Station, stationOf, stationsOf } from "./host.ts";
import { isDeadEnd, isDetour, isStrangeHop, missingRoutes, reversePathRefusals, wrongRoutes } from "./routes.ts";

const weight = { weight: gauge("", "How much it matters; the greatest is named.") } as const;

/**
 * What is wrong with this host's way to the service or back: no route, a route that leads nowhere, a next hop that is not resolved, a packet that is not
 * believed on arrival, an address that two hosts have.
 *
 * From: routes and neighbours of all hosts, and what the captures saw of ARP and of the interfaces that segments came in by. A client needs a way to the
 *   service, a server one back to the client, a gateway both, as it would route what it really got.
 * Unknown: everything, where this host's routes could not be read; what rests on a capture, where that is missing or incomplete. Whether a next hop that
 *   belongs to no host of the incident is the right one is not known (strangeHop).
 */
export const wayFault = {
  id: "wayFault",
  title: "faults of the way",
  about: "What is wrong with a host's routes, next hops and neighbours, worked out by comparing all hosts.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0,
  deadlineMs: 1_000,
  maxBytes: 64 * 1024,
  from: ["way", "handshakes", "firewall", "connectProbe"],
  fields: {
    noRoute: gauge("directions", "Directions that this host has no route for."),
    refusingRoute: gauge("directions", "Directions whose route is a blackhole, unreachable or prohibited."),
    detour: gauge("directions", "Directions that lead over a hop although the destination is in a network of this host's own."),
    deadEnd: gauge("directions", "Directions whose next hop is a host of the incident that forwards nothing."),
    wrongRoute: saying(gauge("directions", "Any of the last three."), {
      "0": "No direction leads over a detour, into a dead end or to a route that refuses",
      else: "Over a detour, into a dead end or to a route that refuses: {value}",
    }),
    strangeHop: gauge("directions", "Directions whose next hop is none of the hosts that were looked at."),
    hopUnresolved: gauge("directions", "Directions whose next hop nobody answered for."),
    hopAbsent: gauge("directions", "Directions whose next hop has no neighbour entry at all, although it was just tried."),
    reversePath: gauge(
      "interfaces",
      "Interfaces by which something came in that would be refused, as the way back leads through another one.",
    ),
    unansweredArp: gauge("packets", "Questions for its own addresses that this host got and did not answer."),
    untakenArp: gauge("packets", "Answers about the next hop that this host got, and its entry is unresolved all the same."),
    unheardArp: gauge("packets", "Questions for the next hop that left this host and that no host of the incident got."),
    unheardAnywhere: saying(
      gauge(
        "packets",
        "The same on all hosts of the path together: nobody who was looked at is to blame for those, nor dropped them where its capture does not look.",
      ),
      {
        "0": "No question for a next hop was lost between the hosts",
        else: "Questions for a next hop that left a host and that no host of the path got: {value}",
      },
    ),
    arpBlame: gauge("packets", "Unanswered and untaken together: it is this host that keeps the address from being resolved."),
    arpGuilt: saying(gauge("packets", "All three together: resolving an address fails here or right behind this host."), {
      "0": "Nothing shows that resolving an address fails here or right behind this host",
      else: "Resolving an address fails here or right behind this host: {value}",
    }),
    harmHere: saying(gauge("packets", "Segments of the handshakes that ended on this host, and questions of ARP that were to no avail."), {
      else: "Segments of the handshakes that ended on this host, and questions of ARP to no avail: {value}",
    }),
    harmFrom: saying(gauge("packets", "The same, and what left this host and did not arrive."), {
      else: "Ended on this host, or left it and did not arrive: {value}",
    }),
    conflict: saying(
      gauge("stations", "Who has the target's address besides the server: this host, or, seen from the client or a gateway, a stranger."),
      { "0": "Nobody but the server was seen with the target's address", else: "{value} besides the server had the target's address" },
    ),
    hasTargetToo: state("This host is not the server, and has the target's address as well."),
    strangers: gauge("stations", "Ethernet addresses that claim the target and belong to no host of the incident."),
    crowd: gauge("entries", "Neighbours of this host that nobody answered for."),
  },
  tables: {
    missingRoutes: weight,
    wrongRoutes: { ...weight, peer: state("The address that it was taken for.") },
    interfaces: weight,
    arp: weight,
    conflicts: weight,
    crowds: weight,
    unheard: weight,
  },
  derive,
} as const satisfies Derivation;

function derive(given: Given): Reading {
  const station = stationOf(given, given.host);
  if (!("host" in station)) {
    const none = unknown(station.why);
    return { fields: Object.fromEntries(Object.keys(wayFault.fields).map((name) => [name, none])) };
  }
  const others = stationsOf(given).filter(({ host }) => host.key !== given.host.key);
  const onPath = given.host.role !== "bystander";
  const directions = onPath ? directionsOf(given, station) : [];
  const refused = reversePathRefusals(station);
  const isWrong = (each: Direction): boolean => refuses(each, refused) || isDetour(station, others, each) || isDeadEnd(others, each);
  const count = (holds: (direction: Direction) => boolean): number => directions.filter(holds).length;
  const guilt = guiltOf(station, directions, { others, onPath });
  const conflicts = conflictsOf(given, station, others);
  const scene = sceneOf(given);
  const losses = "why" in scene ? null : lossesOf(scene);
  const lost = (maps: readonly ReadonlyMap<string, Value>[]): Value => addUp(maps.map((each) => each.get(given.host.key) ?? 0));
  const nowhere = "why" in scene ? unknown(scene.why) : unknown("not known");
  const [lostHere, lostAfter] = losses === null ? [nowhere, nowhere] : [lost([losses.synHere, losses.answerHere]), lost([losses.after])];
  const hasTargetToo = given.host.role !== "server" && hasAddress(station, given.inputs["target"] ?? "");
  const strangers =
    given.host.role === "client" || given.host.role === "gateway"
      ? fromCapture(station, () => strangersFor(given, station, others).length)
      : 0;
  return {
    fields: {
      noRoute: count(({ refusal }) => refusal === "noRoute"),
      refusingRoute: count((each) => refuses(each, refused)),
      detour: count((each) => isDetour(station, others, each)),
      deadEnd: count((each) => isDeadEnd(others, each)),
      wrongRoute: count(isWrong),
      strangeHop: count((each) => isStrangeHop(others, each)),
      hopUnresolved: count(isUnresolved),
      hopAbsent: count(({ refusal, hopState }) => refusal === "none" && hopState === "absent"),
      reversePath: station.handshakes === null ? unknown(station.why) : refused.length,
      ...guilt,
      unheardAnywhere: outsideOnly(given, unheardOfAll(given, [station, ...others]), HANDSHAKES),
      harmHere: addUp([lostHere, guilt.arpGuilt]),
      harmFrom: addUp([lostHere, guilt.arpGuilt, lostAfter]),
      conflict: hasTargetToo ? 1 : strangers,
      hasTargetToo,
      strangers,
      crowd: station.way.fields["unresolved"] ?? unknown("the neighbours were not counted"),
    },
    tables: {
      missingRoutes: missingRoutes(given, station, directions),
      wrongRoutes: wrongRoutes(station, directions, isWrong),
      interfaces: refused,
      arp: arpCulprits(given, station),
      conflicts,
      crowds: crowdsOf(given, station),
      unheard: station.resolutions === null ? [] : unheardHops(station, directions, others),
    },
  };
}

const fromCapture = (station: Station, value: () => number): Value => (station.resolutions === null ? unknown(station.why) : value());

interface Others {
  readonly others: readonly Station[];
  readonly onPath: boolean;
}

/** Who keeps an Ethernet address from being resolved: this host, or what lies behind it. */
function guiltOf(station: Station, directions: readonly Direction[], { others, onPath }: Others) {
  const unansweredArp = fromCapture(station, () => (onPath ? ignoredQuestions(station) : 0));
  const untakenArp = fromCapture(station, () => ignoredClaims(station, directions));
  const unheardArp = fromCapture(station, () => unheardQuestions(station, directions, others));
  const arpBlame = addUp([unansweredArp, untakenArp]);
  return { unansweredArp, untakenArp, unheardArp, arpBlame, arpGuilt: addUp([arpBlame, unheardArp]) };
}

/** "invalid" is also what is said of a packet that is not believed: that is another fault. */
const refuses = ({ refusal }: Direction, reversePaths: readonly Row[]): boolean =>
  refusal === "unreachable" || refusal === "prohibit" || (refusal === "invalid" && reversePaths.length === 0);

function conflictsOf(given: Given, station: Station, others: readonly Station[]): readonly Row[] {
  const target = given.inputs["target"] ?? "";
  if (given.host.role === "client" || given.host.role === "gateway")
    return strangersFor(given, station, others).map((mac) => ({ key: `${target} is claimed by ${mac}`, weight: 1 }));
  return tableOf(station.way, "addresses")
    .filter((row) => row["address"] === target)
    .map((row) => ({ key: `${target} on ${wordAt(row, "dev")}`, weight: 1 }));
}

/** From every host's own point of view: who asks cannot tell a deaf neighbour from a switch that eats the question. */
const unheardOfAll = (given: Given, stations: readonly Station[]): Value =>
  addUp(
    stations
      .filter(({ host }) => host.role !== "bystander")
      .map((station) =>
        station.resolutions === null
          ? unknown(station.why)
          : unheardQuestions(
              station,
              directionsOf(given, station),
              stations.filter(({ host }) => host.key !== station.host.key),
            ),
      ),
  );

const crowdsOf = ({ inputs }: Given, station: Station): readonly Row[] =>
  tableOf(station.way, "crowd").map((row) => ({
    key: `${(inputs["target"] ?? "").includes(":") ? "IPv6" : "IPv4"} neighbour table, entries of ${row.key}`,
    weight: row["unresolved"] ?? 0,
  }));
