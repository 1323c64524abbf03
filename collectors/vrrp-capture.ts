import { unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "./failure.ts";
import { fraction } from "./number.ts";
import { linesOf, sections, type Sections } from "./section.ts";
import { unseenIn } from "./unseen-counts.ts";
import type { CommandOutput } from "#machines/contract/collector.ts";

/** One VRRP advert, at one place: where it left or came in, or at a socket behind the host's filters. */
export interface Advert {
  /** Seconds since the window began, on the host's monotonic clock. */
  readonly at: number;
  readonly interface: string;
  readonly way: "in" | "out" | "delivered";
  readonly source: string;
  readonly destination: string;
  readonly ttl: Value;
  readonly version: number;
  readonly vrid: number;
  readonly priority: number;
  readonly intervalMs: number;
  /** The type, and 16 bits of a hash of a password; "none". */
  readonly auth: Value;
  readonly addresses: readonly string[];
}

export interface Capture {
  readonly how: string;
  readonly seconds: number;
  readonly dropped: number;
  readonly clockStepMs: number;
  /** Whether a second socket showed what the host's filters let through. */
  readonly delivers: boolean;
  /** Whether the host has the virtual address in the end. */
  readonly held: Value;
  /** What the host dropped before its capture and behind it, as its fields say it. */
  readonly unseen: Readonly<Record<string, Value>>;
  readonly adverts: readonly Advert[];
}

export function readCapture(output: CommandOutput): Capture {
  requireExitZero(output);
  // The transport takes the line out of a sensor's output; a reproduction's, and a recording's, still have it.
  const all = sections({ ...output, stdout: output.stdout.replace(/^CULPRIT-ARMED\n/m, "") });
  const how = linesOf(all, "how")[0] ?? unparsable("it is not said how packets were captured");
  return all.has("packets") ? fromTcpdump(all, how) : fromSockets(all, how);
}

function fromSockets(all: Sections, how: string): Capture {
  const [seconds, dropped, step] = (linesOf(all, "capture")[0] ?? "").split(" ");
  return {
    how,
    delivers: true,
    seconds: lengthOf(fraction(seconds, "length of the window")),
    dropped: fraction(dropped, "packets dropped by the kernel"),
    clockStepMs: Math.round(1_000 * fraction(step, "step of the clock")),
    held: heldIn(all),
    unseen: unseenIn(all),
    adverts: linesOf(all, "adverts").map(ownLine),
  };
}

/** Days at most; and no window ends before it begins. */
const lengthOf = (seconds: number): number => (seconds >= 0 && seconds < 1e6 ? seconds : unparsable(`a window of ${seconds} s`));

function heldIn(all: Sections): Value {
  const said = linesOf(all, "address")[0];
  return said === "held" ? true : said === "not held" ? false : unknown("this host has no ip command, so its addresses were not read");
}

const LINE =
  /^(\d{1,6}\.\d+) (\S+) (in|out|delivered) ([\d.:a-f]+) ([\d.:a-f]+) (\d{1,3}) (\d{1,2}) (\d{1,3}) (\d{1,3}) (\d{1,5}) (\S+) (\S+)$/;

function ownLine(line: string): Advert {
  const found = LINE.exec(line) ?? unparsable(`"${line.slice(0, 60)}" is not an advert`);
  const [, at, dev = "", way = "", source = "", destination = "", ttl, version, vrid, priority, interval, auth = "", addresses = ""] =
    found;
  return {
    at: fraction(at, "time"),
    interface: dev,
    way: way as Advert["way"],
    source,
    destination,
    ttl: Number(ttl),
    version: Number(version),
    vrid: Number(vrid),
    priority: Number(priority),
    intervalMs: Number(interval) * 10,
    auth,
    addresses: addresses === "-" ? [] : addresses.split(","),
  };
}

const NOT_PRINTED = unknown("tcpdump shows it only together with passwords, so it was not asked");

/** `1795284007.519045 eth1  M   ifindex 3 12:92:.. ethertype IPv4 (0x0800), length 60: 192.0.2.11 > 224.0.0.18: VRRPv2, Advertisement, vrid 51, ...` */
const PACKET =
  /^(\d{1,11}\.\d+)\s+(?:(\S+)\s+)?(In|Out|M|B|P)\s.*?([\da-f.:]+) > ([\da-f.:]+): VRRPv(\d), Advertisement, (?:\(ttl \d+\), )?vrid (\d{1,3}), prio (\d{1,3}), (?:authtype (\w+), )?intvl (\d{1,5})(s|cs)\b/;

function fromTcpdump(all: Sections, how: string): Capture {
  const lines = linesOf(all, "packets");
  const dropped = lines.flatMap((line) => /^(\d+) packets? dropped by kernel$/.exec(line)?.[1] ?? [])[0];
  if (dropped === undefined) return unparsable(`tcpdump ended without its summary: ${lines.at(-1)?.slice(0, 80) ?? "it said nothing"}`);
  const [before, after] = [clocks(all, "clocks"), clocks(all, "clocks after")];
  const seconds = lengthOf(after.uptime - before.uptime);
  return {
    how,
    delivers: false,
    seconds,
    dropped: fraction(dropped, "packets dropped by the kernel"),
    // /proc/uptime has hundredths, and the two are read one after the other.
    clockStepMs: Math.round(1_000 * Math.abs(after.real - before.real - seconds)),
    held: heldIn(all),
    unseen: unseenIn(all),
    adverts: lines.flatMap((line) => packet(line, before.real)),
  };
}

function clocks(all: Sections, name: string): { readonly real: number; readonly uptime: number } {
  const [real, uptime] = linesOf(all, name);
  // Busybox prints no nanoseconds.
  return { real: fraction(real?.replace(/\.?%?N?$/, ""), "clock"), uptime: fraction(uptime, "uptime") };
}

function packet(line: string, begin: number): readonly Advert[] {
  const found = PACKET.exec(line);
  if (found === null) return /VRRPv\d, Advertisement/.test(line) ? unparsable(`"${line.slice(0, 80)}" is not understood`) : [];
  const [, at, dev = "any", way, source = "", destination = "", version, vrid, priority, auth, interval, unit] = found;
  return [
    {
      at: Math.min(1e6, Math.max(0, Number(at) - begin)),
      interface: dev,
      way: way === "Out" ? "out" : "in",
      source,
      destination,
      ttl: NOT_PRINTED,
      version: Number(version),
      vrid: Number(vrid),
      priority: Number(priority),
      intervalMs: Number(interval) * (unit === "s" ? 1_000 : 10),
      auth: auth === undefined || auth === "none" ? "none" : NOT_PRINTED,
      addresses: [],
    },
  ];
}
