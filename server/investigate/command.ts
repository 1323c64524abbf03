import type { BriefHost, Collector, Failure, Request, Way } from "#machines/contract/index.ts";
import { fillSlot } from "#machines/slot.ts";
import { mustBeLoaded } from "./modules.ts";
import type { Command } from "../ssh/transport.ts";

/** One reading, one way, on one host. */
export interface Wanted {
  readonly request: Request;
  readonly collector: Collector;
  readonly way: Way;
  readonly host: BriefHost;
}

/** The command for one way of one request; slots are validated here and quoted in server/ssh/quote.ts. */
export function commandFor({ request, collector, way, host }: Wanted): Command | Failure {
  const argv: string[] = [];
  for (const part of way.argv) {
    if (typeof part === "string") {
      argv.push(part);
      continue;
    }
    const given = request.args[part.name];
    if (given === undefined) return { kind: "badArgument", slot: part.name, why: `${collector.id} needs ${part.name}` };
    const filled = fillSlot(part.slot, given);
    if ("kind" in filled) return { ...filled, slot: part.name };
    argv.push(filled.value);
  }
  return {
    key: request.key,
    argv,
    privilege: way.privilege,
    deadlineMs: deadlineOf(request, collector),
    maxBytes: collector.maxBytes,
    ...(collector.scope === "netns" && host.netns !== undefined ? { netns: host.netns } : {}),
    ...(way.wouldLoad === undefined ? {} : { wouldLoad: mustBeLoaded(way.wouldLoad) }),
  };
}

/** A probe of n packets every m milliseconds needs its own time on top of the collector's; loaded machines send slower than asked. */
function deadlineOf(request: Request, collector: Collector): number {
  const count = Number(request.args["count"] ?? request.args["attempts"] ?? 0);
  const interval = Number(request.args["interval"] ?? request.args["spacing"] ?? 0);
  // What watches for some seconds needs them besides, and its host may be busy: that is often what is looked for.
  const watched = Number(request.args["seconds"] ?? 0) * 1_200;
  // A 4 ms interval was measured as up to 16 ms on a busy host: four times the nominal time, plus what the collector needs anyway.
  return Math.round(collector.deadlineMs + watched + (collector.probe && count > 0 ? count * interval * 4 : 0));
}
