import type { Derivation, Given } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { gauge, state, saying } from "../field.ts";
import { windowOn } from "../window.ts";
import { AREAS, type Area, BY_ITSELF, join, type Looked, type Sign } from "./areas.ts";
import { countersOn } from "./counters.ts";
import { namespacesOn } from "./namespaces.ts";
import { setupsOn } from "./setups.ts";
import { standingOn } from "./standing.ts";
import { switchesOn } from "./switches.ts";

const score = (what: string) =>
  saying(gauge("points", `How much on this host speaks for ${what}: the sum of its signs' weights.`), {
    0: `Nothing on this host speaks for ${what}`,
    else: `Signs of ${what} weigh {value} on this host`,
  });

/**
 * What moves or stands still on a host and should not, or is set up otherwise, and which kind of incident it speaks for.
 *
 * From: counters before and after a window in which nothing was sent, two glances, bonds, the virtual switch's ports, who sends VRRP adverts, the same in every other network namespace of the host, and what differs
 *   or changed.
 * Fields: points by kind of incident; 0 only where everything that could have spoken for it was read, and where only companions of a
 *   stronger sign do. `signs` counts those of this host, `all` those of
 *   every host, since one look is taken at all of them.
 * Empty: nothing moves and nothing differs: every count is 0.
 * Fails: a source that was denied or is missing makes the kinds it could have spoken for unknown, unless something else speaks for them.
 */
export const signs = {
  id: "signs",
  title: "signs of trouble",
  about: "Which counters of drops and errors move by themselves, what waits and what is set up otherwise, by kind of incident.",
  risk: "R0",
  probe: false,
  effects: [],
  // Every namespace of the host is read; where one could not be, that is said below.
  scope: "host",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: [
    "links",
    "softnet",
    "protocolCounters",
    "conntrack",
    "conntrackTable",
    "qdisc",
    "firewall",
    "glance",
    "namespaceCounters",
    "sysctls",
    "bonding",
    "ovsPorts",
    "advertSenders",
    "difference",
    "changed",
  ],
  fields: {
    loss: score("packets that are lost"),
    largePackets: score("large packets that do not pass"),
    connections: score("connections that are not made"),
    hangs: score("connections that hang"),
    slow: score("a rate that is too low"),
    guests: score("a single guest that is cut off"),
    virtualAddress: score("a virtual address that moves"),
    names: score("name lookups that wait"),
    delay: score("packets that wait in a queue"),
    bond: score("a bond that churns"),
    signs: gauge("signs", "Signs on this host."),
    all: gauge("signs", "Signs on all hosts together."),
  },
  tables: {
    signs: {
      count: gauge("", "How much: packets, connections, or 1 for something that differs."),
      area: state("What it speaks for most."),
      weight: gauge("points", "How much it speaks for that."),
      namespace: state("The network namespace that it was seen in; empty: the one that was logged in to."),
    },
  },
  derive: (given) => {
    const own = lookAt(given, given.host.key);
    const all = given.hosts.flatMap(({ key }) => lookAt(given, key).signs);
    const points = Object.fromEntries(AREAS.map((area) => [area, pointsOf(own, area, all)])) as Record<Area, Value>;
    return { fields: { ...points, signs: own.signs.length, all: all.length }, tables: { signs: rowsOf(own) } } satisfies Reading;
  },
} as const satisfies Derivation;

const lookAt = (given: Given, host: string): Looked =>
  join([
    countersOn(windowOn(given, host)),
    standingOn(given, host),
    setupsOn(given, host),
    switchesOn(given, host),
    namespacesOn(given, host),
  ]);

/** Nothing for an area that only companions of something else speak for: what brings them about shows by itself, here or on another host. */
function pointsOf({ signs: found, unread }: Looked, area: Area, everywhere: readonly Sign[]): Value {
  const weighs = ({ weights: each }: Sign): number => each[area] ?? 0;
  const clear = found.filter(({ beside }) => beside !== true);
  // What traffic alone moves adds to a sign that speaks by itself, and to nothing else.
  const weights = (clear.some((each) => weighs(each) >= BY_ITSELF) ? found : clear).map(weighs);
  const companions = weights.every((each) => each < BY_ITSELF);
  const points = companions && everywhere.some(speaksByItself) ? 0 : weights.reduce((sum, each) => sum + each, 0);
  const blind = unread.find(({ areas }) => areas.includes(area));
  return points === 0 && blind !== undefined ? unknown(blind.why.unknown) : points;
}

const speaksByItself = ({ weights }: Sign): boolean => Object.values(weights).some((each) => each >= BY_ITSELF);

function rowsOf({ signs: found }: Looked): readonly Row[] {
  return found
    .map(({ key, count, weights, namespace = "" }) => {
      const [area, weight] = AREAS.map((each) => [each, weights[each] ?? 0] as const).reduce((most, each) =>
        each[1] > most[1] ? each : most,
      );
      return { key, count, area, weight, namespace };
    })
    .toSorted((a, b) => b.weight - a.weight);
}
