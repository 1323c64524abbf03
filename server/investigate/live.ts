import type { Collector } from "#machines/contract/index.ts";
import type { Journal } from "../journal.ts";
import type { RunOptions } from "../ssh/transport.ts";

/** Commands shorter than this finish before anybody could read along; their output comes with the observation. */
const WORTH_WATCHING_SECONDS = 1;

/** Passes the output of slow commands on to the people who watch, with byte offsets so that a reader can resume without gap. */
export function liveOutput(
  journal: Journal,
  id: string,
  collectorOf: (key: string) => Collector | undefined,
): NonNullable<RunOptions["onChunk"]> {
  const offsets = new Map<string, number>();
  return ({ key, stream, data }) => {
    const collector = collectorOf(key);
    if (collector === undefined || collector.costSeconds < WORTH_WATCHING_SECONDS) return;
    const name = `${key} ${stream}`;
    const offset = offsets.get(name) ?? 0;
    offsets.set(name, offset + data.length);
    journal.live(id, { request: key, stream, offset, text: data.toString("utf8") });
  };
}
