import type { PathView } from "#machines/journal/path.ts";
import { countWords } from "../atoms/format.ts";
import { tunnelWords } from "./Hops.tsx";
import { legWords } from "./LegRow.tsx";

/** What the drawing shows, beside its title. */
export function aboutOf({ hops, discovered, narrowest, legs }: PathView): string {
  const hosts = new Set(hops.map(({ host }) => host)).size;
  const least = narrowest === null ? undefined : hops[narrowest];
  const lost = legs.flatMap(({ losses }) => losses).reduce((sum, { count }) => sum + count, 0);
  return [
    discovered ? `${countWords(hops.length, "interface")} on ${countWords(hosts, "host")}` : countWords(hops.length, "place"),
    ...(least === undefined ? [] : [`smallest MTU ${String(least.mtu)} at ${least.link} on ${least.host}`]),
    ...(lost === 0 ? [] : [`${countWords(lost, "packet")} vanish`]),
  ].join(", ");
}

/** The whole drawing in one sentence, for who does not see it. */
export function labelOf(view: PathView): string {
  const { hops, tunnel, legs } = view;
  return [
    `Path over ${hops.map(({ host, link }) => `${link} on ${host}`).join(", ")}`,
    ...(tunnel === null ? [] : [tunnelWords(tunnel)]),
    ...legs.map(legWords),
  ].join(". ");
}
