import { type CollectorId, catalogue, parse } from "#collectors";
import { output, recordingsOf } from "../collectors/recording.ts";
import { collectorIds, SLOT_VALUES, waysOf } from "./inputs.ts";

/** One very long answer, and what reading it comes to. */
export interface Long {
  readonly id: CollectorId;
  readonly shape: "repeated" | "numbered" | "endless";
  /** Of which line of which recording, or of which character. */
  readonly of: string;
  readonly text: () => string;
  readonly read: (text: string) => unknown;
}

/** The same line about something else: interfaces, processes and addresses have numbers. */
const numbered = (line: string, index: number): string => line.replace(/[a-z]+\d+|\d+/, (word) => `${word}${index}`);

function filled(length: number, lineOf: (index: number) => string): string {
  const lines: string[] = [];
  for (let size = 0; size < length; size += (lines.at(-1)?.length ?? 0) + 1) lines.push(lineOf(lines.length));
  return lines.join("\n");
}

/** A recording blown up to about `length` characters, all of them after its line `at`. */
function blownUp(text: string, at: number, { shape, length }: { readonly shape: Long["shape"]; readonly length: number }): string {
  const lines = text.split("\n");
  const line = lines[at] ?? "";
  const more = filled(length - text.length, (index) => (shape === "numbered" ? numbered(line, index) : line));
  const middle = shape === "endless" ? [`${line} ${more.replaceAll("\n", " ")}`] : [line, more];
  return [...lines.slice(0, at), ...middle, ...lines.slice(at + 1)].join("\n");
}

const ENDLESS = [" ", "a", "1", '"', "[", "{", "\n", "\\", ":", "a ", "a=", "1.", "\t"] as const;

interface Bounds {
  readonly length: number;
  /** Of so many lines of a recording each is taken by itself: what is slow with many of one line is found by its line. */
  readonly lines: number;
}

function* answersOf(id: CollectorId, { length, lines }: Bounds): Generator<Long> {
  const argsOf = (way: number): Readonly<Record<string, string>> =>
    Object.fromEntries(
      waysOf(id)[way]?.argv.flatMap((part) => (typeof part === "string" ? [] : [[part.name, SLOT_VALUES[part.slot][0]]])) ?? [],
    );
  const reader = (way: number) => (text: string) => parse(id, way, output(text, { args: argsOf(way) }));
  for (const way of waysOf(id).keys())
    for (const each of ENDLESS)
      yield { id, shape: "endless", of: JSON.stringify(each), text: () => each.repeat(length / each.length), read: reader(way) };
  for (const { file, way, stdout } of recordingsOf(id)) {
    const all = stdout.split("\n");
    const step = Math.max(1, Math.ceil(all.length / lines));
    for (let at = 0; at < all.length; at += step)
      for (const shape of ["numbered", "repeated", "endless"] as const)
        yield { id, shape, of: `line ${at + 1} of ${file}`, text: () => blownUp(stdout, at, { shape, length }), read: reader(way) };
  }
}

/** No longer than the collector's own limit: more never reaches a parser. */
export function* longAnswers({ length, lines }: Bounds): Generator<Long> {
  for (const id of collectorIds) yield* answersOf(id, { length: Math.min(length, catalogue[id]?.maxBytes ?? length), lines });
}

/** Of this process, whatever else the machine does. */
export function cpuMs(work: () => void): number {
  const began = process.cpuUsage().user;
  work();
  return (process.cpuUsage().user - began) / 1_000;
}
