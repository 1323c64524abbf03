import type { Derivation, Given, Source } from "#machines/contract/collector.ts";
import { isUnknown, unknown, type Reading, type Row, type Unknown, type Value } from "#machines/contract/value.ts";
import { gauge, saying, state } from "../field.ts";
import { ADVERTS, outsideOnly } from "../unseen-drops.ts";
import { LATE } from "../vrrp-interval.ts";

/** The two windows never begin and end together: that many adverts one of them may have seen alone. */
const SLACK = 1;
/** Where the sender is late as well, what is lost on the way or ignored has to be more than any doubt. */
const PLAIN = 2;

/** Where adverts of the master become late: where they leave, on the way, or behind the receiver's filter. Worked out from what both ends saw in one window. */
export const advertPath = {
  id: "advertPath",
  title: "the adverts' way",
  about: "Compares the adverts that left the master with those that came to the backup: late at the sender, on the way, or ignored.",
  risk: "R0",
  probe: false,
  effects: [],
  scope: "netns",
  costSeconds: 0,
  deadlineMs: 0,
  maxBytes: 0,
  from: ["adverts"],
  fields: {
    lateAt: state("sender, path, receiver (the host's filter), or nowhere."),
    lostOnPath: saying(
      state(
        "They left in time and did not come in time, and neither router dropped them unseen; where they leave late, too: more of them are missing than can be the sender's doing.",
      ),
      { no: "No more adverts came late or are missing than can be the sender's doing" },
    ),
    filtered: saying(state("They came in time, and a socket behind the packet filter did not get them."), {
      no: "No adverts that came in time were kept from the socket by the packet filter",
    }),
    senderLate: state("They are late, or missing, already where they leave."),
    sentByMaster: gauge("adverts", "The master sent them."),
    arrived: gauge("adverts", "Of them, came to the backup's interface."),
    delivered: gauge("adverts", "Of them, got through the backup's packet filter."),
    lost: gauge("adverts", "Left the master and did not come to the backup."),
    ignored: gauge("adverts", "Came to the backup's interface and not to a socket there."),
    senderGapMs: gauge("ms", "Longest silence of the master where its adverts leave."),
    arrivalGapMs: gauge("ms", "Longest silence of the master where its adverts arrive."),
    strangers: gauge("routers", "Routers that are neither of the two and send adverts for the same id or address."),
  },
  tables: {
    ways: { lost: gauge("adverts", "Lost on it.") },
    strangers: { adverts: gauge("adverts", "Seen of them.") },
  },
  derive: (given: Given): Reading => {
    const [atBackup, atMaster] = [newest(given, given.host.key), newest(given, masterOf(given)?.key)];
    const known = typeof atBackup === "object" && "fields" in atBackup && "fields" in atMaster;
    if (!known) return unknownReading("fields" in atBackup ? (atMaster as Why).why : (atBackup as Why).why);
    const loose = [atBackup, atMaster].find(({ fields }) => fields["complete"] !== true);
    if (loose !== undefined) return unknownReading("a capture was cut short or lost packets, so its silences prove nothing");
    return compared(given, atMaster, atBackup);
  },
} as const satisfies Derivation;

interface Why {
  readonly why: string;
}

const masterOf = ({ hosts }: Given) => hosts.find(({ role }) => role === "master");

function newest({ sources }: Given, host: string | undefined): Reading | Why {
  const found: Source | undefined = sources.findLast((source) => source.host.key === host && source.moment === "during");
  if (found === undefined) return { why: `no adverts were captured on the ${host ?? "master"}` };
  return "fields" in found.answer ? found.answer : { why: `adverts on ${found.host.name} could not be captured` };
}

const unknownReading = (why: string): Reading => ({
  fields: Object.fromEntries(Object.keys(advertPath.fields).map((field) => [field, unknown(why)])),
  tables: { ways: [], strangers: [] },
});

const rowsOf = ({ tables }: Reading): readonly Row[] => tables?.["streams"] ?? [];

const isTrue = (value: Value | undefined): boolean => value === true;
const numeric = (value: Value | undefined): number => (typeof value === "number" ? value : 0);

function compared(given: Given, atMaster: Reading, atBackup: Reading): Reading {
  const address = Object.values(given.inputs);
  const listing = (row: Row): boolean =>
    typeof row["addresses"] === "string" && row["addresses"].split(", ").some((each) => address.includes(each));
  const all = [...rowsOf(atMaster), ...rowsOf(atBackup)];
  const anyListed = all.some(listing);
  // Either router may send for several virtual routers; those for the address are meant, where adverts list it.
  const own = rowsOf(atMaster).filter((row) => isTrue(row["sent"]) && (!anyListed || listing(row)));
  const pairs = own.map((row) => ({ row, other: rowsOf(atBackup).find(({ key }) => key === row.key) }));
  const sent = sum(own.map((row) => numeric(row["adverts"])));
  const arrived = sum(pairs.map(({ other }) => numeric(other?.["adverts"])));
  const delivered = deliveredOf(pairs.map(({ other }) => other));
  const senderGap = Math.max(0, ...own.map((row) => numeric(row["longestGapMs"])));
  const interval = Math.min(...own.map((row) => numeric(row["intervalMs"])));
  const watched = 1_000 * numeric(atBackup.fields["watchedSeconds"]);
  const arrivalGap =
    own.length === 0 ? watched : Math.max(...pairs.map(({ other }) => (other === undefined ? watched : numeric(other["longestGapMs"]))));
  const senderLate = own.length === 0 || senderGap > LATE * interval;
  const ignored: Value = isUnknown(delivered) ? delivered : arrived - delivered <= SLACK ? 0 : arrived - delivered;
  const lost = Math.max(0, sent - arrived);
  const pathLate = arrivalGap > LATE * interval;
  // A sender that is late loses nothing: what left it and did not arrive was lost on the way, whatever it does itself.
  const missed = pathLate && (!senderLate || (lost > PLAIN && arrivalGap > senderGap + interval));
  // What either router dropped itself, before its capture or behind it, looks the same.
  const outside = missed ? outsideOnly(given, lost, ADVERTS) : 0;
  const lostOnPath: Value = isUnknown(outside) ? outside : missed;
  const filtered = isUnknown(ignored) ? ignored : ignored > (senderLate || pathLate ? PLAIN : 0);
  const behind: Value = isUnknown(filtered) ? filtered : filtered ? "receiver" : "nowhere";
  const unsent: Value = pathLate ? (isUnknown(outside) ? outside : "path") : behind;
  const members = given.hosts.map(({ key }) => newest(given, key)).flatMap((reading) => ("fields" in reading ? rowsOf(reading) : []));
  const strangers = strangersIn({ all, ours: members.filter((row) => isTrue(row["sent"])), listing });
  return {
    fields: {
      lateAt: senderLate ? "sender" : unsent,
      lostOnPath,
      filtered,
      senderLate,
      sentByMaster: sent,
      arrived,
      delivered,
      lost: missed ? outside : 0,
      ignored,
      senderGapMs: own.length === 0 ? unknown("the master sent no advert") : senderGap,
      arrivalGapMs: own.length === 0 ? unknown("the master sent no advert") : arrivalGap,
      strangers: strangers.length,
    },
    tables: {
      ways:
        lostOnPath === true
          ? [{ key: `the way to ${given.host.name}: the switch's port to it, a security group, or what is in between`, lost }]
          : [],
      strangers: strangers.length === 0 ? [] : [rowOf(strangers)],
    },
  };
}

const rowOf = (strangers: readonly { readonly source: string; readonly adverts: number }[]): Row => ({
  key: `the router${strangers.length === 1 ? "" : "s"} ${listOf(strangers.map(({ source }) => source))}`,
  adverts: sum(strangers.map(({ adverts }) => adverts)),
});

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

const listOf = (names: readonly string[]): string =>
  names.length < 3 ? names.join(" and ") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

function deliveredOf(others: readonly (Row | undefined)[]): number | Unknown {
  const values = others.flatMap((row) => (row === undefined ? [] : [row["delivered"] ?? unknown("not shown")]));
  return values.find(isUnknown) ?? sum(values.map(numeric));
}

interface Routers {
  readonly all: readonly Row[];
  /** What the hosts that were looked at sent themselves. */
  readonly ours: readonly Row[];
  readonly listing: (row: Row) => boolean;
}

/** Who sends for the same id or the same address, and is none of the hosts that were looked at. */
function strangersIn({ all, ours, listing }: Routers): readonly { readonly source: string; readonly adverts: number }[] {
  const sources = new Set(ours.map((row) => row["source"]));
  const listed = all.filter(listing);
  const ids = new Set((listed.length > 0 ? listed : ours).map((row) => row["vrid"]));
  const others = all.filter((row) => !sources.has(row["source"] ?? "") && (ids.has(row["vrid"] ?? "") || listing(row)));
  const bySource = Map.groupBy(others, (row) => String(row["source"]));
  return [...bySource]
    .map(([source, rows]) => ({ source, adverts: Math.max(...rows.map((row) => numeric(row["adverts"]))) }))
    .toSorted((a, b) => (a.source < b.source ? -1 : 1));
}
