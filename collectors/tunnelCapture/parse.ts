import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal } from "../number.ts";
import { sameAddress, wordsOf } from "../address-words.ts";
import { unseenBetween } from "../unseen-counts.ts";
import { packetFrom, type Refusal, type Wrapped } from "./packet.ts";
import { brokenIn, type Sighting } from "./pieces.ts";
import { LIMIT_LATER, LIMIT_PACKETS } from "./script.ts";

interface At {
  readonly link: string;
  readonly direction: string;
  readonly hex: string;
}

/** Before tcpdump 4.99 nobody says whether a packet came or went. */
const UNSAID = unknown("this tcpdump does not say in which direction a packet passed");

export function parseTunnelCapture(output: CommandOutput): Reading {
  requireExitZero(output);
  const said = output.stdout.split("\n").filter((line) => line !== "" && line !== "CULPRIT-ARMED");
  if (said.pop() !== "end") unparsable("the output ends before its last line");
  const count = (word: string): number => {
    const value = decimal(said.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1), word);
    return typeof value === "number" ? value : unparsable(`${word} is too large`);
  };
  const lines = said.filter((line) => !/^(?:before|after) /.test(line));
  const sightings = lines.flatMap((line) => sightingIn(line));
  const packets = sightings.flatMap((at) => {
    const packet = packetFrom(at.hex);
    return packet === null ? [] : [{ at, packet }];
  });
  const wrapped = packets.flatMap(({ packet, at }) =>
    packet.what === "wrapped" && isBetween(packet, output.args) ? [{ ...at, ...packet }] : [],
  );
  const refusals = packets.flatMap(({ packet, at }) => (packet.what === "refusal" ? [{ ...at, ...packet }] : []));
  const [captured, dropped] = [count("captured"), count("dropped")];
  const directed = sightings.every(({ direction }) => direction !== "-");
  const refused = (leaves: boolean): Value =>
    directed || refusals.length === 0 ? refusals.filter(({ direction }) => (direction === "Out") === leaves).length : UNSAID;
  const part = (moment: string): readonly string[] =>
    said.filter((line) => line.startsWith(`${moment} `)).map((line) => line.slice(moment.length + 1));
  return {
    fields: {
      ...inside(wrapped, output.args["source"] ?? ""),
      ...brokenUp(wrapped, {
        later: lines.flatMap((line) => (line.startsWith("later ") ? sightingIn(line.slice("later ".length)) : [])),
        directed,
        why: whyNotLater(said, count),
      }),
      refusalsIn: refused(false),
      refusalsOut: refused(true),
      captured,
      dropped,
      complete: dropped === 0 && captured < Number(LIMIT_PACKETS),
      ...unseenBetween(part("before"), part("after")),
    },
    tables: { tunnels: tunnelRows(wrapped), refusals: refusalRows(refusals) },
  };
}

function sightingIn(line: string): readonly Sighting[] {
  const [, link = "", direction = "", hex = ""] = /^(\S+) (In|Out|M|B|P|-) ([0-9a-f]+)$/.exec(line) ?? [];
  return hex === "" ? [] : [{ link, direction, hex }];
}

interface Later {
  readonly later: readonly Sighting[];
  readonly directed: boolean;
  /** Why nobody knows all later fragments; null where they are known. */
  readonly why: string | null;
}

function whyNotLater(said: readonly string[], count: (word: string) => number): string | null {
  // What was recorded before there was a capture of them.
  if (!said.some((line) => line.startsWith("later-captured "))) return "later fragments were not captured";
  const complete = count("later-dropped") === 0 && count("later-captured") < Number(LIMIT_LATER);
  return complete ? null : "the capture of later fragments lost some or met its limit: more is broken up here than this tunnel's packets";
}

/** Of what was broken up: first fragments as often as they were seen, and datagrams of which every fragment was. */
function brokenUp(wrapped: readonly Seen[], { later, directed, why }: Later): Readonly<Record<string, Value>> {
  const leaves = ({ direction }: Sighting): boolean => direction === "Out";
  const [out, into] = [true, false].map((way) =>
    brokenIn(
      wrapped.filter((each) => each.fragmented && leaves(each) === way),
      later.filter((each) => leaves(each) === way),
    ),
  );
  const first = (way: boolean): number => wrapped.filter((each) => each.fragmented && leaves(each) === way).length;
  const known = (value: Value | undefined): Value => {
    if (!directed) return UNSAID;
    return why === null ? (value ?? 0) : unknown(why);
  };
  return {
    fragmentsOut: directed ? first(true) : UNSAID,
    fragmentsIn: directed ? first(false) : UNSAID,
    begunOut: directed ? (out?.begun ?? 0) : UNSAID,
    begunIn: directed ? (into?.begun ?? 0) : UNSAID,
    wholeOut: known(out?.whole),
    wholeIn: known(into?.whole),
    piecesIn: known(into?.pieces),
  };
}

type Seen = Wrapped & At;

function inside(wrapped: readonly Seen[], source: string): Readonly<Record<string, Value>> {
  const directed = wrapped.every(({ direction }) => direction !== "-");
  // A packet is seen once on each interface that it passes; what leaves is judged by what was seen leaving.
  const out = wrapped.filter(({ direction }) => direction === "Out");
  const [first] = out.length > 0 ? out : wrapped;
  const none = unknown("no packet of the two was seen inside a tunnel on this host");
  const forbidding = out.filter(({ innerDf }) => innerDf);
  const allowing = out.filter(({ innerDf }) => !innerDf);
  return {
    wrapped: wrapped.length,
    wrappedOut: directed || wrapped.length === 0 ? out.length : UNSAID,
    wrappedIn: directed || wrapped.length === 0 ? wrapped.length - out.length : UNSAID,
    encapsulation: first?.encapsulation ?? none,
    overhead: first?.overhead ?? none,
    policy: policyOf(forbidding, allowing),
    handsOnDf:
      forbidding.length === 0
        ? unknown("no packet with Don't Fragment was seen leaving inside a tunnel")
        : forbidding.some(({ outerDf }) => outerDf),
    largestInner: wrapped.length === 0 ? none : Math.max(...wrapped.map(({ innerSize }) => innerSize)),
    innerFilter: first === undefined ? none : filterFor(first, source),
  };
}

/** What becomes of the flag: always set, handed on from the packet inside, never set. One kind of packet alone leaves two possibilities. */
function policyOf(forbidding: readonly Seen[], allowing: readonly Seen[]): Value {
  const set = (packets: readonly Seen[]): boolean | null => (packets.length === 0 ? null : packets.some(({ outerDf }) => outerDf));
  const [one, other] = [set(forbidding), set(allowing)];
  if (one === null && other === null) return unknown("no packet was seen leaving inside a tunnel");
  if (other === true) return "always";
  if (one === false) return "never";
  if (one === true) return other === false ? "inherit" : "inherit or always";
  return "inherit or never";
}

/** Of IPv6 the capture compares one half of the addresses. */
const isBetween = ({ innerVersion, innerSource, innerTarget }: Wrapped, { source, target }: CommandOutput["args"]): boolean =>
  innerVersion === 4 ||
  source === undefined ||
  target === undefined ||
  [
    [source, target],
    [target, source],
  ].some(([one = "", other = ""]) => sameAddress(innerSource, one) && sameAddress(innerTarget, other));

/** The filter for this tunnel's packets of one inner address, its offsets counted from the outer IP header that was seen. */
function filterFor({ outerMatch, outerVersion, innerVersion, overhead }: Wrapped, source: string): Value {
  const words = wordsOf(source);
  if (words === null || words.length !== (innerVersion === 4 ? 1 : 4))
    return unknown(`${source || "no address"} is not one of those inside`);
  const ip = outerVersion === 4 ? "ip" : "ip6";
  const at = (start: number): string => words.map((word, index) => `${ip}[${overhead + start + 4 * index}:4]=0x${word}`).join(" and ");
  const [from, to] = innerVersion === 4 ? [at(12), at(16)] : [`(${at(8)})`, `(${at(24)})`];
  return `${outerMatch} and (${from} or ${to})`;
}

function tunnelRows(wrapped: readonly Seen[]): readonly Row[] {
  const groups = Map.groupBy(
    wrapped,
    (each) =>
      `${each.link} ${each.direction} ${each.encapsulation} ${each.source} > ${each.target}, inside ${each.innerDf ? "DF" : "no DF"}, outside ${each.outerDf ? "DF" : "no DF"}`,
  );
  return [...groups].map(([key, packets]) => ({
    key,
    packets: packets.length,
    fragmented: packets.filter(({ fragmented }) => fragmented).length,
    largestInner: Math.max(...packets.map(({ innerSize }) => innerSize)),
    overhead: packets[0]?.overhead ?? 0,
    vlansInside: Math.max(...packets.map(({ innerVlans }) => innerVlans)),
  }));
}

function refusalRows(refusals: readonly (Refusal & At)[]): readonly Row[] {
  const groups = Map.groupBy(refusals, (each) => `${each.link} ${each.direction} from ${each.by} to ${each.to}, MTU ${each.mtu}`);
  return [...groups].map(([key, each]) => ({
    key,
    packets: each.length,
    mtu: each[0]?.mtu ?? 0,
    by: each[0]?.by ?? "",
    about: each[0]?.about ?? "",
  }));
}
