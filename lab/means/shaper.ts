import type { LabHost } from "../hosts/lab.ts";
import type { Namespace } from "../hosts/namespace.ts";

export interface Shaper {
  readonly kbitPerSecond: number;
  readonly queuedBytes: number;
}

/** A token bucket on the way out of the host's data interface, with room for one full frame at once. */
export const shape = (host: LabHost, shaper: Shaper): Promise<string> => shapePort(host, host.dataInterface, shaper);

/** The same on any interface. A bridge hands it segments that were never cut: the room is at least for one of these. */
export const shapePort = (place: Namespace, dev: string, { kbitPerSecond, queuedBytes }: Shaper): Promise<string> => {
  const limits = ["rate", `${kbitPerSecond}kbit`, "burst", "1600", "limit", String(queuedBytes)];
  return place.must(["tc", "qdisc", "replace", "dev", dev, "root", "tbf", ...limits]);
};

/** A class of its own rate, and below it a plain queue of so many packets, as shapers of several classes have them. */
export const shapeByClass = async (
  host: LabHost,
  { kbitPerSecond, packets }: { readonly kbitPerSecond: number; readonly packets: number },
): Promise<void> => {
  const dev = ["dev", host.dataInterface];
  await host.must(["tc", "qdisc", "replace", ...dev, "root", "handle", "1:", "htb", "default", "10"]);
  await host.must(["tc", "class", "replace", ...dev, "parent", "1:", "classid", "1:10", "htb", "rate", `${kbitPerSecond}kbit`]);
  await host.must(["tc", "qdisc", "replace", ...dev, "parent", "1:10", "handle", "10:", "pfifo", "limit", String(packets)]);
};

/** Also where there is none. */
export const unshape = (host: LabHost): Promise<void> => unshapePort(host, host.dataInterface);

export const unshapePort = async (place: Namespace, dev: string): Promise<void> => {
  // Replaced first: deleting a root that is not there is an error.
  await place.must(["tc", "qdisc", "replace", "dev", dev, "root", "pfifo"]);
  await place.must(["tc", "qdisc", "del", "dev", dev, "root"]);
};
