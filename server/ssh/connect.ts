import { connect as connectSocket, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import ssh2, { type Client } from "ssh2";
import type { Failure } from "#machines/contract/index.ts";
import { credentialsFor } from "./auth.ts";
import { connectFailure } from "./failure.ts";
import { algorithmOf, fingerprintOf, judgeKey, preferredAlgorithms, type PinStore } from "./host-keys.ts";
import { knownKeys } from "./known-keys.ts";
import type { AskPassphrase } from "./keys.ts";
import type { Destination, HostKeyDecision } from "./transport.ts";

/** A peer that answers nothing for this long times four is gone. */
const KEEPALIVE_MS = 5_000;
const KEEPALIVES_UNANSWERED = 3;

/** One authenticated connection to one host. */
export interface Connection {
  readonly client: Client;
  readonly destination: Destination;
  readonly fingerprint: string;
  /** Resolves when it is gone: null when we closed it. */
  readonly closed: Promise<Failure | null>;
  /** Why it is gone, once it is. */
  lost(): Failure | undefined;
  close(): Promise<void>;
}

export interface Dial {
  readonly pins: PinStore;
  readonly onUnknownKey: HostKeyDecision;
  readonly askPassphrase?: AskPassphrase | undefined;
  readonly timeoutMs: number;
  readonly keepaliveMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The connection to the jump host, when there is one. */
  readonly through?: Connection | undefined;
}

interface Offered { readonly key: Buffer; readonly note: string | undefined }

/**
 * Connects and logs in. An unknown host key ends the attempt before anything is sent; the decision may then take as long as a
 * person needs, and a second attempt follows with the key approved.
 */
export async function dial(destination: Destination, how: Dial): Promise<Connection | Failure> {
  const first = await attempt(destination, how);
  if (!("note" in first)) return first;
  const algorithm = algorithmOf(first.key);
  const fingerprint = fingerprintOf(first.key);
  const { note } = first;
  const decision = await how.onUnknownKey({ destination, algorithm, fingerprint, key: first.key, ...(note === undefined ? {} : { note }) });
  if (how.signal?.aborted === true) return { kind: "cancelled" };
  const unknown: Failure = { kind: "hostKeyUnknown", algorithm, fingerprint, key: first.key.toString("base64") };
  if (decision === "refuse") return unknown;
  await how.pins.add({ host: destination.address, port: destination.port, algorithm, key: first.key });
  const second = await attempt(destination, how);
  return "note" in second ? unknown : second;
}

async function attempt(destination: Destination, how: Dial): Promise<Connection | Failure | Offered> {
  if (how.signal?.aborted === true) return { kind: "cancelled" };
  const startedAt = Date.now();
  const [known, credentials] = await Promise.all([knownKeys(destination, how.pins), credentialsFor(destination, how.askPassphrase)]);
  const failed = (error: Error): Failure =>
    connectFailure(error, { destination, tried: credentials.tried, notes: credentials.notes, afterMs: Date.now() - startedAt });
  if (credentials.empty) return failed(noKeys());
  const sock = await reach(destination, how);
  if (sock instanceof Error) return failed(sock);
  if ("kind" in sock) return sock;

  const client = new ssh2.Client();
  let stop: Failure | Offered | undefined;
  let fingerprint = "";
  const judge = (key: Buffer): boolean => {
    fingerprint = fingerprintOf(key);
    const judgement = judgeKey(key, known);
    const algorithm = algorithmOf(key);
    if (judgement.is === "unknown") stop = { key, note: known.notes[0] };
    else if (judgement.is === "revoked") stop = { kind: "hostKeyRefused", fingerprint, revokedAt: judgement.pinned.where };
    else if (judgement.is === "changed") {
      stop = { kind: "hostKeyChanged", algorithm, pinned: fingerprintOf(judgement.pinned.key), offered: fingerprint, where: judgement.pinned.where };
    }
    return judgement.is === "pinned";
  };
  return new Promise((resolve) => {
    const life = watch(client, startedAt);
    const abort = (): void => done({ kind: "cancelled" });
    const done = (result: Connection | Failure | Offered): void => {
      how.signal?.removeEventListener("abort", abort);
      resolve(result);
      if (!("client" in result)) client.destroy();
    };
    how.signal?.addEventListener("abort", abort, { once: true });
    client.once("ready", () => done({ client, destination, fingerprint, ...life }));
    client.once("error", (error) => done(stop ?? failed(error)));
    client.once("close", () => done(stop ?? failed(new Error("the host closed the connection"))));
    client.connect({
      sock,
      username: destination.user,
      hostVerifier: judge,
      algorithms: { serverHostKey: preferredAlgorithms(known.pinned) },
      authHandler: (_left, _partial, next) => next(credentials.next() as never),
      readyTimeout: Math.max(1, how.timeoutMs - (Date.now() - startedAt)),
      keepaliveInterval: how.keepaliveMs ?? KEEPALIVE_MS,
      keepaliveCountMax: KEEPALIVES_UNANSWERED,
    });
  });
}

const noKeys = (): Error => Object.assign(new Error("there is no key to log in with"), { level: "client-authentication" });

/** Follows the life of a client from its first moment, so that no error of it goes unheard. */
function watch(client: Client, startedAt: number): Pick<Connection, "closed" | "lost" | "close"> {
  let last: Error | undefined;
  let closing = false;
  let gone: Failure | undefined;
  client.on("error", (error) => {
    last = error;
  });
  const closed = new Promise<Failure | null>((resolve) => {
    client.once("close", () => {
      gone = { kind: "connectionLost", detail: last?.message ?? "the host closed the connection", afterMs: Date.now() - startedAt };
      if (closing) gone = { ...gone, detail: "Culprit closed the connection" };
      resolve(closing ? null : gone);
    });
  });
  return {
    closed,
    lost: () => gone,
    close: async () => {
      closing = true;
      client.end();
      await closed;
    },
  };
}

/** A socket to the host, or through its jump host; Nagle off from the first byte (measured: two to eight times faster). */
async function reach(destination: Destination, how: Dial): Promise<Socket | Duplex | Error | Failure> {
  const { address: host, port } = destination;
  const { through } = how;
  if (through) {
    return new Promise((resolve) => through.client.forwardOut("127.0.0.1", 0, host, port, (error, stream) => resolve(error ?? stream)));
  }
  return new Promise((resolve) => {
    const socket = connectSocket({ host, port, noDelay: true });
    const end = (result: Socket | Error | Failure): void => {
      clearTimeout(timer);
      how.signal?.removeEventListener("abort", abort);
      socket.removeListener("error", end);
      if (result !== socket) socket.destroy();
      resolve(result);
    };
    const abort = (): void => end({ kind: "cancelled" });
    const timer = setTimeout(() => end({ kind: "timedOut", afterMs: how.timeoutMs }), how.timeoutMs);
    how.signal?.addEventListener("abort", abort, { once: true });
    socket.once("error", end);
    socket.once("connect", () => end(socket));
  });
}
