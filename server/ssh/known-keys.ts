import type { PinStore } from "./host-keys.ts";
import { findKnownHost, joinKnownHosts, type KnownHosts } from "./known-hosts.ts";
import { knownText } from "./known-text.ts";
import type { Destination } from "./transport.ts";

/** Everything known about the keys of one host: Culprit's own pins and the person's known_hosts files, which are only read. */
export async function knownKeys(destination: Destination, pins: PinStore): Promise<KnownHosts> {
  const { address: host, port } = destination;
  const own = await pins.find(host, port);
  const parts = await Promise.all(
    destination.knownHostsFiles.map(async (file) => findKnownHost(await knownText(file), file, { host, port })),
  );
  return joinKnownHosts([{ pinned: own, revoked: [], notes: [] }, ...parts]);
}
