import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, type Reading, type Row, unknown, type Unknown } from "#machines/contract/value.ts";
import { answerOf, rowsOf } from "../source-readings.ts";
import { windowOn } from "../window.ts";
import { type Area, join, type Looked } from "./areas.ts";

/** Neutron's agent gives it to a port that it has taken out of service. */
const DEAD_VLAN = 4_095;

/** What Open vSwitch is set up to, and what its tunnels say they sent. A host without it has none of that. */
export function switchesOn(given: Given, host: string): Looked {
  if (isUntold(given, host)) return unreadOf(UNTOLD, ["guests", "largePackets", "bond"]);
  const switched = answerAt(given, host, "ovsPorts");
  if (switched === null || "unknown" in switched) return unreadOf(switched, ["guests", "largePackets"]);
  const ports = rowsOf(switched, "ports");
  return join([tagsOf(ports), tunnelsOf(given, host, { ports, addresses: rowsOf(switched, "addresses") })]);
}

/** Legs of bonds that take no part, beside those of the kernel that a glance counts. */
export function legsOn(given: Given, host: string, glanced: number): Looked {
  const bonds = answerAt(given, host, "bonding");
  if (bonds === null || "unknown" in bonds) return unreadOf(bonds, ["bond"]);
  const out = bonds.fields["legsOut"];
  const count = typeof out === "number" ? out - glanced : 0;
  // The kernel's bonds are told, and those of the switch beside them are not.
  const unseen =
    bonds.fields["ovsUnseen"] === true ? unreadOf(unknown("Open vSwitch runs here and did not say its bonds"), ["bond"]) : NOTHING;
  return join([unseen, { signs: count > 0 ? [{ key: "legs of bonds that are out", count, weights: { bond: 8 } }] : [], unread: [] }]);
}

const NOTHING: Looked = { signs: [], unread: [] };

const unreadOf = (why: Unknown | null, areas: readonly Area[]): Looked => ({ signs: [], unread: why === null ? [] : [{ areas, why }] });

/** Null: the host has no such thing, or the collector is not part of this look. */
function answerAt({ sources }: Given, host: string, collector: string): Reading | Unknown | null {
  const source = sources.find((each) => each.collector === collector && each.host.key === host);
  if (source === undefined) return null;
  if ("kind" in source.answer && (source.answer.kind === "toolMissing" || source.answer.kind === "absent")) return null;
  return answerOf(source);
}

/** Open vSwitch runs in a container, and its tools are in there, too. */
const isUntold = ({ sources }: Given, host: string): boolean =>
  sources.some(
    ({ collector, host: { key }, answer }) =>
      collector === "glance" && key === host && "fields" in answer && answer.fields["switchRuns"] === true,
  ) &&
  sources.some(
    ({ collector, host: { key }, answer }) => collector === "ovsPorts" && key === host && "kind" in answer && answer.kind === "toolMissing",
  );

const UNTOLD = unknown("Open vSwitch runs here, and its tools are not on this host");

/** A guest's port whose VLAN is not the one that its agent bound it to. */
function tagsOf(ports: readonly Row[]): Looked {
  const wrong = ports.filter(({ tag, intendedTag }) => typeof intendedTag === "number" && tag !== intendedTag && tag !== DEAD_VLAN);
  const dead = ports.filter(({ tag, mac }) => tag === DEAD_VLAN && mac !== "");
  return {
    signs: [
      ...(wrong.length === 0 ? [] : [{ key: "ports with another VLAN than their network's", count: wrong.length, weights: { guests: 8 } }]),
      ...(dead.length === 0 ? [] : [{ key: "ports of guests in the dead VLAN", count: dead.length, weights: { guests: 6 } }]),
    ],
    unread: [],
  };
}

interface Switched {
  readonly ports: readonly Row[];
  readonly addresses: readonly Row[];
}

/** Whatever a tunnel sends leaves by the interface that has the address on its other end's network: fewer packets there than in its tunnels were swallowed in between. */
function tunnelsOf(given: Given, host: string, { ports, addresses }: Switched): Looked {
  const sent = windowOn(given, host).rows("links", "interfaces", "txPackets");
  if ("unknown" in sent) return { signs: [], unread: [] };
  const count = new Map(sent.flatMap(([key, change]) => (isUnknown(change) ? [] : [[key, change] as const])));
  const inTunnels = new Map<string, number>();
  for (const { key, remote } of ports) {
    const by = addresses.find((row) => isOnNetwork(String(remote), row))?.["device"];
    const packets = count.get(key);
    if (typeof by === "string" && packets !== undefined) inTunnels.set(by, (inTunnels.get(by) ?? 0) + packets);
  }
  const swallowed = [...inTunnels].reduce((sum, [by, packets]) => {
    const left = count.get(by);
    const missing = left === undefined ? 0 : packets - left;
    return sum + (missing >= LEAST_MISSING && missing >= SHARE_MISSING * packets ? missing : 0);
  }, 0);
  return {
    signs:
      swallowed === 0
        ? []
        : [{ key: "packets that went into a tunnel and did not leave", count: swallowed, weights: { largePackets: 7, loss: 4 } }],
    unread: [],
  };
}

/** Both are read one after the other, while packets pass. */
const LEAST_MISSING = 10;
const SHARE_MISSING = 0.1;

function isOnNetwork(remote: string, { key, length }: Row): boolean {
  const [far, near] = [numberOf(remote), numberOf(key)];
  if (far === null || near === null || typeof length !== "number" || length === 0 || length >= 32) return false;
  return Math.floor(far / 2 ** (32 - length)) === Math.floor(near / 2 ** (32 - length));
}

/** An IPv4 address as a number; null for anything else. */
function numberOf(address: string): number | null {
  const octets = address.split(".").map(Number);
  return octets.length === 4 && octets.every((each) => Number.isInteger(each) && each >= 0 && each <= 255)
    ? octets.reduce((sum, each) => sum * 256 + each, 0)
    : null;
}
