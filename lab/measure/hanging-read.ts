import { setTimeout as sleep } from "node:timers/promises";
import type { LabHost } from "../hosts/lab.ts";
import { PAGES_PORT } from "../topologies/gateway/pages.ts";
import { tcpSockets, type Socket } from "./sockets.ts";
import { transfer, type Transferred } from "./transfer.ts";

export interface PageRead {
  readonly from: LabHost;
  readonly server: LabHost;
  readonly bytes: number;
  readonly patienceMs: number;
}

/** A page read to the end of its connection; and the service's new connections, half way through the client's patience. */
export const readPage = async ({
  from,
  server,
  bytes,
  patienceMs,
}: PageRead): Promise<Transferred & { readonly sockets: readonly Socket[] }> => {
  const ofService = () => tcpSockets(server, "sport", "=", `:${PAGES_PORT}`);
  const before = new Set((await ofService()).map(({ peerPort }) => peerPort));
  const look = async (): Promise<readonly Socket[]> => {
    await sleep(patienceMs / 2);
    return (await ofService()).filter(({ peerPort }) => !before.has(peerPort));
  };
  const [read, sockets] = await Promise.all([transfer({ from, to: server.dataAddress, kind: "get", bytes, patienceMs }), look()]);
  return { ...read, sockets };
};

/** All of a page has come, and the reader waited for an end that did not. */
export const hangsAtTheEnd = ({ ended, received }: Transferred, bytes: number): boolean => ended === "timeout" && received >= bytes;
