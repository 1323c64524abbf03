import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { failWith, requireExitZero, unparsable } from "../failure.ts";
import { cannotRun } from "../judge.ts";
import { parsePing } from "../ping-text.ts";
import { linesOf, sections, type Sections } from "../section.ts";

const SUMMED = ["sent", "received", "lost", "duplicates", "errors", "localErrors", "corrupted"] as const;
const UNRESOLVED: ReadonlySet<string> = new Set(["FAILED", "INCOMPLETE"]);

export function parseGuestProbe(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const runs = ["first", "rest"].filter((name) => all.has(name)).map((name) => run(all, name));
  const total = (field: string): number =>
    runs.reduce((sum, { fields }) => {
      const value = fields[field];
      return sum + (typeof value === "number" ? value : unparsable(`ping gave no ${field}`));
    }, 0);
  const sums = Object.fromEntries(SUMMED.map((field) => [field, total(field)]));
  const { sent = 0, lost = 0 } = sums;
  return {
    fields: {
      ...sums,
      lostPercent: sent === 0 ? unknown("nothing was sent") : (100 * lost) / sent,
      rttAvgMs: runs.at(-1)?.fields["rttAvgMs"] ?? unknown("ping printed no round trip times"),
      ...large(all, { sent, lost }),
      ...way(linesOf(all, "route")),
      ...neighbour(linesOf(all, "neighbour")),
    },
    tables: echoesOf(all),
  };
}

const KINDS = { first: "the first ones", rest: "the rest", full: "of this host's MTU", parts: "in pieces" } as const;

/** By their numbers, those of each kind of which every answer was printed. */
function echoesOf(all: Sections): NonNullable<Reading["tables"]> {
  const found = Object.entries(KINDS).flatMap(([name, what]) => {
    const { fields, tables } = all.has(name) && !isTold(all, name) ? run(all, name) : { fields: {}, tables: undefined };
    const { sent = 0, lost = 0 } = fields as Readonly<Record<string, Value>>;
    return tables === undefined || sent === 0 ? [] : [{ row: { key: name, what, sent, lost }, runs: tables["lossRuns"] ?? [] }];
  });
  return {
    echoes: found.map(({ row }) => row),
    lossRuns: found.flatMap(({ row, runs }) => runs.map((each): Row => ({ ...each, key: `${row.key} ${each.key}`, of: row.key }))),
  };
}

/** The questions in pieces are counted by what asks them. */
const isTold = (all: Sections, name: string): boolean => linesOf(all, name).at(-1)?.startsWith("asked in pieces") === true;

interface Kind {
  readonly sent: number;
  readonly received: number;
  /** Somebody said why: a router, or this host itself. */
  readonly told: boolean;
}

const LARGE = ["mtu", "fullSent", "fullReceived", "partsSent", "partsReceived", "smallParts", "largeSent", "vanished"] as const;

/** What became of the large probes; unknown with the reason where none were sent. */
function large(all: Sections, { sent = 0, lost = 0 }: { readonly sent?: number; readonly lost?: number }) {
  const mtu = all.has("mtu") ? linesOf(all, "mtu")[0] : "-";
  const own = mtu === undefined || !/^\d+$/.test(mtu) ? unknown("the MTU of the interface that they leave by is not known") : Number(mtu);
  const none = (why: string): Readonly<Record<(typeof LARGE)[number], Value>> =>
    Object.fromEntries(LARGE.map((field) => [field, field === "mtu" ? own : unknown(why)])) as Record<(typeof LARGE)[number], Value>;
  if (!all.has("full") || !all.has("parts"))
    return none(
      lost * 100 >= Math.max(1, sent) ? "small probes are lost as well, so no large ones were sent" : "no large probes were sent",
    );
  const [full, parts] = [kindOf(run(all, "full")), partsOf(all)];
  const gone = (kind: Kind): number => (kind.told || kind.received > 0 ? 0 : kind.sent);
  return {
    mtu: own,
    fullSent: full.sent,
    fullReceived: full.received,
    partsSent: parts.sent,
    partsReceived: parts.received,
    smallParts: parts.small,
    largeSent: full.sent + parts.sent,
    vanished: gone(full) + gone(parts),
  };
}

const kindOf = ({ fields }: Reading): Kind => {
  const number = (field: string): number => (typeof fields[field] === "number" ? fields[field] : 0);
  return { sent: number("sent"), received: number("received"), told: number("errors") + number("localErrors") > 0 };
};

function partsOf(all: Sections): Kind & { readonly small: boolean } {
  const [, sent, received] = /^asked in pieces of \d+ bytes: (\d+) sent, (\d+) answered$/.exec(linesOf(all, "parts").at(-1) ?? "") ?? [];
  if (sent === undefined || received === undefined) return { ...kindOf(run(all, "parts")), small: false };
  return { sent: Number(sent), received: Number(received), told: false, small: true };
}

/** One run of ping with its own exit code behind it. */
function run(all: Sections, name: string): Reading {
  const lines = linesOf(all, name);
  const exit = /^exit (\d{1,3})$/.exec(lines.at(-1) ?? "")?.[1] ?? unparsable(`${name}: ping did not end`);
  const text = `${lines.slice(0, -1).join("\n")}\n`;
  const output: CommandOutput = { stdout: text, stderr: "", exitCode: Number(exit), args: {} };
  const refused = Number(exit) > 1 ? cannotRun({ ...output, stderr: text }, "ping") : null;
  return refused === null ? parsePing(output) : failWith(refused);
}

/** "10.1.0.12 dev eth1 src 10.1.0.11": on the link; "10.1.0.12 via 10.2.0.1 dev eth1": through a router, whose entry it then would be. */
function way(lines: readonly string[]): Readonly<Record<string, Value>> {
  const [first = ""] = lines;
  const device = /\bdev (\S+)/.exec(first)?.[1];
  if (device === undefined) return { onLink: unknown("this host has no route to the guest"), device: unknown("no route to the guest") };
  return { onLink: !/\bvia\b/.test(first), device };
}

function neighbour(lines: readonly string[]): Readonly<Record<string, Value>> {
  const [first = ""] = lines;
  const mac = /\blladdr ([0-9a-f:]{17})\b/i.exec(first)?.[1]?.toLowerCase();
  const state = /\b(PERMANENT|NOARP|REACHABLE|STALE|DELAY|PROBE|FAILED|INCOMPLETE)\b/.exec(first)?.[1];
  if (state === undefined) {
    const none = unknown("this host has no neighbour entry for the guest");
    return { neighbourState: none, neighbourMac: none, resolved: none };
  }
  return { neighbourState: state, neighbourMac: mac ?? unknown("its address is not resolved"), resolved: !UNRESOLVED.has(state) };
}
