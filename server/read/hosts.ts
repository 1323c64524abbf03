import type { Host } from "../door/inventory.ts";
import type { Visitor } from "../access/rights.ts";
import { web } from "../web.ts";
import { shownTo } from "./shown.ts";

export interface PinnedHostKey {
  readonly address: string;
  readonly port: number;
  readonly algorithm: string;
  readonly fingerprint: string;
  readonly approvedBy: string;
  readonly approvedAt: Date;
}

/** The inventory and the host keys that people approved. */
export async function hostsPage(visitor: Visitor): Promise<{ readonly hosts: readonly Host[]; readonly keys: readonly PinnedHostKey[] }> {
  const { store } = await web();
  const [hosts, keys] = await Promise.all([store.inventory.list(), store.keys.list()]);
  return (await shownTo(visitor)).value({ hosts, keys });
}
