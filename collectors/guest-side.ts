import type { Given } from "#machines/contract/collector.ts";
import { isUnknown, type Row, type Unknown } from "#machines/contract/value.ts";
import type { Kind } from "./guest-kinds.ts";
import { numberIn, textIn } from "./guest-rows.ts";
import { readingOf, rowsOf } from "./source-readings.ts";

/** What one host saw of the guest's frames in the window, and which addresses are its own. */
export interface Side {
  readonly key: string;
  readonly name: string;
  readonly hops: readonly Row[];
  readonly devices: readonly Row[];
  readonly addresses: ReadonlySet<string>;
  readonly answers: readonly string[];
}

/** Devices that a port of the switch consists of: with a Linux bridge for the security group (tap, qbr, qvb, qvo), or the port alone. */
export interface Chain {
  readonly edge: string;
  readonly inner: string;
  readonly hybrid: boolean;
}

export function sideOf(given: Given, key: string): Side | Unknown {
  const frames = readingOf(given, "guestFrames", { host: key });
  if ("unknown" in frames) return frames;
  const complete = frames.fields["complete"];
  if (isUnknown(complete)) return complete;
  const ports = readingOf(given, "ovsPorts", { host: key });
  if ("unknown" in ports) return ports;
  return {
    key,
    name: given.hosts.find((host) => host.key === key)?.name ?? key,
    hops: rowsOf(frames, "hops"),
    devices: rowsOf(frames, "devices"),
    addresses: new Set(rowsOf(ports, "addresses").map((row) => row.key)),
    answers: rowsOf(frames, "answers").map((row) => row.key),
  };
}

/** Neutron calls a port's devices after the first eleven characters of its id, behind three letters for the kind of device. */
const siblings = (port: string): readonly string[] => [port, ...["tap", "qbr", "qvb", "qvo"].map((kind) => `${kind}${port.slice(3)}`)];

export function chainOf(side: Pick<Side, "devices">, port: string): Chain | null {
  const has = (name: string): boolean => side.devices.some((device) => device.key === name);
  const rest = port.slice(3);
  const hybrid = has(`qvo${rest}`) || has(`qbr${rest}`);
  if (hybrid) return { edge: `tap${rest}`, inner: `qvo${rest}`, hybrid };
  const own = [port, `tap${rest}`].find(has);
  return own === undefined ? null : { edge: own, inner: own, hybrid };
}

export const devicesOf = (side: Side, port: string): readonly Row[] => {
  const names = siblings(port);
  return side.devices.filter((device) => names.includes(device.key));
};

/** Frames of a kind that this device passed in this direction, outside of tunnels. */
export const seen = (side: Side, kind: Kind, at: { readonly device: string; readonly direction: "in" | "out" }): number =>
  side.hops
    .filter((hop) => textIn(hop, "device") === at.device && textIn(hop, "direction") === at.direction && textIn(hop, "where") === "-")
    .reduce((sum, hop) => sum + numberIn(hop, kind), 0);

/** Ports of guests, routers and bridges: a frame on one of them has not left the host. */
const INSIDE = /^(?:tap|qvo|qvb|qbr|qr-|qg-|sg-|ha-|fg-|rfp-|fpr-|br-|brq|ovs-|vnet|lo$)/;

/**
 * Frames of a kind that left this host for the other one, or came from it. In a tunnel they are counted by its two ends, on the interface that saw
 * most (a card and the bridge over it see the same packet). Where nothing is tunnelled, by the interface that is nobody's port.
 */
export function crossed(side: Side, other: Side, what: { readonly kind: Kind; readonly direction: "in" | "out" }): number {
  const { kind, direction } = what;
  const tunnelled = side.hops.filter((hop) => textIn(hop, "where") !== "-");
  const all = [...tunnelled, ...other.hops.filter((hop) => textIn(hop, "where") !== "-")];
  const rows =
    all.length > 0
      ? tunnelled.filter((hop) => textIn(hop, "direction") === direction && other.addresses.has(endOf(textIn(hop, "where"), direction)))
      : side.hops.filter((hop) => textIn(hop, "direction") === direction && !INSIDE.test(textIn(hop, "device")));
  const byDevice = new Map<string, number>();
  for (const row of rows) byDevice.set(textIn(row, "device"), (byDevice.get(textIn(row, "device")) ?? 0) + numberIn(row, kind));
  return Math.max(0, ...byDevice.values());
}

/** Frames of a kind that left this host for any other, or came from any other: whoever is at the far end. */
export function passed(side: Side, { kind, direction }: { readonly kind: Kind; readonly direction: "in" | "out" }): number {
  const outside = side.hops.filter((hop) => textIn(hop, "direction") === direction);
  const tunnelled = outside.filter((hop) => textIn(hop, "where") !== "-");
  const rows = tunnelled.some((hop) => numberIn(hop, kind) > 0) ? tunnelled : outside.filter((hop) => !INSIDE.test(textIn(hop, "device")));
  const byDevice = new Map<string, number>();
  for (const row of rows) byDevice.set(textIn(row, "device"), (byDevice.get(textIn(row, "device")) ?? 0) + numberIn(row, kind));
  return Math.max(0, ...byDevice.values());
}

const endOf = (where: string, direction: "in" | "out"): string => where.split(">")[direction === "out" ? 1 : 0] ?? "";
