import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal, fraction } from "../number.ts";
import { linesOf, sections } from "../section.ts";

/** How far a conversation came. In this order the first that any of them hung in is the reading's. */
const STAGES = ["connect", "request", "answer", "close", "again"] as const;
export type Stage = (typeof STAGES)[number];

/** A request of which this share of the segments had to be sent again crawls, also where it arrives in the end: one lost segment in forty does not. */
const CRAWLS = 0.2;
/** Segments in flight at once in the beginning (RFC 6928): a shorter request has not begun to use the peer's window. */
const FIRST_FLIGHT = 10;

interface Conversation {
  readonly kind: "close" | "again";
  readonly words: ReadonlyMap<string, string>;
  readonly ended: string;
  readonly hung: Stage | null;
}

export function parseCloseProbe(output: CommandOutput): Reading {
  requireExitZero(output);
  const padding = Number(output.args["padding"] ?? "0");
  const all = linesOf(sections(output), "conversations")
    .filter((line) => line.trim() !== "")
    .map((line) => conversation(line, padding));
  if (all.length === 0) return unparsable("no conversation at all");
  const asked = output.args["connections"];
  // One more than asked for: the one that asks twice.
  if (asked !== undefined && all.length !== Number(asked) + 1) return unparsable(`${all.length} conversations for ${asked} connections`);
  const count = (keep: (one: Conversation) => boolean): number => all.filter(keep).length;
  const hung = all.filter((one) => one.hung !== null);
  return {
    fields: {
      conversations: all.length,
      connected: count(({ words }) => words.get("connected") === "1"),
      hung: hung.length,
      ...Object.fromEntries(STAGES.map((stage) => [FIELD[stage], count((one) => one.hung === stage)])),
      stage: STAGES.find((stage) => hung.some((one) => one.hung === stage)) ?? "none",
      closed: count(({ ended }) => ended === "close"),
      refused: count(({ ended }) => ended === "refused"),
      reset: count(({ ended }) => ended === "reset"),
      localErrors: count(({ ended }) => ended === "error"),
      timestamps: agreed(all, "timestamps"),
      saysKeepAlive: count(({ kind, words }) => kind === "close" && words.get("keepalive") === "1") > 0,
      resent: total(all, "again"),
      lastByteMs: most(all.map(({ words }) => words.get("last"))),
      closeMs: most(all.filter(({ kind, ended }) => kind === "close" && ended === "close").map(({ words }) => words.get("end"))),
      bytes: most(all.map(({ words }) => words.get("bytes"))),
      askedAgain: count(({ words }) => words.get("asked") === "1"),
      patienceSeconds: echo(output, "patience"),
      pauseSeconds: echo(output, "pause"),
    },
    tables: { conversations: rows(all) },
  };
}

const FIELD = {
  connect: "notConnected",
  request: "requestsStuck",
  answer: "unanswered",
  close: "unclosed",
  again: "unansweredAgain",
} as const satisfies Record<Stage, string>;

function conversation(line: string, padding: number): Conversation {
  const words = new Map(
    line
      .split(" ")
      .slice(1)
      .map((word): readonly [string, string] => {
        const at = word.indexOf("=");
        return at > 0 ? [word.slice(0, at), word.slice(at + 1)] : unparsable(`"${word.slice(0, 40)}" is not name=value`);
      }),
  );
  const kind = words.get("kind");
  const ended = words.get("ended") ?? "";
  if (!line.startsWith("conversation ") || (kind !== "close" && kind !== "again"))
    return unparsable(`"${line.slice(0, 40)}" is not a conversation`);
  if (!ENDS.has(ended)) return unparsable(`a conversation that ended by "${ended.slice(0, 20)}"`);
  return { kind, words, ended, hung: hungIn({ kind, words, ended }, padding) };
}

const ENDS: ReadonlySet<string> = new Set(["close", "quiet", "large", "timeout", "refused", "reset", "error"]);

function hungIn({ kind, words, ended }: Omit<Conversation, "hung">, padding: number): Stage | null {
  const number = (name: string): number => Number(words.get(name) ?? "0");
  if (ended === "timeout") {
    if (words.get("connected") !== "1") return "connect";
    if (kind === "again" && words.get("asked") === "1") return "again";
    if (number("bytes") > 0) return kind === "close" ? "close" : null;
    return number("unacked") > 0 || number("unsent") > 0 ? "request" : "answer";
  }
  const segments = padding / Math.max(1, number("mss") || 1_448);
  return segments >= FIRST_FLIGHT && number("again") >= CRAWLS * segments ? "request" : null;
}

/** What all connections that were made agree on; servers behind one address may differ. */
function agreed(all: readonly Conversation[], name: string): Value {
  const made = all.filter(({ words }) => words.get("connected") === "1");
  const said = new Set(made.flatMap(({ words }) => words.get(name) ?? []));
  const [only] = said;
  if (made.length === 0) return unknown("no connection was made");
  if (only === undefined) return unknown("this way of probing does not see it");
  return said.size > 1 ? unknown("the connections differ in it: more than one machine answers at this address") : only === "1";
}

const total = (all: readonly Conversation[], name: string): Value => {
  const known = all.flatMap(({ words }) => words.get(name) ?? []);
  return known.length === 0 ? unknown("this way of probing does not see it") : known.reduce((sum, value) => sum + whole(value, name), 0);
};

const most = (values: readonly (string | undefined)[]): number | Unknown => {
  const known = values.flatMap((value) => (value === undefined ? [] : [fraction(value, "milliseconds or bytes")]));
  return known.length === 0 ? unknown("none came that far") : Math.max(...known);
};

const echo = (output: CommandOutput, name: string): Value => {
  const given = output.args[name];
  return given === undefined ? unknown(`${name} was not given`) : whole(given, name);
};

const whole = (text: string, what: string): number => {
  const value = decimal(text, what);
  return typeof value === "number" ? value : unparsable(`${what} is too large`);
};

/** Named by the local port, by which captures on other hosts know it. */
function rows(all: readonly Conversation[]): readonly Row[] {
  return all.map(({ kind, words, hung, ended }, index): Row => {
    const port = words.get("port");
    return {
      key: `${index + 1} ${kind}`,
      port: port === undefined ? unknown("the connection has no local port yet") : whole(port, "port"),
      stage: hung ?? "none",
      ended,
      tookMs: words.get("end") === undefined ? unknown("not said") : fraction(words.get("end"), "milliseconds"),
      bytes: whole(words.get("bytes") ?? "0", "bytes"),
    };
  });
}
