import type { Given } from "#machines/contract/collector.ts";
import type { BriefHost } from "#machines/contract/brief.ts";
import { isUnknown, type Reading, type Row, type Value } from "#machines/contract/value.ts";
import { answerOf } from "./source-readings.ts";

/** One attempt of the probe, with the sequence number of its SYN where that left the client. */
export interface Attempt {
  readonly end: string;
  readonly tookMs: number;
  readonly localPort: number;
}

/** What one host saw of the client's own handshakes, by sequence number. */
export interface Watcher {
  readonly host: BriefHost;
  readonly rows: ReadonlyMap<string, Row>;
  /** Every row, of other clients, too. */
  readonly all: readonly Row[];
}

/** What is known of this window, or why nothing can be said. */
export interface Scene {
  readonly attempts: readonly Attempt[];
  /** Sequence number of an attempt's SYN, by its local port. */
  readonly numbers: ReadonlyMap<number, string>;
  readonly client: Watcher;
  /** In the order of the brief, which is that of the path. */
  readonly gateways: readonly (Watcher | Blind)[];
  readonly server: Watcher | Blind | null;
  readonly bystanders: readonly (Watcher | Blind)[];
}

export interface Blind {
  readonly host: BriefHost;
  readonly why: string;
}

export const isBlind = (each: Watcher | Blind): each is Blind => "why" in each;

export type Answer = { readonly reading: Reading } | { readonly why: string };

/** The newest reading of a collector on a host; of several moments the last one. */
export function readingOf({ sources }: Pick<Given, "sources">, collector: string, host: BriefHost): Answer {
  const mine = sources.filter((source) => source.collector === collector && source.host.key === host.key);
  const source = mine.find(({ moment }) => moment === "after") ?? mine.at(-1);
  if (source === undefined) return { why: `${collector} was not read on ${host.name}` };
  const answer = answerOf(source);
  return "fields" in answer ? { reading: answer } : { why: answer.unknown };
}

export const numberAt = (row: Row | undefined, field: string): number => {
  const value = row?.[field];
  return typeof value === "number" ? value : 0;
};

export const wordAt = (row: Row | undefined, field: string): string => {
  const value = row?.[field];
  return typeof value === "string" ? value : "";
};

export const tableOf = (reading: Reading, name: string): readonly Row[] => reading.tables?.[name] ?? [];

const sayUnknown = (value: Value | undefined): string =>
  value === undefined ? "it was not read" : isUnknown(value) ? value.unknown : String(value);

/** The client's window as the captures of all hosts show it; a reason where the client itself was not watched. */
export function sceneOf(given: Given): Scene | { readonly why: string } {
  const clientHost = given.hosts.find(({ role }) => role === "client");
  if (clientHost === undefined) return { why: "no host in the role client was given" };
  const probe = readingOf(given, "connectProbe", clientHost);
  if ("why" in probe) return probe;
  const client = watcherOf(given, clientHost, null);
  if (isBlind(client)) return client;
  const attempts = tableOf(probe.reading, "attempts").map((row): Attempt => ({
    end: wordAt(row, "end"),
    tookMs: numberAt(row, "tookMs"),
    localPort: numberAt(row, "localPort"),
  }));
  const ports = new Set(attempts.map(({ localPort }) => localPort).filter((port) => port > 0));
  const source = probe.reading.fields["source"];
  const own = client.all.filter(
    (row) =>
      ports.has(numberAt(row, "sourcePort")) && numberAt(row, "synOut") > 0 && (typeof source !== "string" || row["source"] === source),
  );
  const numbers = new Map(own.map((row) => [numberAt(row, "sourcePort"), row.key] as const));
  const mine = new Set(numbers.values());
  const of = (role: string) => given.hosts.filter((host) => host.role === role).map((host) => watcherOf(given, host, mine));
  return {
    attempts,
    numbers,
    client: { ...client, rows: new Map(client.all.filter(({ key }) => mine.has(key)).map((row) => [row.key, row])) },
    gateways: of("gateway"),
    server: of("server")[0] ?? null,
    bystanders: of("bystander"),
  };
}

function watcherOf(given: Given, host: BriefHost, mine: ReadonlySet<string> | null): Watcher | Blind {
  const capture = readingOf(given, "handshakes", host);
  if ("why" in capture) return { host, why: capture.why };
  const { complete } = capture.reading.fields;
  if (complete !== true)
    return { host, why: `the capture on ${host.name} is not complete${complete === false ? "" : `: ${sayUnknown(complete)}`}` };
  const all = tableOf(capture.reading, "handshakes");
  return { host, all, rows: new Map((mine === null ? all : all.filter(({ key }) => mine.has(key))).map((row) => [row.key, row])) };
}
