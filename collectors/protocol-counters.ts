import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, unknown, type Value } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "./failure.ts";
import { decimal } from "./number.ts";
import { linesOf, linesOrUnknown, sections } from "./section.ts";
import { fields } from "./protocol-counter-fields.ts";

const [SNMP, NETSTAT, SNMP6] = ["/proc/net/snmp", "/proc/net/netstat", "/proc/net/snmp6"] as const;
export const FILES = [SNMP, NETSTAT, SNMP6] as const;

const OF_SNMP6 = /^(Ip6|Icmp6|Udp6)/;

export function parseProtocolCounters(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const seen = new Map<string, string>();
  pairs(linesOf(all, SNMP), seen);
  pairs(linesOf(all, NETSTAT), seen);
  const snmp6 = linesOrUnknown(all, SNMP6);
  if (!("unknown" in snmp6)) columns(snmp6, seen);
  if (seen.size === 0) unparsable("no counter in any of the files");
  const missing = (name: string): Value =>
    OF_SNMP6.test(name) && "unknown" in snmp6 ? snmp6 : unknown(`this kernel does not count ${name}`);
  const read = (name: string): Value => (seen.has(name) ? decimal(seen.get(name), name) : missing(name));
  return { fields: Object.fromEntries(Object.keys(fields).map((name) => [name, read(name)])) };
}

/** "Ip: InReceives ..." above "Ip: 20820 ...". */
function pairs(lines: readonly string[], into: Map<string, string>): void {
  for (let index = 0; index < lines.length; index += 2) {
    const [group, ...names] = words(lines[index]);
    const [same, ...values] = words(lines[index + 1]);
    if (group === undefined || !group.endsWith(":") || group !== same)
      unparsable(`"${group ?? ""}" and "${same ?? ""}" are not one pair of lines`);
    if (names.length !== values.length) unparsable(`${group ?? ""} has ${names.length} names and ${values.length} values`);
    names.forEach((name, at) => into.set(`${(group ?? "").slice(0, -1)}${name}`, values[at] ?? ""));
  }
}

function columns(lines: readonly string[], into: Map<string, string>): void {
  for (const line of lines) {
    const [name, value, more] = words(line);
    if (name === undefined || value === undefined || more !== undefined)
      return unparsable(`"${line.slice(0, 40)}" is not a name and a value`);
    into.set(name, value);
  }
}

const words = (line: string | undefined): readonly string[] =>
  (line ?? "")
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "");
