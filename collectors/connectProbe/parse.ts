import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { decimal } from "../number.ts";

const ATTEMPT = /^attempt (\d+) (\d+) (\d+) ([A-Za-z]+\d*) (\d+)$/;
const SOURCE = /^source (\S+)$/m;
const ECHO = /^ping (\d+) packets transmitted, (\d+) (?:packets )?received/m;

/** A SYN that was sent again comes a second later at the earliest (RFC 6298 2.1); a tenth less, as two clocks are read. */
const LATE_MS = 900;
/** After the second repetition. */
const LATER_MS = 2_900;

interface Attempt {
  readonly number: number;
  readonly atMs: number;
  readonly tookMs: number;
  readonly end: string;
  readonly localPort: number;
}

export function parseConnectProbe(output: CommandOutput): Reading {
  requireExitZero(output);
  const lines = output.stdout.split("\n");
  if (!lines.includes("end")) unparsable("the output ends before its last line");
  const attempts = lines.filter((line) => line.startsWith("attempt ")).map(attempt);
  if (new Set(attempts.map(({ number }) => number)).size !== attempts.length) unparsable("one attempt has two lines");
  const asked = output.args["attempts"];
  if (asked !== undefined && attempts.length !== Number(asked)) unparsable(`${attempts.length} attempts of ${asked}`);
  return { fields: { ...counts(attempts), ...times(attempts), ...reach(output.stdout) }, tables: { attempts: attempts.map(row) } };
}

function attempt(line: string): Attempt {
  const [, number, at, took, end = "", port] = ATTEMPT.exec(line) ?? unparsable(`"${line.slice(0, 60)}" is not an attempt`);
  const whole = (text: string | undefined, what: string): number => {
    const value = decimal(text, what);
    return typeof value === "number" ? value : unparsable(`${what} is too large`);
  };
  return {
    number: whole(number, "number"),
    atMs: whole(at, "time"),
    tookMs: whole(took, "time"),
    end,
    localPort: whole(port, "port"),
  };
}

function counts(attempts: readonly Attempt[]): Readonly<Record<string, Value>> {
  const ended = (...ends: readonly string[]): number => attempts.filter(({ end }) => ends.includes(end)).length;
  const connected = attempts.filter(({ end }) => end === "connected");
  const late = connected.filter(({ tookMs }) => tookMs >= LATE_MS).length;
  return {
    attempted: attempts.length,
    connected: connected.length,
    late,
    veryLate: connected.filter(({ tookMs }) => tookMs >= LATER_MS).length,
    timedOut: ended("timedOut"),
    refused: ended("refused", "reset"),
    unreachable: ended("hostUnreachable", "netUnreachable"),
    noLocalPort: ended("noLocalPort"),
    denied: ended("denied"),
    hindered: attempts.length - connected.length + late,
    worstEnd: worst(attempts),
  };
}

/** How most of those ended that did not connect; of as many the one that came first. */
function worst(attempts: readonly Attempt[]): string {
  const groups = [...Map.groupBy(attempts, ({ end }) => end)].filter(([end]) => end !== "connected");
  const [most] = groups.toSorted(([, a], [, b]) => b.length - a.length);
  return most?.[0] ?? "connected";
}

function times(attempts: readonly Attempt[]): Readonly<Record<string, Value>> {
  const took = attempts
    .filter(({ end }) => end === "connected")
    .map(({ tookMs }) => tookMs)
    .toSorted((a, b) => a - b);
  const none = unknown("no attempt connected");
  return { medianMs: took[Math.floor((took.length - 1) / 2)] ?? none, slowestMs: took.at(-1) ?? none };
}

function reach(text: string): Readonly<Record<string, Value>> {
  const source = SOURCE.exec(text)?.[1];
  const echo = ECHO.exec(text);
  const silent = unknown(/^ping missing$/m.test(text) ? "ping is not installed on this host" : "ping ended without its summary");
  return {
    source: source === undefined || source === "-" ? unknown("no attempt left this host") : source,
    echoSent: echo === null ? silent : decimal(echo[1], "echo requests"),
    echoReceived: echo === null ? silent : decimal(echo[2], "echo replies"),
  };
}

const row = ({ number, atMs, tookMs, end, localPort }: Attempt): Row => ({ key: String(number), atMs, tookMs, end, localPort });
