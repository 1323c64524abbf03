import type { CommandOutput, Reading, Value } from "#machines/contract/index.ts";
import { requireExitZero } from "../failure.ts";

const LISTS = ["nft", "iptables", "ip6tables"] as const;
const CHECKSUM = /^\d{1,10} \d{1,12}$/;

/** Each list is one checksum, or says why there is none. One that is missing makes all of them unknown. */
export function parseRuleset(output: CommandOutput): Reading {
  requireExitZero(output);
  const lines = output.stdout.split("\n").map((line) => line.trim());
  return { fields: { rules: rulesIn(lines) } };
}

function rulesIn(lines: readonly string[]): Value {
  if (!lines.includes("== end")) return { unknown: "the list of rules was cut short" };
  const found: string[] = [];
  for (const list of LISTS) {
    const at = lines.indexOf(`== ${list}`);
    if (at < 0) continue;
    const line = lines[at + 1] ?? "";
    if (line.startsWith("!"))
      return { unknown: `the rules of ${list} could not be listed: ${line.slice(1, 121).trim() || "no reason given"}` };
    if (!CHECKSUM.test(line)) return { unknown: "this host has no cksum, so the rules could not be compared" };
    found.push(`${list} ${line}`);
  }
  return found.length === 0 ? "none" : found.join("; ");
}
