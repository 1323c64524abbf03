import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import ssh2, { type ConnectConfig, type ServerHostKeyAlgorithm } from "ssh2";
import type { Failure } from "#machines/contract/index.ts";
import { credentialsFor, type Credentials } from "./auth.ts";
import { watchLife, type Connection } from "./connection.ts";
import { connectFailure } from "./failure.ts";
import { algorithmOf, fingerprintOf } from "../public-key.ts";
import { judgeKey, preferredAlgorithms, type PinStore } from "./host-keys.ts";
import { knownKeys } from "./known-keys.ts";
import type { KnownHosts } from "./known-hosts.ts";
import type { AskPassphrase } from "./keys.ts";
import { socketThrough, socketTo } from "./socket.ts";
import type { Destination, HostKeyDecision } from "./transport.ts";

/** A peer that leaves this many questions, this far apart, unanswered is gone. */
const KEEPALIVE_MS = 5_000;
const KEEPALIVES_UNANSWERED = 3;

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

/** A key that nobody knows; the attempt ended before anything was sent. */
interface UnknownKey {
  readonly key: Buffer;
  readonly note: string | undefined;
}

/**
 * Connects and logs in. An unknown host key ends the attempt; the decision may then take as long as a person needs, longer than a
 * host waits for a login, and a second attempt follows with the key approved.
 */
export async function dial(destination: Destination, how: Dial): Promise<Connection | Failure> {
  const first = await attempt(destination, how);
  if (!("note" in first)) return first;
  const { key, note } = first;
  const algorithm = algorithmOf(key);
  const fingerprint = fingerprintOf(key);
  const decision = await how.onUnknownKey({
    destination,
    algorithm,
    fingerprint,
    key,
    ...(note === undefined ? {} : { note }),
  });
  if (how.signal?.aborted === true) return { kind: "cancelled" };
  const unknown: Failure = { kind: "hostKeyUnknown", algorithm, fingerprint, key: key.toString("base64") };
  if (decision === "refuse") return unknown;
  const approved = decision === "approve" ? {} : decision;
  await how.pins.add({ host: destination.address, port: destination.port, algorithm, key, ...approved });
  const second = await attempt(destination, how);
  return "note" in second ? unknown : second;
}

/** One attempt: what it knows, and how its errors are told. */
interface Attempt {
  readonly destination: Destination;
  readonly how: Dial;
  readonly known: KnownHosts;
  readonly credentials: Credentials;
  readonly startedAt: number;
  readonly failed: (error: Error) => Failure;
}

async function attempt(destination: Destination, how: Dial): Promise<Connection | Failure | UnknownKey> {
  if (how.signal?.aborted === true) return { kind: "cancelled" };
  const [known, credentials] = await Promise.all([knownKeys(destination, how.pins), credentialsFor(destination, how.askPassphrase)]);
  const startedAt = Date.now();
  const failed = (error: Error): Failure =>
    connectFailure(error, {
      destination,
      tried: credentials.tried,
      notes: credentials.notes,
      afterMs: Date.now() - startedAt,
    });
  if (credentials.empty) return failed(noKeys());
  const where = {
    host: destination.address,
    port: destination.port,
    timeoutMs: how.timeoutMs,
    signal: how.signal,
  };
  const sock = await (how.through ? socketThrough(how.through.client, where) : socketTo(where));
  if (sock instanceof Error) return failed(sock);
  if ("kind" in sock) return sock;
  return logIn(sock, { destination, how, known, credentials, startedAt, failed });
}

function logIn(sock: Socket | Duplex, one: Attempt): Promise<Connection | Failure | UnknownKey> {
  const { destination, how, known, failed, startedAt } = one;
  const client = new ssh2.Client();
  const life = watchLife(client, startedAt);
  let stop: Failure | UnknownKey | undefined;
  let fingerprint = "";
  const hostVerifier = (key: Buffer): boolean => {
    fingerprint = fingerprintOf(key);
    stop = whyStop(key, known);
    return stop === undefined;
  };
  return new Promise((resolve) => {
    const abort = (): void => done({ kind: "cancelled" });
    const done = (result: Connection | Failure | UnknownKey): void => {
      how.signal?.removeEventListener("abort", abort);
      resolve(result);
      if (!("client" in result)) client.destroy();
    };
    how.signal?.addEventListener("abort", abort, { once: true });
    client.once("ready", () => done({ client, destination, fingerprint, ...life }));
    client.once("error", (error) => done(stop ?? failed(error)));
    client.once("close", () => done(stop ?? failed(new Error("the host closed the connection"))));
    client.connect({ ...configOf(one), sock: sock as NonNullable<ConnectConfig["sock"]>, hostVerifier });
    if (how.signal?.aborted === true) abort();
  });
}

/** What about this key ends the attempt; undefined when it is pinned. ssh2 takes any key unless it is told otherwise. */
function whyStop(key: Buffer, known: KnownHosts): Failure | UnknownKey | undefined {
  const judgement = judgeKey(key, known);
  const fingerprint = fingerprintOf(key);
  switch (judgement.is) {
    case "pinned":
      return undefined;
    case "unknown":
      return { key, note: known.notes[0] };
    case "revoked":
      return { kind: "hostKeyRefused", fingerprint, revokedAt: judgement.pinned.where };
    case "changed": {
      const { pinned } = judgement;
      return {
        kind: "hostKeyChanged",
        algorithm: algorithmOf(key),
        pinned: fingerprintOf(pinned.key),
        offered: fingerprint,
        where: pinned.where,
      };
    }
  }
}

const configOf = ({ destination, how, known, credentials, startedAt }: Attempt): Omit<ConnectConfig, "sock" | "hostVerifier"> => ({
  username: destination.user,
  algorithms: {
    serverHostKey: preferredAlgorithms(known.pinned) satisfies ServerHostKeyAlgorithm[],
    // A thousand bytes of a host would become a million here before anything counts them. Every server does without.
    compress: ["none"],
  },
  // Types of ssh2 leave out the `false` that ends the attempts (lib/client.js, doNextAuth).
  authHandler: (_left, _partial, next) => (next as (method: ReturnType<Credentials["next"]>) => void)(credentials.next()),
  readyTimeout: Math.max(1, how.timeoutMs - (Date.now() - startedAt)),
  keepaliveInterval: how.keepaliveMs ?? KEEPALIVE_MS,
  keepaliveCountMax: KEEPALIVES_UNANSWERED,
});

const noKeys = (): Error => Object.assign(new Error(""), { level: "client-authentication" });
