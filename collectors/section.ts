import type { CommandOutput } from "#machines/contract/collector.ts";
import type { Failure } from "#machines/contract/failure.ts";
import { failWith, unparsable } from "./failure.ts";
import { readError } from "./judge.ts";
import { unknown } from "#machines/contract/value.ts";
import type { Unknown } from "#machines/contract/value.ts";

/**
 * Scripts that read several files print one section per file:
 *
 *   == /proc/net/snmp
 *   (the file)
 *   == !/proc/net/snmp6        only when reading failed; the lines above it are then what cat said
 *   == end                     without it the output was cut
 */
export type Section = { readonly lines: readonly string[] } | { readonly failure: Failure };

/** The shell function those scripts share. `cat` tells denied from absent; its words travel in the section. */
export const SHOW = `show() { printf '== %s\\n' "$1"; cat "$1" 2>&1 || printf '== !%s\\n' "$1"; }`;

/** A fixed script that shows the given files. The paths are literals of this room, never input. */
export const showFiles = (paths: readonly string[]): string => `${SHOW}; for f in ${paths.join(" ")}; do show "$f"; done; echo '== end'`;

export type Sections = ReadonlyMap<string, Section>;

export function sections(output: CommandOutput): Sections {
  const found = new Map<string, Section>();
  let name: string | null = null;
  let lines: string[] = [];
  for (const line of output.stdout.split("\n")) {
    if (!line.startsWith("== ")) {
      if (name !== null) lines.push(line);
      else if (line.trim() !== "") unparsable(`text before the first section: "${line.slice(0, 40)}"`);
      continue;
    }
    const mark = line.slice(3);
    if (name !== null && mark === `!${name}`) {
      found.set(name, { failure: readError(lines.join("\n"), name) });
      name = null;
      continue;
    }
    if (name !== null) found.set(name, { lines: withoutLastBlank(lines) });
    if (mark === "end") return found;
    if (found.has(mark)) unparsable(`section ${mark} came twice`);
    name = mark;
    lines = [];
  }
  return unparsable("the output ends before its last line");
}

/** The lines of a section, or the failure to read it as the failure of the whole reading. */
export function linesOf(all: Sections, name: string): readonly string[] {
  const section = all.get(name) ?? unparsable(`no section ${name}`);
  return "lines" in section ? section.lines : failWith(section.failure);
}

/** The lines of a section, or why there are none: for a part of a reading that may be missing. */
export function linesOrUnknown(all: Sections, name: string): readonly string[] | Unknown {
  const section = all.get(name) ?? unparsable(`no section ${name}`);
  return "lines" in section ? section.lines : unknown(sentence(section.failure, name));
}

const sentence = (failure: Failure, name: string): string => {
  if (failure.kind === "absent") return `this kernel or network namespace has no ${name}`;
  return failure.kind === "denied" ? `permission denied reading ${name}` : `${name} could not be read`;
};

const withoutLastBlank = (lines: readonly string[]): readonly string[] => (lines.at(-1) === "" ? lines.slice(0, -1) : lines);
