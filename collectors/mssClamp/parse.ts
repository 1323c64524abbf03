import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, type Row, unknown, type Value } from "#machines/contract/value.ts";
import { failWith, requireExitZero } from "../failure.ts";
import { linesOf, sections } from "../section.ts";

export function parseMssClamp(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const [nft, iptables] = [linesOf(all, "nft"), linesOf(all, "iptables")];
  if (nft.includes("denied")) failWith({ kind: "denied", stderr: "nft list ruleset needs root" });
  const lines = [...nft.filter((line) => line !== "absent"), ...iptables];
  const rules = new Map(lines.map((line) => [describe(line), row(line)]));
  const fixed = [...rules.values()].map(({ size }) => size).filter((size): size is number => typeof size === "number");
  return {
    fields: {
      clampRules: rules.size,
      clamps: rules.size > 0,
      smallestClamp: fixed.length === 0 ? unknown("no rule sets a fixed size") : Math.min(...fixed),
    },
    tables: { rules: [...rules.values()] },
  };
}

const describe = (line: string): string =>
  line
    .replace(/counter packets \d+ bytes \d+/, "counter")
    .replace(/^\[\d+:\d+\] /, "")
    .trim()
    .slice(0, 200);

function row(line: string): Row {
  const packets = /counter packets (\d+)/.exec(line)?.[1] ?? /^\[(\d+):/.exec(line)?.[1];
  const size = /maxseg size set (\d+)/.exec(line)?.[1] ?? /--set-mss (\d+)/.exec(line)?.[1];
  return {
    key: describe(line),
    toPathMtu: /set rt mtu|clamp-mss-to-pmtu/.test(line),
    size: size === undefined ? unknown("it follows the route's MTU") : Number(size),
    packets: packets === undefined ? unknownCounter : Number(packets),
    out: /oifname "?([^"\s]+)"?/.exec(line)?.[1] ?? / -o (\S+)/.exec(line)?.[1] ?? "any",
  };
}

const unknownCounter: Value = unknown("the rule has no counter");
