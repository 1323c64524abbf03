import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, unknown, type Reading, type Unknown, type Value } from "#machines/contract/value.ts";
import { NO_FILE } from "../conntrack-file.ts";
import { type Count, counterChange } from "../counter-change.ts";
import { ADDRESSES } from "../glance-text.ts";
import { answerOf } from "../source-readings.ts";
import { AREAS, type Area, join, type Looked, type Sign, type Weights } from "./areas.ts";
import { type Counter, COUNTERS, one } from "./counters.ts";
import { ADDRESSED, STANDING } from "./standing.ts";

/** The counts of one network namespace at both ends of the window. What is not in the table was 0. */
interface Ends {
  readonly name: string;
  /** As a person knows it: with a process that was met in it, where it has no name. */
  readonly shown: string;
  readonly before: ReadonlyMap<string, Value>;
  readonly after: ReadonlyMap<string, Value>;
}

/** Of the machine, not of a namespace: the login's glance has them. */
const OF_MACHINE = new Set(["daemonsHeld"]);

/**
 * What moves and waits in a host's other network namespaces, weighed as in the login's. Where somebody named a namespace as the host, the others are
 * not what was asked about. One that could not be read might have shown anything.
 */
export function namespacesOn(given: Given, host: string): Looked {
  if (given.hosts.find(({ key }) => key === host)?.netns !== undefined) return join([]);
  const [before, after] = [readingAt(given, host, "before"), readingAt(given, host, "after")];
  if ("unknown" in before) return blind(before);
  if ("unknown" in after) return blind(after);
  const [names, later] = [namesIn(before), namesIn(after)];
  const both = names.filter((name) => later.includes(name));
  const gone = names.filter((name) => !later.includes(name));
  const tracks = isTracking(given, host);
  return join([
    ...both.map((name) => lookAt({ name, shown: shownIn(after, name), before: valuesOf(before, name), after: valuesOf(after, name) })),
    ...(tracks ? both.flatMap((name) => untrackedOf(valuesOf(after, name), shownIn(after, name))) : []),
    ...both.map((name) => addressesOf(given, host, { name, before, after })),
    ...unreadOf(after),
    ...(gone.length === 0
      ? []
      : [blind(unknown(`the network namespace ${gone.map((name) => shownIn(before, name)).join(", ")} went away in the window`))]),
  ]);
}

/** The host tracks connections, since it counts them in the login's namespace. */
const isTracking = ({ sources }: Given, host: string): boolean =>
  sources.some(({ collector, host: { key }, answer }) => collector === "conntrack" && key === host && "fields" in answer);

function untrackedOf(values: ReadonlyMap<string, Value>, shown: string): readonly Looked[] {
  if (valueOf(values, "conntrack", NO_FILE) !== 1) return [];
  return [{ signs: [], unread: [{ areas: TRACKED, why: unknown(`this kernel shows no counts of connection tracking in ${shown}`) }] }];
}

const TRACKED: readonly Area[] = [
  ...new Set(COUNTERS.flatMap(({ collector, weights }) => (collector === "conntrack" ? (Object.keys(weights) as Area[]) : []))),
];

const blind = (why: Unknown): Looked => ({ signs: [], unread: [{ areas: AREAS, why }] });

function readingAt({ sources }: Given, host: string, moment: "before" | "after"): Reading | Unknown {
  const source = sources.find((each) => each.collector === "namespaceCounters" && each.host.key === host && each.moment === moment);
  return source === undefined ? unknown("other network namespaces were not looked at") : answerOf(source);
}

const namesIn = ({ tables }: Reading): readonly string[] => (tables?.["namespaces"] ?? []).map(({ key }) => key);

function shownIn({ tables }: Reading, name: string): string {
  const label = (tables?.["namespaces"] ?? []).find(({ key }) => key === name)?.["label"];
  return typeof label === "string" && label !== name ? `${name} ${label}` : name;
}

const valuesOf = ({ tables }: Reading, name: string): ReadonlyMap<string, Value> =>
  new Map(
    (tables?.["counters"] ?? [])
      .filter(({ namespace }) => namespace === name)
      .map((row) => [`${String(row["collector"])} ${String(row["field"])}`, row["value"] ?? 0]),
  );

/** More than are read at once, or one that ended meanwhile. */
function unreadOf({ fields }: Reading): readonly Looked[] {
  const [others, read, left] = [fields["others"], fields["read"], fields["left"]];
  if (typeof others !== "number" || typeof read !== "number" || others <= read) return [];
  const why = typeof left === "number" && left > 0 ? "some went away meanwhile" : "no more are read at once";
  return [blind(unknown(`${String(read)} of ${String(others)} other network namespaces were read: ${why}`))];
}

function lookAt(ends: Ends): Looked {
  const within = (looked: Looked): Looked => ({
    ...looked,
    signs: looked.signs.map((sign): Sign => ({ ...sign, key: `${ends.shown}: ${sign.key}`, namespace: ends.name })),
  });
  return within(
    join([
      ...COUNTERS.map((counter) => one(ofGuests(counter, ends.name), (field) => changeOf(ends, { collector: counter.collector, field }))),
      ...STANDING.filter(({ field }) => !OF_MACHINE.has(field)).map((each) => waitingIn(ends, each)),
      queuesIn(ends),
    ]),
  );
}

/** Namespaces of neutron's routers and DHCP servers, and of OVN's metadata agents: behind a rule in one of them are guests. */
const CLOUD = /^(?:qrouter|snat|fip|qdhcp|ovnmeta)-/;

const ofGuests = (counter: Counter, namespace: string): Counter =>
  counter.field === "dropPackets" && CLOUD.test(namespace) ? { ...counter, weights: { ...counter.weights, guests: 6 } } : counter;

/** The reading of a whole part stands under its name without a field where it failed. */
const valueOf = (values: ReadonlyMap<string, Value>, collector: string, field: string): Value =>
  values.get(`${collector} `) ?? values.get(`${collector} ${field}`) ?? 0;

const changeOf = ({ before, after }: Ends, { collector, field }: { readonly collector: string; readonly field: string }): Count =>
  counterChange(valueOf(before, collector, field), valueOf(after, collector, field), { collector, name: field });

const leastOf = ({ before, after }: Pick<Ends, "before" | "after">, collector: string, field: string): Count => {
  const ends = [valueOf(before, collector, field), valueOf(after, collector, field)];
  return ends.find(isUnknown) ?? Math.min(...ends.map((value) => (typeof value === "number" ? value : 0)));
};

function waitingIn(
  ends: Ends,
  { field, least, weights }: { readonly field: string; readonly least: number; readonly weights: Weights },
): Looked {
  const count = leastOf(ends, "glance", field);
  if (isUnknown(count)) return { signs: [], unread: [{ areas: Object.keys(weights) as Area[], why: count }] };
  return { signs: count >= least ? [{ key: field, count, weights }] : [], unread: [] };
}

function queuesIn(ends: Ends): Looked {
  const weights: Weights = { delay: 7, slow: 2 };
  const count = leastOf(ends, "qdisc", "backlogPackets");
  if (isUnknown(count)) return { signs: [], unread: [{ areas: Object.keys(weights) as Area[], why: count }] };
  return { signs: count > 0 ? [{ key: "qdisc backlogPackets", count, weights }] : [], unread: [] };
}

/**
 * The shared address of a virtual router is in the namespace of the one that holds it: there it moves, or is on both. Only namespaces of one name are
 * compared, since tenants use the same addresses.
 */
function addressesOf(
  given: Given,
  host: string,
  { name, before, after }: { readonly name: string; readonly before: Reading; readonly after: Reading },
): Looked {
  const [was, is] = [addressesIn(before, name), addressesIn(after, name)];
  const ends = { before: valuesOf(before, name), after: valuesOf(after, name) };
  const router = leastOf(ends, "glance", "vrrpSockets");
  const shared = typeof router === "number" && router > 0;
  const listed = leastOf(ends, "glance", ADDRESSES);
  const moved = isUnknown(listed) ? 0 : [...was].filter((each) => !is.has(each)).length + [...is].filter((each) => !was.has(each)).length;
  const twice = shared
    ? [...is].filter((each) => given.hosts.some(({ key }) => key !== host && isOn(given, key, { name, address: each })))
    : [];
  const sign = (what: string, count: number, weights: Weights): Sign => ({
    key: `${shownIn(after, name)}: ${what}`,
    count,
    weights,
    namespace: name,
  });
  return {
    signs: [
      ...(moved === 0 ? [] : [sign("addresses that moved", moved, shared ? { virtualAddress: 10 } : { virtualAddress: 5, guests: 2 })]),
      ...(twice.length === 0 ? [] : [sign("addresses on two hosts", twice.length, { virtualAddress: 9 })]),
    ],
    unread: isUnknown(listed) ? [{ areas: ADDRESSED, why: listed }] : [],
  };
}

/** A link-local address is made of the interface's own, and neutron gives each router of a pair one of 169.254.192.0/18 to speak VRRP from. */
const addressesIn = ({ tables }: Reading, name: string): ReadonlySet<string> =>
  new Set((tables?.["addresses"] ?? []).filter(({ namespace }) => namespace === name).map((row) => String(row["address"])));

function isOn(given: Given, host: string, { name, address }: { readonly name: string; readonly address: string }): boolean {
  const reading = readingAt(given, host, "after");
  return !("unknown" in reading) && addressesIn(reading, name).has(address);
}
