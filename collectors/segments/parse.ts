import type { CommandOutput } from "#machines/contract/collector.ts";
import type { Reading, Row } from "#machines/contract/value.ts";
import { requireExitZero, unparsable } from "../failure.ts";
import { linesOf, sections } from "../section.ts";
import { unseenIn } from "../unseen-counts.ts";
import { flowRow, isShort, swallowedOf } from "./flow.ts";
import { linkHeader, packetsIn, type Packet } from "./packet.ts";
import { LIMIT_PACKETS } from "./script.ts";

/** A service that others use as well has many connections; so many of them travel on. */
const MOST_FLOWS = 300;

export function parseSegments(output: CommandOutput): Reading {
  requireExitZero(output);
  // The transport takes the line out; a recording may still have it.
  const all = sections({ ...output, stdout: output.stdout.replace(/^CULPRIT-ARMED\n/, "") });
  const lines = linesOf(all, "segments").filter((line) => line.trim() !== "");
  const isCount = (line: string): boolean => /^\d+ packets? /.test(line);
  const said = (what: string): number => {
    const line = lines.find((one) => isCount(one) && one.includes(what));
    return line === undefined ? unparsable(`tcpdump does not say how many packets were ${what}`) : Number(line.split(" ")[0]);
  };
  const packets = packetsIn(
    lines.filter((line) => !isCount(line)),
    linkHeader(linesOf(all, "link")[0] ?? ""),
  );
  const [captured, kernelDropped] = [said("captured"), said("dropped by kernel")];
  const service = serviceIn(output, packets);
  const rows = flowsOf(packets, service);
  const complete = kernelDropped === 0 && captured < Number(LIMIT_PACKETS) && rows.length <= MOST_FLOWS;
  const count = (keep: (one: Packet) => boolean): number => packets.filter(keep).length;
  return {
    fields: {
      packets: captured,
      flows: rows.length,
      kernelDropped,
      complete,
      finsIn: count(({ arrives, flags, from }) => arrives && flags.includes("F") && from === service),
      finsOut: count(({ arrives, flags, from }) => !arrives && flags.includes("F") && from === service),
      shortIn: count((one) => one.arrives && isShort(one)),
      badIn: count(({ arrives, bad }) => arrives && bad === true),
      ...unseenIn(all),
    },
    tables: { flows: rows.slice(0, MOST_FLOWS), interfaces: interfacesOf(packets) },
  };
}

/** Where the arguments are not at hand: the end with which most packets have to do. */
function serviceIn({ args }: CommandOutput, packets: readonly Packet[]): string {
  const [target, port] = [args["target"], args["port"]];
  if (target !== undefined && port !== undefined) return `${target}:${port}`;
  const ends = Map.groupBy(
    packets.flatMap(({ from, to }) => [from, to]),
    (end) => end,
  );
  return [...ends].sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? "";
}

function flowsOf(packets: readonly Packet[], service: string): readonly Row[] {
  const swallowed = swallowedOf(packets);
  const flows = Map.groupBy(packets, ({ from, to }) => (from === service ? to : from));
  return [...flows].map(([client, own]) => flowRow(client, own, { service, swallowed }));
}

function interfacesOf(packets: readonly Packet[]): readonly Row[] {
  const devices = Map.groupBy(packets, ({ device }) => (device === "" ? "any interface" : device));
  return [...devices].map(([key, own]) => ({
    key,
    arrived: own.filter(({ arrives }) => arrives).length,
    left: own.filter(({ arrives }) => !arrives).length,
    badIn: own.filter(({ arrives, bad }) => arrives && bad === true).length,
  }));
}
