import type { BriefHost } from "#machines/contract/brief.ts";
import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, unknown, type Reading, type Unknown } from "#machines/contract/value.ts";
import { windowOn } from "./window.ts";

/** How disciplines are called that filters of tc hang on, in the direction in which they are asked before any other. */
const HOOK = /^(\S+) (?:ingress|clsact) /;

/**
 * Why a program at an interface of this host (XDP, a filter of tc) may have dropped what passed it; null where none is attached. No counter has what it drops.
 * `disciplines` names the collector whose table of them was read in the same window.
 */
export function mayHaveEaten(given: Given, host: BriefHost, disciplines: "qdisc" | "pathCounters"): Unknown | null {
  const at = windowOn(given, host.key);
  const [links, queues] = [at.after("links"), at.after(disciplines)];
  const eats = ofLinks(links, host.name) ?? ofDisciplines(queues, host.name);
  return eats ?? notRead(links, host.name) ?? notRead(queues, host.name);
}

function ofLinks(links: Reading | Unknown, name: string): Unknown | null {
  if ("unknown" in links) return null;
  const rows = links.tables?.["interfaces"] ?? [];
  const attached = rows.find(({ xdp }) => typeof xdp === "string" && xdp !== "none");
  if (attached !== undefined)
    return unknown(
      `an XDP program at ${attached.key} of ${name} may drop packets, and counts nothing: small-packet-loss says whether it does`,
    );
  const unsaid = rows.map(({ xdp }) => xdp).find(isUnknown);
  return unsaid === undefined
    ? null
    : unknown(`whether a program at an interface of ${name} drops packets is not known: ${unsaid.unknown}`);
}

function ofDisciplines(queues: Reading | Unknown, name: string): Unknown | null {
  const rows = "unknown" in queues ? [] : (queues.tables?.["qdiscs"] ?? []);
  const [hook] = rows.flatMap(({ key }) => HOOK.exec(key)?.[1] ?? []);
  return hook === undefined
    ? null
    : unknown(`filters of tc at ${hook} of ${name} may drop packets: small-packet-loss says whether they do`);
}

const notRead = (reading: Reading | Unknown, name: string): Unknown | null =>
  "unknown" in reading ? unknown(`whether a program at an interface of ${name} drops packets is not known: ${reading.unknown}`) : null;
