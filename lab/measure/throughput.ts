import type { Namespace } from "../hosts/namespace.ts";
import { runInstrument } from "../programs/python.ts";

export interface ThroughputSpec {
  /** Connects. */
  readonly client: Namespace;
  /** Listens on `address`. */
  readonly server: Namespace;
  readonly address: string;
  /** `up`: the client sends; `down`: the server does. */
  readonly direction: "up" | "down";
  readonly seconds?: number;
  readonly port?: number;
}

/**
 * Mbit/s of one TCP connection that sends as much as it can: what the receiving program read, not what the sending one wrote.
 * @throws Error when not even the connection comes about.
 */
export const throughput = async (spec: ThroughputSpec): Promise<number> => {
  const { client, server, address, direction, seconds = 1, port = 5_201 } = spec;
  const end = (place: Namespace, role: string, task: string) => runInstrument(place, "throughput.py", [role, address, port, task, seconds]);
  const [listened, connected] = await Promise.all([
    end(server, "listen", direction === "up" ? "receive" : "send"),
    end(client, "connect", direction === "up" ? "send" : "receive"),
  ]);
  return (8 * Number(direction === "up" ? listened : connected)) / seconds / 1e6;
};

export interface BothWays {
  readonly up: number;
  readonly down: number;
}

/** One direction after the other, as two at once would compete for the machine. */
export const bothWays = async (spec: Omit<ThroughputSpec, "direction">): Promise<BothWays> => {
  const up = await throughput({ ...spec, direction: "up" });
  return { up, down: await throughput({ ...spec, direction: "down" }) };
};
