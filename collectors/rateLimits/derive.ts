import type { Given, Moment, Source } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, type Unknown, unknown, type Value } from "#machines/contract/value.ts";
import { hadArrived } from "./had-arrived.ts";
import { placementOf } from "./placement.ts";
import { profiledOf } from "./profiled.ts";
import { windowAllows } from "./window-allows.ts";

const OF_CONNECTION = [
  "rwndLimitedPercent",
  "sndbufLimitedPercent",
  "bufferFull",
  "busyPercent",
  "lossPercent",
  "spuriousPercent",
  "retransPercent",
  "mathisOfRatePercent",
  "timeoutsMbit",
  "mbit",
  "queuedMs",
  "reachedPercent",
  "mode",
] as const;

export function rateLimitsOf(given: Given): Reading {
  const sender = readingOf(given, { collector: "throughput", moment: "during" });
  const receiver = readingOf(given, { collector: "transferPeer", moment: "during" });
  const connection = Object.fromEntries(OF_CONNECTION.map((field) => [field, fieldOf(sender, field, "the rate was not measured")]));
  const unreadPercent = fieldOf(receiver, "unreadPercent", "the receiving end was not looked at");
  const arrived = hadArrived(sender, receiver);
  const drops = localDrops(given);
  const own = endRows(given, { sender, receiver });
  const end = "unknown" in own ? own : own.rows.reduce((sum, row) => sum + (typeof row["percent"] === "number" ? row["percent"] : 0), 0);
  const endLimits = all(
    test(connection["reachedPercent"], (percent) => percent < REACHED),
    test(end, (percent) => percent >= WHOLE_CPU),
  );
  const packets = spread(given);
  return {
    fields: {
      ...connection,
      ...limitsOf(connection, { unreadPercent, drops, arrived }),
      ...windowAllows(sender, receiver),
      unreadPercent,
      hadArrivedPercent: arrived,
      localDrops: drops,
      endPercent: end,
      endLimits,
      scarcestSharePercent: scarcest(given, { sender, receiver }),
      ...packets,
      ...placementOf({
        cards: readingOf(given, { collector: "cardHardware", moment: "once", host: given.host.key }),
        cpu: readingOf(given, { collector: "cpuTime", moment: "during", host: given.host.key }),
        endLimits,
        reachedPercent: connection["reachedPercent"],
        end: "unknown" in own ? [] : own.rows,
        receiveShare: packets.receiveSharePercent,
      }),
      ...profiledOf(
        readingOf(given, { collector: "cpuTime", moment: "during", host: given.host.key }),
        readingOf(given, { collector: "profile", moment: "during", host: given.host.key }),
        programHere(given, { sender, receiver }),
      ),
    },
    tables: { senders: sendersOf(given, sender) },
  };
}

/** Half of the time: whatever a connection waits for that long sets its rate. */
const MOSTLY = 50;
/** A reader that keeps up leaves next to nothing unread; one that does not leaves the buffer full, of which half is the kernel's own account. */
const UNREAD = 20;
/** As the runbook has it: from four fifths of what is expected on nothing limits the rate. */
const REACHED = 80;
/** Late acknowledgements alone make a sender repeat a segment now and then. */
const SPURIOUS = 1;
/** What waits in a queue for so long is more than a burst on a fast link. */
const QUEUED_MS = 1;
/** A thread that uses so much of a CPU could not do more; the rest is the scheduler's. */
const WHOLE_CPU = 90;
/** Of what was sent again. Where packets are lost it is next to none, and where they are overtaken or refused three quarters and more, as far as both ends count the same moments. */
const MOST = 50;
/** The model is good to a factor of two (Mathis and others 1997, figures 2 to 5). */
const EXPLAINS = 200;

/** Three-valued: one that is known to fail decides, whatever the others are. */
function all(...parts: readonly Value[]): Value {
  if (parts.includes(false)) return false;
  return parts.find(isUnknown) ?? true;
}

/** Three-valued likewise: one that is known to hold decides. */
function either(...parts: readonly Value[]): Value {
  if (parts.includes(true)) return true;
  return parts.find(isUnknown) ?? false;
}

const test = (value: Value | undefined, holds: (number: number) => boolean): Value =>
  typeof value === "number" ? holds(value) : isUnknown(value) ? value : unknown("it was not measured");

const not = (value: Value): Value => (typeof value === "boolean" ? !value : value);

function limitsOf(
  connection: Readonly<Record<string, Value>>,
  { unreadPercent, drops, arrived }: { readonly unreadPercent: Value; readonly drops: Value; readonly arrived: Value },
): Readonly<Record<string, Value>> {
  const waits = (field: string): Value => test(connection[field], (percent) => percent >= MOSTLY);
  const unread = test(unreadPercent, (percent) => percent >= UNREAD);
  const window = waits("rwndLimitedPercent");
  const buffer = either(waits("sndbufLimitedPercent"), connection["bufferFull"] ?? unknown("it was not measured"));
  const lost = test(connection["lossPercent"], (percent) => percent > 0);
  const explains =
    lost === false
      ? false
      : either(
          test(connection["mathisOfRatePercent"], (percent) => percent <= EXPLAINS),
          waitsForTimer(connection),
        );
  const slow = test(connection["reachedPercent"], (percent) => percent < REACHED);
  return {
    windowLimits: all(slow, window, not(unread)),
    readerLimits: all(slow, window, unread),
    bufferLimits: all(slow, buffer),
    programLimits: all(
      slow,
      test(connection["busyPercent"], (percent) => percent < MOSTLY),
    ),
    reorderingLimits: all(
      slow,
      test(connection["spuriousPercent"], (percent) => percent >= SPURIOUS),
    ),
    networkLimits: all(
      slow,
      not(window),
      not(buffer),
      test(connection["busyPercent"], (percent) => percent >= MOSTLY),
      either(
        lost,
        test(connection["queuedMs"], (ms) => ms >= QUEUED_MS),
      ),
    ),
    lossLimits: all(
      slow,
      lost,
      explains,
      not(window),
      not(buffer),
      test(drops, (count) => count === 0),
      // What the receiver cannot tell leaves it to the other numbers.
      !(typeof arrived === "number" && arrived >= MOST),
    ),
  };
}

/** From so much loss on a sender often has nothing left in flight whose acknowledgement would tell it of the gap. */
const MANY_LOST = 3;

function waitsForTimer({ lossPercent, timeoutsMbit, mbit }: Readonly<Record<string, Value>>): Value {
  return all(
    test(lossPercent, (percent) => percent >= MANY_LOST),
    test(mbit, (rate) => typeof timeoutsMbit === "number" && (100 * timeoutsMbit) / Math.max(rate, Number.MIN_VALUE) <= EXPLAINS),
  );
}

interface Wanted {
  readonly collector: string;
  readonly moment: Moment;
  readonly host?: string;
}

const sourcesOf = ({ sources }: Given, { collector, moment, host }: Wanted): readonly Source[] =>
  sources.filter((each) => each.collector === collector && each.moment === moment && (host === undefined || each.host.key === host));

function readingOf(given: Given, wanted: Wanted): Reading | null {
  const answer = sourcesOf(given, wanted).at(-1)?.answer;
  return answer !== undefined && "fields" in answer ? answer : null;
}

const fieldOf = (reading: Reading | null, field: string, why: string): Value => reading?.fields[field] ?? unknown(why);

const DROPS = [
  ["pathCounters", "queueDrops"],
  ["pathCounters", "rxDropped"],
  ["pathCounters", "rxMissed"],
] as const;

/** softnet is the machine's, so what it counts is seen at an interface as well: it is not added. */
function localDrops(given: Given): Value {
  let total = 0;
  let open: Value | null = null;
  for (const host of given.hosts) {
    for (const [collector, field] of DROPS) {
      const [before, after] = (["before", "after"] as const).map(
        (moment) => readingOf(given, { collector, moment, host: host.key })?.fields[field],
      );
      if (typeof before === "number" && typeof after === "number" && after >= before) total += after - before;
      else open ??= unknown(`${field} of ${host.name} was not read on both sides of the window`);
    }
  }
  return total > 0 || open === null ? total : open;
}

interface Ends {
  readonly sender: Reading | null;
  readonly receiver: Reading | null;
}

/** The program whose connection it is, by its name, in what the CPUs did on its host. */
function endRows(given: Given, { sender, receiver }: Ends): { readonly rows: readonly Row[] } | Unknown {
  const cpu = readingOf(given, { collector: "cpuTime", moment: "during", host: given.host.key });
  if (endOf(given, { sender, receiver }) === null || cpu === null)
    return unknown("no end of the connection is here, or its CPU time was not measured");
  const program = programHere(given, { sender, receiver });
  if (program === null) return unknown("it is not known whose connection it is");
  return { rows: (cpu.tables?.["processes"] ?? []).filter(({ key }) => key.startsWith(`${program} (`) || key.startsWith(`${program},`)) };
}

const endOf = ({ host }: Given, { sender, receiver }: Ends): Reading | null =>
  host.role === "sender" ? sender : host.role === "receiver" ? receiver : null;

const programHere = (given: Given, ends: Ends): string | null => programOf(endOf(given, ends)?.tables?.["connections"]?.[0]?.key ?? "");

/** "backup 192.0.2.11:44944 to ...": without a name the address comes first. */
const programOf = (key: string): string | null => {
  const word = /^(\S+) /.exec(key)?.[1] ?? "";
  return word === "" || /:\d+,?$/.test(word) ? null : word;
};

/** Only the sender knows them, and only there they are this host's. */
const sendersOf = ({ host }: Given, sender: Reading | null): readonly Row[] =>
  host.role === "sender" ? (sender?.tables?.["connections"] ?? []).map(({ key, mbit }) => ({ key, mbit: mbit ?? unknown("no rate") })) : [];

function scarcest({ host }: Given, { sender, receiver }: Ends): Value {
  const mine = host.role === "sender" ? sender : host.role === "receiver" ? receiver : null;
  return fieldOf(mine, "scarcestSharePercent", "no end of the connection is here, or it was not measured");
}

function spread(given: Given): { readonly receiveSharePercent: Value; readonly receivingCpus: Value } {
  const [before, after] = (["before", "after"] as const).map((moment) =>
    readingOf(given, { collector: "pathCounters", moment, host: given.host.key }),
  );
  const rows = after?.tables?.["cpus"];
  const first = new Map((before?.tables?.["cpus"] ?? []).map((row) => [row.key, row]));
  if (rows === undefined || first.size === 0) {
    const none = unknown("softnet statistics were not read on both sides of the window");
    return { receiveSharePercent: none, receivingCpus: none };
  }
  const taken = rows.map((row) => changed(first.get(row.key), row));
  const total = taken.reduce((sum, count) => sum + count, 0);
  return {
    receiveSharePercent: total === 0 ? unknown("no packet was taken in") : (100 * Math.max(...taken)) / total,
    receivingCpus: rows.length,
  };
}

/** 32 bits, so it may have wrapped. */
function changed(before: Row | undefined, after: Row): number {
  const [from, to] = [before?.["processed"], after["processed"]];
  return typeof from === "number" && typeof to === "number" && !isUnknown(from) ? (to - from) >>> 0 : 0;
}
