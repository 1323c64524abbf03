import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, type Unknown, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { fraction } from "../number.ts";
import { linesOf, sections } from "../section.ts";

/** Of what counts as slow. */
const HALF = 0.5;

const LONG_WAY = "the way to it takes so long that answers may come after the patience with them has ended";

type Words = ReadonlyMap<string, string>;

/** One lost datagram of six may be chance; two of them are the server's, or the path's. */
const SILENT = 2;
/** What getaddrinfo says when it asked and there is no such name: an answer. */
const NO_NAME: ReadonlySet<string> = new Set(["-", "-2", "-5"]);

export function parseLookups(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const lookups = linesOf(all, "lookups").map((line) => words(line, "lookup"));
  const queries = linesOf(all, "queries").map((line) => words(line, "query"));
  const servers = linesOf(all, "servers").filter((line) => line.trim() !== "");
  const search = lookups.filter((one) => one.get("kind") === "search");
  if (search.length === 0) return unparsable("no lookup at all");
  const asked = output.args["lookups"];
  if (asked !== undefined && search.length !== Number(asked)) return unparsable(`${search.length} lookups of ${asked}`);
  const slow = Number(output.args["slow"] ?? "500");
  const times = search.map(milliseconds);
  const absolute = lookups.filter((one) => one.get("kind") === "absolute").map(milliseconds);
  const rows = servers.map((server, index) =>
    serverRow(server, index, { queries: queries.filter((one) => one.get("server") === server), slow }),
  );
  const total = (column: string): number => rows.reduce((sum, row) => sum + Number(row[column]), 0);
  return {
    fields: {
      lookups: search.length,
      slow: times.filter((ms) => ms >= slow).length,
      found: search.filter((one) => Number(one.get("found")) > 0).length,
      unresolved: search.filter((one) => !NO_NAME.has(one.get("error") ?? "-")).length,
      slowestMs: Math.max(...times),
      fastestMs: Math.min(...times),
      absoluteMs: absolute.length === 0 ? unknown("no lookup with a final dot") : Math.max(...absolute),
      servers: servers.length,
      queries: total("queries"),
      unanswered: total("unanswered"),
      slowAnswers: total("slow"),
      truncated: total("truncated"),
      silentServers: rows.filter(({ silent }) => silent === true).length,
      slowAtMs: slow,
    },
    tables: {
      servers: rows,
      attempts: search.map((one, index) => ({ key: String(index + 1), tookMs: milliseconds(one), end: endOf(one, slow) })),
    },
  };
}

function endOf(lookup: Words, slow: number): string {
  if (!NO_NAME.has(lookup.get("error") ?? "-")) return "unresolved";
  if (milliseconds(lookup) >= slow) return "slow";
  return Number(lookup.get("found")) > 0 ? "found" : "noSuchName";
}

function words(line: string, what: string): Words {
  if (!line.startsWith(`${what} `)) return unparsable(`"${line.slice(0, 40)}" is not a ${what}`);
  return new Map(
    line
      .split(" ")
      .slice(1)
      .map((word): readonly [string, string] => {
        const at = word.indexOf("=");
        return at > 0 ? [word.slice(0, at), word.slice(at + 1)] : unparsable(`"${word.slice(0, 40)}" is not name=value`);
      }),
  );
}

const milliseconds = (one: Words): number => fraction(one.get("ms"), "milliseconds");

/** The kernel accepts or refuses a connection by itself. Of an answer it is not known how long the program took for it, unless it came soon. */
function wayOf(queries: readonly Words[], slow: number): number | Unknown {
  const connected = queries.flatMap((one) => (one.get("connect") === undefined ? [] : [fraction(one.get("connect"), "milliseconds")]));
  const soon = queries.filter((one) => one.get("answered") === "1").map(milliseconds);
  const known = [...connected, ...soon.filter((ms) => ms < HALF * slow)];
  return known.length === 0 ? unknown("nothing says how long the way to it takes") : Math.min(...known);
}

function serverRow(server: string, index: number, { queries, slow }: { readonly queries: readonly Words[]; readonly slow: number }): Row {
  const of = (kind: string): readonly Words[] => queries.filter((one) => one.get("kind") === kind && one.get("via") === "udp");
  const lost = (some: readonly Words[]): number => some.filter((one) => one.get("answered") === "0" && one.get("why") === "silent").length;
  const [a, aaaa, edns] = [of("A"), of("AAAA"), of("EDNS")];
  const plain = [...a, ...aaaa];
  const tcp = queries.filter((one) => one.get("via") === "tcp");
  const answered = plain.filter((one) => one.get("answered") === "1");
  const late = answered.filter((one) => milliseconds(one) >= slow);
  const wayMs = wayOf(queries, slow);
  const allSilent = plain.length > 0 && lost(plain) === plain.length;
  return {
    key: `nameserver ${server}`,
    address: server,
    place: index + 1,
    asked: queries.length > 0,
    queries: plain.length,
    unanswered: lost(plain),
    unansweredA: lost(a),
    unansweredAaaa: lost(aaaa),
    refused: plain.filter((one) => one.get("why") === "refused").length,
    silent: lost(plain) >= SILENT && (allSilent || !(Number(wayMs) >= HALF * slow) ? true : unknown(LONG_WAY)),
    allSilent,
    slow: late.length,
    wayMs,
    lateByItself:
      late.length > 0 && typeof wayMs !== "number" ? wayMs : late.filter((one) => milliseconds(one) - Number(wayMs) >= HALF * slow).length,
    failing: answered.filter((one) => one.get("rcode") === "2" || one.get("rcode") === "5").length,
    truncated: answered.filter((one) => one.get("truncated") === "1").length,
    ednsLost: lost(edns),
    tcpLost: tcp.filter((one) => one.get("answered") === "0").length,
    slowestMs: answered.length === 0 ? unknown("it answered nothing") : Math.max(...answered.map(milliseconds)),
  } satisfies Readonly<Record<string, Value>>;
}
