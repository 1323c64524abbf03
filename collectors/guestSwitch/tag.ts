import { type Row, unknown, type Value } from "#machines/contract/value.ts";
import { rowsOf } from "../source-readings.ts";
import { tagOf, type Switch } from "../guest-switch.ts";

/** Neutron's agent gives this VLAN to a port that it has taken out of service; nothing with it goes anywhere. */
const DEAD_VLAN = 4_095;

export interface Tag {
  readonly wrong: Value;
  /** Why, as a sentence; empty while it is right. */
  readonly why: string;
}

/**
 * Is the port's tag another one than its network's? It is when the agent noted another one, when it is the dead VLAN, and when nothing on this switch
 * leads that VLAN into a tunnel or onto a cable while other VLANs are led there.
 */
export function tagOfPort({ port, flows }: Switch): Tag {
  if (port === null) return { wrong: false, why: "" };
  const tag = tagOf(port);
  const intended = port["intendedTag"];
  if (tag === DEAD_VLAN) return { wrong: true, why: `${port.key} has the dead VLAN ${DEAD_VLAN}` };
  if (tag === null) return { wrong: typeof intended === "number", why: `${port.key} has no tag` };
  if (typeof intended === "number")
    return { wrong: intended !== tag, why: intended === tag ? "" : `${port.key} has tag ${tag} and was bound with ${intended}` };
  const led = new Set(rowsOf(flows, "vlans").flatMap(({ vlan }) => (typeof vlan === "number" ? [vlan] : [])));
  if (led.size === 0) return { wrong: unknown("no flow says which VLAN belongs to which network"), why: "" };
  return led.has(tag) ? { wrong: false, why: "" } : { wrong: true, why: `${port.key} has tag ${tag}, which no flow leads anywhere` };
}

/** The number in tunnels of the network that a port is in, by what its switch does with the port's VLAN. */
export function segmentOf({ port, flows }: Switch): number | null {
  if (typeof port?.["segment"] === "number") return port["segment"];
  const tag = tagOf(port);
  const out = rowsOf(flows, "vlans").filter((row: Row) => row["vlan"] === tag && row["flood"] === true);
  const segments = new Set(out.flatMap(({ segment }) => (typeof segment === "number" ? [segment] : [])));
  return segments.size === 1 ? ([...segments][0] ?? null) : null;
}
