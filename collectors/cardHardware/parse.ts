import type { CommandOutput } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal } from "../number.ts";
import { type Bond, bondOf, hasTunnel, isConcentrated, isTunnelOffloadOff } from "./steering.ts";

type Card = ReadonlyMap<string, string>;

/** No host has more; each bond looks for its legs among all of them. */
const MOST_INTERFACES = 4_000;

export function parseCardHardware(output: CommandOutput): Reading {
  requireExitZero(output);
  const lines = output.stdout.split("\n");
  if (!/(^|\n)end\n$/.test(output.stdout)) unparsable("the output ends before its last line");
  const ethtool = lines.find((line) => line.startsWith("- ethtool ")) ?? unparsable("it does not say whether there is an ethtool");
  const interfaces = interfacesIn(lines);
  if (interfaces.size > MOST_INTERFACES) unparsable(`more than ${MOST_INTERFACES} interfaces`);
  const expected = output.args["expectedMbit"] === undefined ? null : (decimal(output.args["expectedMbit"], "expectedMbit") as number);
  const tunnels = hasTunnel(interfaces);
  const rows = [...interfaces].map(([name, card]) =>
    rowOf(name, card, { expected, ethtool: ethtool.endsWith("yes"), bond: bondOf(name, interfaces), tunnels }),
  );
  const count = (field: string): Value => {
    const open = rows.map((row) => row[field]).find(isUnknown);
    const found = rows.filter((row) => row[field] === true).length;
    return found === 0 && open !== undefined ? open : found;
  };
  const cards = rows.filter((row) => row["card"] === true);
  return {
    fields: {
      interfaces: rows.length,
      cards: cards.length,
      slowLinks: expected === null ? unknown("nobody said which rate is expected") : count("slow"),
      halfDuplexLinks: count("halfDuplex"),
      narrowSlots: expected === null ? unknown("nobody said which rate is expected") : count("narrow"),
      lroCards: count("lro"),
      delayingCards: count("delaying"),
      singleQueueCards: count("singleQueue"),
      unusedQueueCards: count("unusedQueues"),
      concentratedCards: count("concentrated"),
      tunnelOffloadOffCards: count("tunnelOffloadOff"),
      shortBonds: expected === null ? unknown("nobody said which rate is expected") : count("shortBond"),
    },
    tables: { interfaces: rows, nodes: nodesIn(lines) },
  };
}

/** "- node 0 0-15,32-47": a memory node and its CPUs. */
const nodesIn = (lines: readonly string[]): readonly Row[] =>
  lines.flatMap((line): readonly Row[] => {
    const [, key = "", cpus = ""] = /^- node (\d+) (\S+)$/.exec(line) ?? [];
    return key === "" ? [] : [{ key, cpus }];
  });

function interfacesIn(lines: readonly string[]): ReadonlyMap<string, Card> {
  const found = new Map<string, Map<string, string>>();
  for (const line of lines) {
    if (line === "" || line === "end" || line.startsWith("- ")) continue;
    const [, name = "", field = "", value = ""] =
      /^(\S+) (feature \S+|\S+) (.*)$/.exec(line) ?? unparsable(`"${line.slice(0, 40)}" is not a value of an interface`);
    const card = found.get(name) ?? new Map<string, string>();
    found.set(name, card.set(field.replace("feature ", ""), value));
  }
  return found;
}

interface Ask {
  readonly expected: number | null;
  readonly ethtool: boolean;
  readonly bond: Bond | null;
  readonly tunnels: boolean;
}

/** Interrupts held back by more than this are felt in a round trip; adaptive coalescing starts near it. In microseconds. */
const HELD_BACK = 50;

function rowOf(key: string, card: Card, { expected, ethtool, bond, tunnels }: Ask): Row {
  const isCard = card.has("driver");
  const up = card.get("operstate") !== "down";
  const speed = Number(card.get("speed") ?? -1);
  // A leg carries a part, so its bond is the one to be measured; one that could carry more over legs that are idle has another fault.
  const isShort = up && bond !== null && bond.idle.length > 0 && expected !== null && speed < expected && bond.couldMbit > speed;
  const missing = up && !isShort && !card.has("bond") && speed > 0 && expected !== null ? Math.max(0, expected - speed) : 0;
  const slot = slotMbit(card.get("currentSpeed"), card.get("currentWidth"));
  const best = slotMbit(card.get("maxSpeed"), card.get("maxWidth"));
  const silent = ethtool ? "the driver does not say" : "ethtool is not installed";
  const told = (field: string, judge: (value: string) => boolean): Value => {
    const value = card.get(field);
    return !isCard ? false : value === undefined ? unknown(`${key}: ${silent}`) : judge(value);
  };
  const [channels, channelsMax] = [card.get("channels"), card.get("channelsMax")];
  const queues = Number(channels ?? card.get("rxQueues") ?? 0);
  return {
    key,
    card: isCard,
    driver: card.get("driver") ?? unknown("it is no card"),
    speedMbit: speed > 0 ? speed : unknown("it has no line rate, or does not know it"),
    slow: missing > 0,
    missingMbit: missing,
    shortBond: isShort,
    idleLegs: bond?.idle.length ?? 0,
    concentrated: isCard && isConcentrated(card),
    tunnelOffloadOff: isCard && tunnels && isTunnelOffloadOff(card),
    slotMissingMbit: slot !== null && best !== null && slot < best && expected !== null ? Math.max(0, expected - slot) : 0,
    lroOn: isCard && card.get("large-receive-offload")?.startsWith("on") === true ? 1 : 0,
    halfDuplex: up && card.get("duplex") === "half",
    slotMbit: slot ?? unknown("it is in no PCI Express slot that says so"),
    narrow: slot !== null && best !== null && slot < best && expected !== null && slot < expected,
    numaNode: Number(card.get("numa") ?? -1) >= 0 ? Number(card.get("numa")) : unknown("it belongs to no node"),
    lro: told("large-receive-offload", (value) => value.startsWith("on")),
    delaying: told("rxUsecs", (value) => Number(value) > HELD_BACK && card.get("adaptive") !== "on"),
    rxUsecs: card.has("rxUsecs") ? Number(card.get("rxUsecs")) : unknown(`${key}: ${silent}`),
    singleQueue: isCard && queues <= 1,
    unusedQueues: !isCard ? false : channels === undefined || channelsMax === undefined ? false : Number(channels) < Number(channelsMax),
    rxQueues: queues,
    ring: ringIn(card, "ring"),
    ringMax: ringIn(card, "ringMax"),
  };
}

/** A driver without a ring to set says nothing, or "n/a". */
const ringIn = (card: Card, name: "ring" | "ringMax"): Value => {
  const value = card.get(name) ?? "";
  return /^[1-9]\d*$/.test(value) ? Number(value) : unknown("no receive ring that ethtool can tell the size of");
};

/**
 * What a slot carries, in Mbit/s: transfers a second, lanes, and the coding: 8 of 10 bits up to 5 GT/s, 128 of 130 from 8 GT/s on.
 * Source: PCI Express Base Specification 3.0, 4.2; the kernel's PCIE_SPEED2MBS_ENC (drivers/pci/pci.h).
 */
function slotMbit(speed: string | undefined, width: string | undefined): number | null {
  const transfers = Number(/^([\d.]+) ?GT\/s/.exec(speed ?? "")?.[1] ?? Number.NaN);
  const lanes = Number(width ?? Number.NaN);
  if (!(transfers > 0) || !(lanes > 0)) return null;
  return Math.round(transfers * 1_000 * lanes * (transfers > 5 ? 128 / 130 : 8 / 10));
}
