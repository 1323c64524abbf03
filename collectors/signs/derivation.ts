import type { Derivation, Given } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { gauge, state } from "../field.ts";
import { windowOn } from "../window.ts";
import { AREAS, type Area, join, type Looked } from "./areas.ts";
import { countersOn } from "./counters.ts";
import { setupsOn } from "./setups.ts";
import { standingOn } from "./standing.ts";

const score = (what: string) => gauge("points", `How much on this host speaks for ${what}: the sum of its signs' weights.`);

/**
 * What moves or stands still on a host and should not, or is set up otherwise, and which kind of incident it speaks for.
 *
 * From: counters before and after a window in which nothing was sent, two glances, and what differs or changed.
 * Fields: points by kind of incident; 0 only where everything that could have spoken for it was read. `signs` counts those of this host, `all` those of
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
  scope: "netns",
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
    "sysctls",
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
    },
  },
  derive: (given) => {
    const own = lookAt(given, given.host.key);
    const all = given.hosts.reduce((sum, { key }) => sum + lookAt(given, key).signs.length, 0);
    const points = Object.fromEntries(AREAS.map((area) => [area, pointsOf(own, area)])) as Record<Area, Value>;
    return { fields: { ...points, signs: own.signs.length, all }, tables: { signs: rowsOf(own) } } satisfies Reading;
  },
} as const satisfies Derivation;

const lookAt = (given: Given, host: string): Looked =>
  join([countersOn(windowOn(given, host)), standingOn(given, host), setupsOn(given, host)]);

function pointsOf({ signs: found, unread }: Looked, area: Area): Value {
  const points = found.reduce((sum, { weights }) => sum + (weights[area] ?? 0), 0);
  const blind = unread.find(({ areas }) => areas.includes(area));
  return points === 0 && blind !== undefined ? unknown(blind.why.unknown) : points;
}

function rowsOf({ signs: found }: Looked): readonly Row[] {
  return found
    .map(({ key, count, weights }) => {
      const [area, weight] = AREAS.map((each) => [each, weights[each] ?? 0] as const).reduce((most, each) =>
        each[1] > most[1] ? each : most,
      );
      return { key, count, area, weight };
    })
    .toSorted((a, b) => b.weight - a.weight);
}
