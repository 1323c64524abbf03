import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal } from "../number.ts";
import { KINDS, type Kind } from "../guest-kinds.ts";
import { linesOf, sections } from "../section.ts";
import { sendDropsOf, unseenBetween } from "../unseen-counts.ts";

const FRAMES = /^frames (\S+) (in|out) (\S+) (\w+) (\d+)$/;
const SIZE = /^size (\S+ (?:in|out) \S+) (\d+)$/;
const ANSWER = /^answer ([0-9a-f:]{17}) (\d+)$/;
const TOTALS = /^captured (\d+) lost (\d+) limit (\d+)$/;

export function parseGuestFrames(output: CommandOutput): Reading {
  requireExitZero(output);
  const at = output.stdout.indexOf("== before");
  if (at < 0) return unparsable("the capture ended before its last line");
  const counted = output.stdout
    .slice(0, at)
    .split("\n")
    .filter((line) => line !== "" && line !== "CULPRIT-ARMED");
  const [, captured, lost, limit] = TOTALS.exec(counted.at(-1) ?? "") ?? unparsable(`tcpdump did not say what it counted`);
  const all = sections({ ...output, stdout: output.stdout.slice(at) });
  const hops = new Map<string, Partial<Record<Kind, number>>>();
  const answers: Row[] = [];
  const lines = counted.slice(0, -1);
  const sizes = new Map(lines.flatMap((line) => sizeIn(line)));
  for (const line of lines.filter((each) => !SIZE.test(each))) frame(line, hops, answers);
  const [before, after] = [linesOf(all, "before"), linesOf(all, "after")];
  const devices = devicesOf(before, after);
  const missed = whole(lost) > 0 ? `tcpdump lost ${lost} frames` : captured === limit ? `the capture ended at its limit of ${limit}` : null;
  return {
    fields: {
      captured: whole(captured),
      lost: whole(lost),
      complete: missed === null ? true : unknown(missed),
      answerers: missed === null ? answers.length : unknown(missed),
      downDevices: devices.filter(({ up }) => up === false).length,
      ...unseenBetween(before, after),
    },
    tables: { hops: [...hops].map(([key, kinds]) => hop(key, kinds, sizes.get(key))), answers, devices },
  };
}

function frame(line: string, hops: Map<string, Partial<Record<Kind, number>>>, answers: Row[]): void {
  const [, device, direction, where, kind, count] = FRAMES.exec(line) ?? [];
  const known = KINDS.find((each) => each === kind);
  if (known !== undefined) {
    const key = `${device} ${direction} ${where}`;
    const kinds = hops.get(key) ?? {};
    hops.set(key, { ...kinds, [known]: whole(count) });
    return;
  }
  const [, mac, times] = ANSWER.exec(line) ?? unparsable(`"${line.slice(0, 40)}" is not a count of frames`);
  answers.push({ key: mac ?? "", answers: whole(times) });
}

/** tcpdump says how long the message is, without its IPv4 header. */
const HEADER = 20;

function sizeIn(line: string): readonly (readonly [string, number])[] {
  const [, at, bytes] = SIZE.exec(line) ?? [];
  return at === undefined ? [] : [[at, whole(bytes) + HEADER]];
}

function hop(key: string, kinds: Partial<Record<Kind, number>>, largest: number | undefined): Row {
  const [device = "", direction = "", where = "-"] = key.split(" ");
  const largestReply = largest ?? unknown("no large answer passed here");
  return { key, device, direction, where, largestReply, ...Object.fromEntries(KINDS.map((kind) => [kind, kinds[kind] ?? 0])) };
}

/** "device tap0 up 1 0x1303 16 31 qbr0": flags of which the lowest bit is "administratively up" (IFF_UP). */
function devicesOf(before: readonly string[], after: readonly string[]): readonly Row[] {
  const first = new Map(before.filter(isDevice).map((line) => [deviceOf(line).name, deviceOf(line)]));
  return after
    .filter(isDevice)
    .map(deviceOf)
    .map(({ name, operstate, carrier, flags, rx, tx, master, mtu }) => {
      const earlier = first.get(name);
      const change = (now: number, was: number | undefined): Value =>
        was === undefined || now < was ? unknown(`${name} was made anew in the window`) : now - was;
      return {
        key: name,
        // Taps of some drivers say "unknown" while they work; what counts is that nobody shut them and the other end is there.
        shut: (flags & 1) === 0,
        up: (flags & 1) === 1 && carrier !== "0" && operstate !== "lowerlayerdown",
        operstate,
        master,
        mtu: mtu === undefined ? unknown("its MTU was not read") : whole(mtu),
        in: change(rx, earlier?.rx),
        out: change(tx, earlier?.tx),
        outDropped: sendDropsOf(name, before, after),
      };
    });
}

const isDevice = (line: string): boolean => line.startsWith("device ");

function deviceOf(line: string) {
  const [, name = "", operstate = "", carrier = "", flags = "", rx, tx, master = "", mtu] =
    /^device (\S+) (\S+) ([01-]) 0x([0-9a-f]+) (\d+) (\d+) (\S+)(?: (\d+))?$/.exec(line) ??
    unparsable(`"${line.slice(0, 40)}" is not a device`);
  return { name, operstate, carrier, flags: parseInt(flags, 16), rx: whole(rx), tx: whole(tx), master, mtu };
}

function whole(text: string | undefined): number {
  const value = decimal(text, "a count of frames");
  return typeof value === "number" ? value : unparsable("a count of frames is too large");
}
