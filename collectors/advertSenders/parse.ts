import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, unknown } from "#machines/contract/value.ts";
import { readCapture } from "../vrrp-capture.ts";
import { streamsOf, type Stream } from "../vrrp-streams.ts";
import { requireExitZero } from "../failure.ts";
import { sections } from "../section.ts";

export function parseAdvertSenders(output: CommandOutput): Reading {
  requireExitZero(output);
  if (isNone(output)) return { fields: { router: false, senders: 0, shared: 0 }, tables: { senders: [] } };
  const capture = readCapture(output);
  const streams = streamsOf(capture);
  const ids = Map.groupBy(streams, (stream) => `${placeOf(stream)} vrid ${stream.vrid}${stream.source.includes(":") ? " of IPv6" : ""}`);
  const shared = [...ids.values()].filter(isShared).length;
  return {
    fields: {
      router: true,
      senders: new Set(streams.map(({ source }) => source)).size,
      shared: shared === 0 && capture.dropped > 0 ? unknown("the capture lost packets") : shared,
    },
    tables: {
      senders: [...ids].map(([key, all]) => ({
        key,
        vrid: all[0]?.vrid ?? 0,
        interface: all[0] === undefined ? "" : placeOf(all[0]),
        routers: all.map(({ source }) => source).join(", "),
        shared: isShared(all),
      })),
    },
  };
}

function isNone(output: CommandOutput): boolean {
  const text = output.stdout.replace(/^CULPRIT-ARMED\n/m, "");
  return text.startsWith("== no router\n") && sections({ ...output, stdout: text }).size === 1;
}

const placeOf = ({ adverts }: Stream): string => adverts.at(-1)?.interface ?? "";

/**
 * Routers of one group list the same addresses, and one of them sends. When the address moves, one router's adverts end and another one's begin: where they
 * come by turns, or both go on, two send. A capture that shows no addresses tells the second alone.
 */
function isShared(streams: readonly Stream[]): boolean {
  if (streams.length < 2) return false;
  const lists = new Set(streams.flatMap(({ adverts }) => adverts.map(({ addresses }) => addresses.toSorted().join())));
  lists.delete("");
  const order = streams
    .flatMap(({ source, adverts }) => adverts.map(({ at }) => ({ source, at })))
    .toSorted((a, b) => a.at - b.at)
    .map(({ source }) => source);
  const spells = order.filter((source, index) => source !== order[index - 1]);
  return lists.size > 1 || spells.length > streams.length;
}
