import { setTimeout as sleep } from "node:timers/promises";
import type { Namespace } from "../hosts/namespace.ts";
import { tcpSockets } from "./sockets.ts";

/** What a connection did in a while, by its sender's own account. */
export interface Stream {
  readonly mbitPerSecond: number;
  readonly acknowledged: number;
  /** Share of the time, from 0 to 1, in which it had something to send. */
  readonly busy: number;
  /** Shares of the time it had something to send, from 0 to 1: waiting for the receiver's window, for its own buffer. */
  readonly receiverLimited: number;
  readonly bufferLimited: number;
  /** In bytes, as is what was acknowledged. */
  readonly retransmitted: number;
  readonly roundTripMs: number;
  /** Bytes the sender's process has handed over and nobody has acknowledged. */
  readonly sendQueue: number;
  /** Of these, what was not sent yet; and the size of its send buffer. */
  readonly notSent: number;
  readonly sendBuffer: number;
}

/** The connection from a host to a port, or null when there is none. */
export const watchStream = async (from: Namespace, port: number, durationMs: number): Promise<Stream | null> => {
  const before = await readStream(from, port);
  await sleep(durationMs);
  const after = await readStream(from, port);
  if (before === null || after === null) return null;
  const share = (name: string): number => (numberAfter(after.details, name) - numberAfter(before.details, name)) / after.seconds(before);
  const busy = share("busy:");
  const bytes = numberAfter(after.details, "bytes_acked:") - numberAfter(before.details, "bytes_acked:");
  return {
    mbitPerSecond: (8 * bytes) / after.seconds(before) / 1e6,
    acknowledged: bytes,
    busy: share("busy:") / 1_000,
    receiverLimited: busy > 0 ? share("rwnd_limited:") / busy : 0,
    bufferLimited: busy > 0 ? share("sndbuf_limited:") / busy : 0,
    retransmitted: numberAfter(after.details, "bytes_retrans:") - numberAfter(before.details, "bytes_retrans:"),
    roundTripMs: numberAfter(after.details, " rtt:"),
    sendQueue: after.sendQueue,
    notSent: numberAfter(after.details, " notsent:"),
    sendBuffer: numberAfter(after.details, ",tb"),
  };
};

const readStream = async (from: Namespace, port: number) => {
  const sockets = await tcpSockets(from, "dport", "=", `:${port}`);
  const at = performance.now();
  const [stream] = sockets.filter(({ state }) => state === "ESTAB");
  if (stream === undefined) return null;
  return { ...stream, at, seconds: (earlier: { readonly at: number }) => (at - earlier.at) / 1_000 };
};

/** The number behind a word of `ss -i`; 0 where ss leaves the word out, which it does for what never happened. */
const numberAfter = (details: string, word: string): number => {
  const at = ` ${details}`.indexOf(word);
  return at < 0 ? 0 : Number.parseFloat(` ${details}`.slice(at + word.length));
};
