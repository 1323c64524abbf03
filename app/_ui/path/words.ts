import type { Culprit, Hop, Leg, PathView } from "#machines/journal/path.ts";
import { isUnknown } from "#machines/contract/value.ts";
import { formatNumber } from "#machines/explain/number.ts";
import { countWords } from "../atoms/format.ts";
import { foldsOf } from "./fold.ts";
import { sizesAlong } from "./scale.ts";

export const mtuWords = ({ mtu }: Pick<Hop, "mtu">): string => (typeof mtu === "number" ? String(mtu) : "–");

/** `opens`: what is folded can be shown. */
export function hopWords(hop: Hop, opens = true): string {
  const { host, namespace, link, kind, mtu, counters } = hop;
  const folds = foldsOf(hop);
  if (folds.length > 0) {
    const one = typeof mtu === "number" ? `, each with MTU ${mtu}` : "";
    return `${folds.length} interfaces on ${host}${one}: ${folds.map((each) => each.link).join(", ")}${opens ? ". Press to show them" : ""}`;
  }
  const size = mtu === null ? "" : isUnknown(mtu) ? `, MTU not known: ${mtu.unknown}` : `, MTU ${String(mtu)}`;
  const moved = counters.map(({ field, change }) => `, ${field} +${formatNumber(change)}`).join("");
  return `${link}${namespace === null ? "" : ` in ${namespace}`} on ${host}, ${KINDS[kind] ?? kind}${size}${moved}`;
}

const KINDS: Readonly<Record<string, string>> = { busiest: "which moved by far the most packets there" };

/** What stands in a box above its name. */
export const kindWords = ({ kind }: Pick<Hop, "kind">): string => (kind === "busiest" ? "most packets" : kind);

export function tunnelWords({ name, kind, overhead, carried }: NonNullable<PathView["tunnel"]>): string {
  const parts = [
    ...(typeof overhead === "number" ? [`adds ${overhead} bytes`] : []),
    ...(typeof carried === "number" ? [`carries ${carried}`] : []),
  ];
  const say = parts.length === 0 ? "what it adds is not known" : parts.join(", ");
  return `${kind} tunnel${name === "none" ? "" : ` ${name}`}: ${say}`;
}

/** The cause at its place: what it is called, what it is about, and how much of what is missing its own counter says. */
export function culpritWords({ id, host, object, suspected, counted, missing }: Culprit): string {
  const count = counted === null || missing === null ? "" : `, ${formatNumber(counted)} counted, ${formatNumber(missing)} missing`;
  return `${suspected ? "Suspected" : "Cause"}: ${id} on ${host}${object === null ? "" : `, ${object}`}${count}`;
}

/** Above the line of the sizes: between what it runs, and what was sent. */
export function sizeWords(view: PathView): { readonly along: string; readonly sent: string | null } {
  const all = sizesAlong(view);
  return {
    along: `MTU along the path, ${Math.min(...all)} to ${Math.max(...all)} bytes`,
    sent: view.packet === null ? null : `packet of ${view.packet} bytes${view.passed === null ? "" : `, ${view.passed} came through`}`,
  };
}

/** The row in one sentence. */
export function legWords({ title, say, losses, points }: Leg): string {
  const lost = losses.map(({ after, count, within, mtu, say: what }) => {
    if (what !== undefined) return what;
    const where = `${formatNumber(count)} vanish ${within ? "where they" : "after they"} ${points[after]?.say ?? ""}`;
    return mtu === null ? where : `${where}, where the MTU is ${mtu}`;
  });
  return [say === "" ? title : `${title}: ${say}`, ...lost].join("; ");
}

/** Beside a place of the way: a count, or what is said there. */
export const seenWords = (seen: Leg["points"][number]["seen"]): string =>
  typeof seen === "number" ? formatNumber(seen) : typeof seen === "string" ? seen : "?";

/** What the drawing shows, beside its title. */
export function aboutOf({ hops, discovered, narrowest, legs, culprits, packet, passed }: PathView): string {
  const hosts = new Set(hops.map(({ host }) => host)).size;
  const least = narrowest === null ? undefined : hops[narrowest];
  const lost = legs
    .filter(({ among }) => among !== true)
    .flatMap(({ losses }) => losses)
    .reduce((sum, { count, say }) => sum + (say === undefined ? count : 0), 0);
  return [
    discovered ? `${countWords(hops.length, "interface")} on ${countWords(hosts, "host")}` : countWords(hops.length, "place"),
    ...(least === undefined ? [] : [`smallest MTU ${String(least.mtu)} at ${least.link} on ${least.host}`]),
    ...(passed === null || packet === null || passed >= packet ? [] : [`${passed} of ${packet} bytes come through`]),
    ...(lost === 0 ? [] : [`${countWords(lost, "packet")} vanish`]),
    ...culprits.slice(0, 1).map(({ id, host }) => `${id} on ${host}`),
  ].join(", ");
}

/** The whole drawing in one sentence, for who does not see it. */
export function labelOf(view: PathView): string {
  const { hops, tunnel, legs } = view;
  return [
    `Path over ${hops.map(({ host, link }) => `${link} on ${host}`).join(", ")}`,
    ...(tunnel === null ? [] : [tunnelWords(tunnel)]),
    ...view.culprits.map(culpritWords),
    ...legs.map(legWords),
  ].join(". ");
}
