import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { readingOf, windowOn, type Count } from "../window.ts";
import { wayBack } from "./way-back.ts";

const UNRESOLVED: ReadonlySet<string> = new Set(["FAILED", "INCOMPLETE"]);
/** arp_ignore: answer for no address at all. */
const FOR_NONE = 8;
const STRICT = 1;

/** What the sender asked for in vain: the next hop, from which address, and how many probes it cost. */
interface Question {
  readonly hop: string;
  readonly source: string;
  readonly lost: number;
  /** Who asked: BriefHost.key. */
  readonly by: string;
}

export function resolutionOf(given: Given): Reading {
  const asked = questionOf(given);
  if (asked === null) return reading({ unresolved: false, arpLost: 0, unbelieved: 0 }, {});
  if ("unknown" in asked) return reading({ unresolved: asked, arpLost: asked, unbelieved: asked }, {});
  const here = stationOf(given, given.host.key);
  const rules = arpRules(given);
  if ("unknown" in here) return reading({ unresolved: true, arpLost: here, unbelieved: here }, {});
  const devs = rowsIn(here, "addresses")
    .filter((row) => row["address"] === asked.hop)
    .map((row) => String(row["dev"]));
  const concerned = devs.length > 0 || given.host.key === asked.by;
  const ignoring = devs.filter((dev) => settingOf(here, dev, "arpIgnore") === FOR_NONE);
  const refusals = devs.map((dev) => unbelievedAt(here, dev, asked));
  const refused = refusals.includes(true) ? true : (refusals.find(isUnknown) ?? false);
  const culprits = [
    ...(concerned && !("unknown" in rules) ? rules.map((row): Row => ({ key: `table ${row.key}`, weight: row.packets })) : []),
    ...ignoring.map((dev): Row => ({ key: `net.ipv4.conf.${dev}.arp_ignore = ${FOR_NONE}`, weight: 1 })),
  ];
  const arpLost = culprits.length > 0 ? asked.lost : concerned && "unknown" in rules ? rules : 0;
  return reading(
    { unresolved: true, arpLost, unbelieved: isUnknown(refused) ? refused : refused ? asked.lost : 0 },
    {
      culprits,
      unbelieving: devs.filter((_, index) => refusals[index] === true).map((key): Row => ({ key, refused: asked.lost })),
    },
  );
}

const reading = (fields: Readonly<Record<string, Value>>, tables: NonNullable<Reading["tables"]>): Reading => ({
  fields,
  tables: { culprits: [], unbelieving: [], ...tables },
});

const stationOf = (given: Given, host: string): Reading | Unknown =>
  readingOf(
    given.sources.findLast((source) => source.collector === "nextHop" && source.host.key === host),
    "nextHop",
  );

const rowsIn = (from: Reading, table: string): readonly Row[] => from.tables?.[table] ?? [];

/** Null: each next hop that was asked for is known, or some probes came back. */
function questionOf(given: Given): Question | Unknown | null {
  const sender = given.hosts.find(({ role }) => role === "sender");
  const ping = readingOf(
    given.sources.findLast(({ collector, host }) => collector === "ping" && host.role === "sender"),
    "ping",
  );
  if (sender === undefined || "unknown" in ping) return "unknown" in ping ? ping : unknown("no sender was named");
  const [received, lost] = [ping.fields["received"], ping.fields["lost"]];
  if (typeof received !== "number" || typeof lost !== "number") return unknown("the probes were not counted");
  if (received > 0 || lost === 0) return null;
  const own = questionAt(given, sender, lost);
  if (own !== null) return own;
  // Where the sender knows its next hop, a host in between may ask for its own in vain. One that never had anything to forward has no entry at all: that says nothing.
  const others = given.hosts.filter(({ role }) => role === "gateway").map((host) => questionAt(given, host, lost));
  return others.find((one) => one !== null && !("unknown" in one)) ?? answersQuestion(given, sender, lost);
}

/** Of what is missing, what the receiver must have been asked for: a fifth is the tolerance of counts. */
const ARRIVED = 0.8;

/**
 * What the receiver asked for in vain: the address that its answers go to. An entry that failed may be older than the probes, so it counts only where these came
 * in and none of the answers came back. An answer that goes by a router is not looked at: whom the receiver asked for then is not shown.
 */
function answersQuestion(given: Given, { key }: Given["host"], lost: number): Question | null {
  const receiver = given.hosts.find(({ role }) => role === "receiver");
  const target = given.inputs["target"];
  if (receiver === undefined || target === undefined) return null;
  const [station, sender] = [stationOf(given, receiver.key), stationOf(given, key)];
  const arrived = windowOn(given, receiver.key).change("protocolCounters", "IcmpInEchos");
  if ("unknown" in station || "unknown" in sender || isUnknown(arrived) || arrived < ARRIVED * lost) return null;
  const source = sender.fields["source"];
  if (typeof source !== "string" || station.fields["targetLocal"] !== true || station.fields["ownRules"] !== 0) return null;
  const back = wayBack(rowsIn(station, "routes"), source);
  const asked = rowsIn(station, "unresolved").some((row) => row["address"] === source && row["dev"] === back);
  return asked ? { hop: source, source: target, lost, by: receiver.key } : null;
}

/** What this host asked for in vain; null where it knows its next hop to the target. */
function questionAt(given: Given, { key, name }: Given["host"], lost: number): Question | Unknown | null {
  const station = stationOf(given, key);
  if ("unknown" in station) return station;
  const [state, hop, source] = [station.fields["hopState"], station.fields["hop"], station.fields["source"]];
  if (typeof state !== "string" || typeof hop !== "string") return isUnknown(state) ? state : unknown("the next hop is not known");
  // Thrown away already, as hosts with many neighbours do: nobody knows what became of it.
  if (state === "absent") return unknown(`${name} has no neighbour entry of ${hop} any more`);
  if (!UNRESOLVED.has(state)) return null;
  return { hop, source: typeof source === "string" ? source : "", lost, by: key };
}

/** The kernel takes the greater of the two, but for arp_ignore's 8 and rp_filter's 2 that is the stronger and the looser one. */
function settingOf(station: Reading, dev: string, name: "arpIgnore" | "rpFilter"): number {
  const values = rowsIn(station, "settings")
    .filter(({ key }) => key === dev || key === "all")
    .map((row) => row[name]);
  return Math.max(0, ...values.filter((value): value is number => typeof value === "number"));
}

/** Whether the question, which comes in by `dev` and names the sender's address, is refused because the way back leads elsewhere. */
function unbelievedAt(station: Reading, dev: string, { source }: Question): boolean | Unknown {
  if (settingOf(station, dev, "rpFilter") !== STRICT) return false;
  if (source === "") return unknown("the sender's address is not known");
  if (station.fields["ownRules"] !== 0) return unknown("rules choose between several routing tables here");
  const back = wayBack(rowsIn(station, "routes"), source);
  if (back === null) return unknown(`no way back to ${source} is shown`);
  return back !== dev;
}

/** Rules of the arp family that dropped something in the window. */
function arpRules(given: Given): readonly { readonly key: string; readonly packets: number }[] | Unknown {
  const rows = windowOn(given, given.host.key).rows("firewall", "dropRules", "packets");
  if ("unknown" in rows) return rows;
  const arp = rows.filter(([key]) => key.startsWith("arp "));
  const uncounted = arp.map(([, packets]): Count => packets).find(isUnknown);
  const dropped = arp.flatMap(([key, packets]) => (typeof packets === "number" && packets > 0 ? [{ key, packets }] : []));
  return dropped.length === 0 && uncounted !== undefined ? uncounted : dropped;
}
