import type { Namespace } from "../hosts/namespace.ts";

/** A socket as `ss` shows it. */
export interface Socket {
  readonly state: string;
  /** Of a listening socket: connections that wait to be accepted, and how many may. */
  readonly receiveQueue: number;
  readonly sendQueue: number;
  readonly localPort: number;
  readonly peerPort: number | null;
  /** Everything behind the addresses: owner, memory, TCP's own account. */
  readonly details: string;
}

/** `filter`: as ss takes it, without a state: ["dport", "=", ":80"]. */
export const tcpSockets = (place: Namespace, ...filter: readonly string[]): Promise<readonly Socket[]> => socketsOf(place, "-t", filter);

export const udpSockets = (place: Namespace, ...filter: readonly string[]): Promise<readonly Socket[]> => socketsOf(place, "-u", filter);

/** Whether a socket listens on exactly this address; 0.0.0.0 for one that takes whatever comes to any. */
export const listensAt = async (place: Namespace, address: string, port: number): Promise<boolean> =>
  (await place.must(["ss", "-H", "-O", "-n", "-t", "-l", "src", `${address}:${port}`])).trim() !== "";

const socketsOf = async (place: Namespace, family: string, filter: readonly string[]): Promise<readonly Socket[]> => {
  const text = await place.must(["ss", "-H", "-O", "-n", "-a", "-p", "-i", "-m", family, ...filter]);
  return text.split("\n").filter(Boolean).map(parsed);
};

const parsed = (line: string): Socket => {
  const [state = "", receive = "", send = "", local = "", peer = "", ...details] = line.trim().split(/\s+/);
  const portOf = (address: string): number => Number(address.slice(address.lastIndexOf(":") + 1));
  const peerPort = portOf(peer);
  return {
    state,
    receiveQueue: Number(receive),
    sendQueue: Number(send),
    localPort: portOf(local),
    peerPort: Number.isNaN(peerPort) ? null : peerPort,
    details: details.join(" "),
  };
};
