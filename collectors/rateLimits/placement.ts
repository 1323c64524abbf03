import { isUnknown, type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";

/** A soft interrupt that takes so much of a CPU is all that this CPU does, as the runbook has it. */
const FULL = 85;
/** Of a machine's packets, what one CPU takes in where nothing is spread. */
const ALONE = 80;
/** What a byte costs on the other node is at most twice what it costs here: what is slower still has another cause. */
const FAR_EXPLAINS = 50;

/** Three-valued: one that is known to fail decides, whatever the others are. */
function all(...parts: readonly Value[]): Value {
  if (parts.includes(false)) return false;
  return parts.find(isUnknown) ?? true;
}

const test = (value: Value | undefined, holds: (number: number) => boolean): Value =>
  typeof value === "number" ? holds(value) : (value ?? unknown("it was not measured"));

interface Here {
  readonly cards: Reading | null;
  readonly cpu: Reading | null;
  readonly endLimits: Value;
  readonly reachedPercent: Value | undefined;
  /** Rows of the program at this end. */
  readonly end: readonly Row[];
  readonly receiveShare: Value;
}

/** What makes a CPU that limits the rate slower than it need be. Each is false unless that CPU limits. */
export function placementOf({ cards, cpu, endLimits, reachedPercent, end, receiveShare }: Here): Readonly<Record<string, Value>> {
  const NO_CARDS = unknown("the cards were not looked at");
  const full = all(
    test(cpu?.fields["softirqPercent"], (percent) => percent >= FULL),
    test(receiveShare, (percent) => percent >= ALONE),
  );
  const offloadOff = test(cards?.fields["tunnelOffloadOffCards"] ?? NO_CARDS, (count) => count > 0);
  return {
    farFromCard: all(
      endLimits,
      test(reachedPercent, (percent) => percent >= FAR_EXPLAINS),
      cards === null ? NO_CARDS : farIn(cards, end),
    ),
    clockHeldDown: all(
      endLimits,
      test(cpu?.fields["heldDownCpus"], (count) => count > 0),
    ),
    interruptsOnOneCpu: all(
      full,
      test(cards?.fields["concentratedCards"] ?? NO_CARDS, (count) => count > 0),
    ),
    tunnelCutBySoftware: endLimits === true || full === true ? offloadOff : all(offloadOff, endLimits),
  };
}

/** Whether the program ran on CPUs of another memory node than each card that belongs to one. */
function farIn(cards: Reading, end: readonly Row[]): Value {
  const nodes = (cards.tables?.["nodes"] ?? []).map(({ key, cpus }) => ({ node: Number(key), cpus: String(cpus) }));
  if (nodes.length < 2) return false;
  const cardNodes = (cards.tables?.["interfaces"] ?? []).map((row) => row["numaNode"]).filter((node) => typeof node === "number");
  if (cardNodes.length === 0) return unknown("no card says which memory node it belongs to");
  const used = end.flatMap(({ lastCpus }) => (typeof lastCpus === "string" && lastCpus !== "" ? lastCpus.split(" ").map(Number) : []));
  if (used.length === 0) return unknown("it is not known on which CPUs the program ran");
  const nodeOf = (cpu: number): number | undefined => nodes.find(({ cpus }) => isIn(cpu, cpus))?.node;
  return used.every((cpu) => !cardNodes.includes(nodeOf(cpu) ?? -1));
}

/** "0-15,32-47" */
const isIn = (cpu: number, list: string): boolean =>
  list.split(",").some((part) => {
    const [from = "", to = from] = part.split("-");
    return cpu >= Number(from) && cpu <= Number(to);
  });
