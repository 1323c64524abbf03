import type { CommandOutput } from "#machines/contract/collector.ts";
import { unknown, type Reading, type Row } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { fraction } from "../number.ts";
import { linesOf, sections, type Sections } from "../section.ts";
import { DEFAULTED, EXPIRED, NOBODY } from "../lacp.ts";

/** One end of a link, as an LACPDU tells of it. */
interface Port {
  readonly system: string;
  readonly key: number;
  readonly port: number;
  readonly state: number;
}

interface Lacpdu {
  readonly interface: string;
  readonly sent: boolean;
  readonly actor: Port;
  readonly partner: Port;
}

const ENOUGH = 0.9;

export function parseLacpdus(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const how = linesOf(all, "how")[0] ?? unparsable("it is not said how packets were captured");
  const { seconds, dropped, frames } = all.has("packets") ? fromTcpdump(all) : fromSockets(all);
  const asked = Number(output.args["seconds"] ?? 0);
  const rows = [...Map.groupBy(frames, (frame) => frame.interface)].map(([leg, seen]) => rowOf(leg, seen));
  return {
    fields: {
      watchedSeconds: Math.round(seconds * 100) / 100,
      kernelDropped: dropped,
      complete: dropped === 0 && seconds >= asked * ENOUGH,
      how,
      received: frames.filter(({ sent }) => !sent).length,
      sent: frames.filter(({ sent }) => sent).length,
      legs: rows.length,
      troubled: rows.filter(isTroubled).length,
    },
    tables: { legs: rows },
  };
}

interface Seen {
  readonly seconds: number;
  readonly dropped: number;
  readonly frames: readonly Lacpdu[];
}

function fromSockets(all: Sections): Seen {
  const [seconds, dropped] = (linesOf(all, "capture")[0] ?? "").split(" ");
  return {
    seconds: fraction(seconds, "length of the window"),
    dropped: fraction(dropped, "packets dropped by the kernel"),
    frames: linesOf(all, "lacpdus").map((line) => {
      const found =
        /^[\d.]+ (\S+) (in|out) ([\da-f:]{17}) (\d{1,5}) (\d{1,5}) (\d{1,3}) ([\da-f:]{17}) (\d{1,5}) (\d{1,5}) (\d{1,3})$/.exec(line) ??
        unparsable(`"${line.slice(0, 60)}" is not an LACPDU`);
      const port = (at: number): Port => ({
        system: found[at] ?? "",
        key: Number(found[at + 1]),
        port: Number(found[at + 2]),
        state: Number(found[at + 3]),
      });
      return { interface: found[1] ?? "", sent: found[2] === "out", actor: port(3), partner: port(7) };
    }),
  };
}

const FLAGS: readonly (readonly [string, number])[] = [
  ["Activity", 1],
  ["Timeout", 2],
  ["Aggregation", 4],
  ["Synchronization", 8],
  ["Collecting", 16],
  ["Distributing", 32],
  ["Default", DEFAULTED],
  ["Expired", EXPIRED],
];

/** A line for the frame, and below it two for each port: `System 1a:.., System Priority 65534, Key 1, Port 1, ..`, `State Flags [Activity, ..]`. */
function fromTcpdump(all: Sections): Seen {
  const lines = linesOf(all, "packets");
  const dropped = lines.flatMap((line) => /^(\d+) packets? dropped by kernel$/.exec(line)?.[1] ?? [])[0];
  if (dropped === undefined) return unparsable("tcpdump ended without its summary");
  const [from, to] = (linesOf(all, "uptime")[0] ?? "").split(" ").map((word) => fraction(word, "uptime"));
  if (from === undefined || to === undefined) return unparsable("the window has no beginning and end");
  const starts = lines.flatMap((line, index) => (/ LACPv\d, length/.test(line) ? [index] : []));
  const frames = starts.map((start, index): Lacpdu => {
    const block = lines.slice(start, starts[index + 1] ?? lines.length);
    const head =
      /^[\d.]+\s+(?:(\S+)\s+)?(In|Out|M|B|P)\s/.exec(block[0] ?? "") ?? unparsable(`"${(block[0] ?? "").slice(0, 60)}" is not an LACPDU`);
    const systems = block.flatMap((line) => [
      ...line.matchAll(/System ([\da-f:]{17}), System Priority \d+, Key (\d{1,5}), Port (\d{1,5})/g),
    ]);
    const states = block.flatMap((line) => /State Flags \[(.*)\]/.exec(line)?.[1] ?? []);
    const port = (at: number): Port => ({
      system: systems[at]?.[1] ?? unparsable("an LACPDU without its ports"),
      key: Number(systems[at]?.[2]),
      port: Number(systems[at]?.[3]),
      state: FLAGS.reduce((sum, [word, bit]) => sum + ((states[at] ?? "").includes(word) ? bit : 0), 0),
    });
    return { interface: head[1] ?? "any", sent: head[2] === "Out", actor: port(0), partner: port(1) };
  });
  return { seconds: Math.max(0, to - from), dropped: fraction(dropped, "packets dropped by the kernel"), frames };
}

/** What it says of its partner it has from that partner, and lately. */
const isSure = ({ state }: Port): boolean => (state & (DEFAULTED | EXPIRED)) === 0;

/** It speaks and nobody answers, or one of the two ends says that it does not hear the other. */
const isTroubled = (row: Row): boolean => row["received"] === 0 || row["unheard"] === true || row["ownDefaulted"] === true;

function rowOf(leg: string, seen: readonly Lacpdu[]): Row {
  const received = seen.filter(({ sent }) => !sent);
  const sent = seen.filter((frame) => frame.sent);
  const last = received.at(-1);
  const own = sent.at(-1)?.actor.system;
  const none = unknown("no LACPDU came in");
  return {
    key: leg,
    received: received.length,
    sent: sent.length,
    partnerSystem: last?.actor.system ?? none,
    partnerKey: last?.actor.key ?? none,
    // Its port works with defaults, or takes somebody else for its partner: it does not get what we send.
    unheard:
      last === undefined
        ? none
        : !isSure(last.actor) || last.partner.system === NOBODY || (own !== undefined && last.partner.system !== own),
    heardUs: received.some(({ actor, partner }) => isSure(actor) && own !== undefined && partner.system === own),
    weHeard:
      sent.length === 0 ? unknown("no LACPDU went out") : sent.some(({ actor, partner }) => isSure(actor) && partner.system !== NOBODY),
    ownDefaulted: sent.length === 0 ? unknown("no LACPDU went out") : ((sent.at(-1)?.actor.state ?? 0) & (DEFAULTED | EXPIRED)) !== 0,
  };
}
