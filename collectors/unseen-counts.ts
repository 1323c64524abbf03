import { isUnknown, unknown, type Reading, type Value } from "#machines/contract/value.ts";
import { cardsIn } from "./card-rows.ts";
import { gauge, state } from "./field.ts";
import { hex32 } from "./number.ts";
import { linesOf, sections, type Sections } from "./section.ts";

/** What a capture's reading says besides, of all traffic of the host. */
export const UNSEEN_FIELDS = {
  backlogDrops: gauge("packets", "Refused in the window by a full receive backlog, before the capture: at most so many, of all traffic."),
  ringDrops: gauge("packets", "Missed in the window by a card, for want of room in its ring."),
  cardDrops: gauge("packets", "Dropped in the window in a card's own buffer."),
  tapDrops: gauge("packets", "Dropped in the window behind the capture: the queue of a tun or tap was full."),
  sendDrops: gauge("packets", "Dropped in the window behind the capture by other devices that were to send them."),
  packetProgram: state("An interface with an XDP program, which may drop before anything is counted or captured; or none."),
} as const;

/** Places of a host that drop where its capture does not look, at one end of the window. Absent where nothing was said of them. */
interface Counts {
  /** Of each CPU: what its full backlog refused. */
  readonly cpus: readonly number[] | null;
  readonly devices: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly programs: readonly string[] | null;
  readonly cards: Reading | null;
}

const NOT_READ = unknown("it was not read with the capture");

/** What was dropped between two looks before the capture sees it (backlog, ring, card) or after it (a tap's queue), whosever it was. */
export function unseenBetween(before: readonly string[], after: readonly string[]): Readonly<Record<string, Value>> {
  const [first, last] = [countsIn(before), countsIn(after)];
  const devices = (name: string, of: (device: ReadonlyMap<string, number>) => boolean = () => true): Value =>
    devicesBetween([first, last], name, of);
  const programs = last.programs;
  return {
    // Both count what a full backlog refuses, and each of them alone counts other packets, too.
    backlogDrops: least(devices("rx_dropped"), cpusBetween(first.cpus, last.cpus)),
    ringDrops: greater(devices("rx_missed_errors"), cardsBetween(first.cards, last.cards, "noBuffer")),
    cardDrops: cardsBetween(first.cards, last.cards, "portBuffer"),
    tapDrops: devices("tx_dropped", (device) => device.has("tap")),
    sendDrops: devices("tx_dropped", (device) => !device.has("tap")),
    packetProgram: programs === null ? NOT_READ : (programs[0] ?? "none"),
  };
}

/** The same, where the two looks are sections of their own: empty ones where nobody looked. */
export const unseenIn = (all: Sections): Readonly<Record<string, Value>> => {
  const part = (name: string): readonly string[] => (all.has(name) ? linesOf(all, name) : []);
  return unseenBetween(part("before"), part("after"));
};

/** Of one device alone: what was to be sent by it and was dropped, behind the capture. */
export function sendDropsOf(name: string, before: readonly string[], after: readonly string[]): Value {
  const start = `dev ${name} tx_dropped `;
  const [from, to] = [before, after].map((lines) => Number(lines.find((line) => line.startsWith(start))?.slice(start.length)));
  return from !== undefined && to !== undefined && to >= from ? to - from : NOT_READ;
}

function countsIn(lines: readonly string[]): Counts {
  const of = (kind: string): readonly string[] =>
    lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
  const devices = new Map<string, Map<string, number>>();
  for (const line of of("dev")) {
    const [, name = "", field = "", value = ""] = /^(\S+) (\S+) (\d+)$/.exec(line) ?? [];
    if (name !== "" && name !== "lo") devices.set(name, (devices.get(name) ?? new Map<string, number>()).set(field, Number(value)));
  }
  const cpus = of("cpu").map((line) => hex32(line.trim().split(/\s+/)[1], "softnet_stat column 2"));
  return {
    cpus: cpus.length === 0 ? null : cpus,
    devices,
    programs: lines.includes("programs") ? of("program") : null,
    cards: cardsSaid(of("card")),
  };
}

/** As the card's own collector reads them; null where that could not be run, or says what nobody understands. */
function cardsSaid(lines: readonly string[]): Reading | null {
  if (!lines.includes("== end") || lines.some((line) => line.startsWith("culprit: "))) return null;
  try {
    return cardsIn(sections({ stdout: lines.join("\n"), stderr: "", exitCode: 0, args: {} }));
  } catch {
    return null;
  }
}

/** The counters are 32 bits wide on each CPU. */
const cpusBetween = (before: readonly number[] | null, after: readonly number[] | null): Value =>
  before === null || after === null || before.length !== after.length
    ? NOT_READ
    : after.reduce((sum, count, cpu) => sum + ((count - (before[cpu] ?? 0)) >>> 0), 0);

function devicesBetween(
  [before, after]: readonly [Counts, Counts],
  name: string,
  of: (device: ReadonlyMap<string, number>) => boolean,
): Value {
  if (before.devices.size === 0 || after.devices.size === 0) return NOT_READ;
  let total = 0;
  for (const [key, device] of before.devices) {
    if (!of(device)) continue;
    const [from, to] = [device.get(name), after.devices.get(key)?.get(name)];
    if (from === undefined || to === undefined) return unknown(`${key} does not say ${name} at both ends of the window`);
    if (to < from) return unknown(`${name} of ${key} was set back in the window`);
    total += to - from;
  }
  for (const [key, device] of after.devices) if (!before.devices.has(key) && of(device)) total += device.get(name) ?? 0;
  return total;
}

function cardsBetween(before: Reading | null, after: Reading | null, field: "noBuffer" | "portBuffer"): Value {
  const [from, to] = [before?.fields[field], after?.fields[field]];
  if (typeof from === "number" && typeof to === "number" && to >= from) return to - from;
  return isUnknown(to) ? to : unknown("what the network cards count themselves could not be read: ethtool -S");
}

/** The least of what is known: each alone is an upper bound. */
const least = (one: Value, other: Value): Value =>
  typeof one === "number" && typeof other === "number" ? Math.min(one, other) : typeof one === "number" ? one : other;

/** Drivers hand some of their counts on to the kernel's counter and keep others. */
const greater = (kernel: Value, driver: Value): Value =>
  typeof kernel !== "number" ? kernel : typeof driver === "number" ? Math.max(kernel, driver) : kernel > 0 ? kernel : driver;
