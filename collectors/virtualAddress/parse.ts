import type { CommandOutput } from "#machines/contract/collector.ts";
import { unknown, type Reading } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { linesOf, linesOrUnknown, sections } from "../section.ts";

export const IGMP = "/proc/net/igmp";
/** 224.0.0.18, as the kernel prints it: in the order of the bytes on a little-endian machine, or of a big-endian one. */
const GROUP = /^\s+(120000E0|E0000012)\s/im;

export function parseVirtualAddress(output: CommandOutput): Reading {
  requireExitZero(output);
  const all = sections(output);
  const asked = output.args["address"];
  const lines = linesOf(all, "addresses").filter((line) => line.trim() !== "");
  if (lines.length === 0) return unparsable("a host without any address, not even of its loopback");
  const rows = lines.map(rowOf);
  const holders = rows.filter(({ address }) => address === asked);
  const groups = linesOrUnknown(all, IGMP);
  return {
    fields: {
      held: asked === undefined ? unknown("no address was asked about") : holders.length > 0,
      lacking: asked === undefined ? unknown("no address was asked about") : holders.length > 0 ? 0 : 1,
      interface: holders[0]?.interface ?? "none",
      addresses: rows.length,
      groupJoined: "unknown" in groups ? unknown(groups.unknown) : GROUP.test(groups.join("\n")),
    },
  };
}

/** `3: eth1    inet 192.0.2.100/24 scope global secondary eth1\       valid_lft forever preferred_lft forever` */
function rowOf(line: string): { readonly interface: string; readonly address: string } {
  const found = /^\d+:\s+([^@\s]+)(?:@\S+)?\s+inet6?\s+([\da-f.:]+)/.exec(line) ?? unparsable(`"${line.slice(0, 60)}" is not an address`);
  return { interface: found[1] ?? "", address: found[2] ?? "" };
}
