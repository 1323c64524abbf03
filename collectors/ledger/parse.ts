import type { CommandOutput, Reading, Value } from "#machines/contract/index.ts";
import { requireExitZero } from "../failure.ts";

const SECTIONS = ["modules", "sysctls", "promiscuous", "traces"] as const;

/** Sections of sorted lines; a section that was not printed is unknown, not empty. */
export function parseLedger(output: CommandOutput): Reading {
  requireExitZero(output);
  const sections = new Map<string, string[]>();
  let current: string[] | null = null;
  for (const line of output.stdout.split("\n")) {
    if (line.startsWith("== ")) {
      current = [];
      sections.set(line.slice(3).trim(), current);
    } else if (line.trim() !== "") current?.push(line.trim());
  }
  return {
    fields: Object.fromEntries(SECTIONS.map((name) => [name, valueOf(name, sections.get(name), sections.has("end"))])),
  };
}

/** Never empty: even nothing at all has a checksum. */
const CHECKSUMS: ReadonlySet<string> = new Set(["modules", "sysctls"]);

function valueOf(name: string, lines: readonly string[] | undefined, complete: boolean): Value {
  if (lines === undefined || !complete) return { unknown: "the list was cut short" };
  if (lines.length === 0 && CHECKSUMS.has(name)) return { unknown: "this host has no cksum, so the list could not be compared" };
  if (lines.includes("!unreadable")) return { unknown: "tracefs is not readable for this account" };
  return lines.toSorted().join(", ");
}
