import { setTimeout as sleep } from "node:timers/promises";
import type { LabHost } from "../hosts/lab.ts";
import { PAGES_PORT } from "../topologies/gateway/pages.ts";
import { tcpSockets, type Socket } from "./sockets.ts";
import { transfer, type Transferred } from "./transfer.ts";

/** Between two looks at the sockets. */
const LOOK_MS = 150;

export interface PageRead {
  readonly from: LabHost;
  readonly server: LabHost;
  readonly bytes: number;
  readonly patienceMs: number;
}

export interface PageReading extends Transferred {
  /** The service's connections that were new, as they were last seen: at its end they are gone at once. */
  readonly sockets: readonly Socket[];
}

/** A page read to the end of its connection. */
export const readPage = async ({ from, server, bytes, patienceMs }: PageRead): Promise<PageReading> => {
  const ofService = () => tcpSockets(server, "sport", "=", `:${PAGES_PORT}`);
  const before = new Set((await ofService()).map(({ peerPort }) => peerPort));
  let sockets: readonly Socket[] = [];
  let isOver = false;
  const look = async (): Promise<void> => {
    while (!isOver) {
      const now = (await ofService()).filter(({ peerPort }) => !before.has(peerPort));
      if (now.length > 0) sockets = now;
      await sleep(LOOK_MS);
    }
  };
  const read = transfer({ from, to: server.dataAddress, kind: "get", bytes, patienceMs }).finally(() => {
    isOver = true;
  });
  const [result] = await Promise.all([read, look()]);
  return { ...result, sockets };
};

/** All of a page has come, and the reader waited for an end that did not. */
export const hangsAtTheEnd = ({ ended, received }: Transferred, bytes: number): boolean => ended === "timeout" && received >= bytes;
