import type { Failure } from "#machines/contract/index.ts";
import { channelGate, type ChannelGate } from "./channels.ts";
import { dial, type Connection } from "./connect.ts";
import type { PinStore } from "./host-keys.ts";
import type { AskPassphrase } from "./keys.ts";
import { openSession } from "./session.ts";
import type { Destination, HostKeyDecision, Session, Transport } from "./transport.ts";

export interface TransportOptions {
  /** Where approved host keys are kept. */
  readonly pins: PinStore;
  /** For key files with a passphrase that no agent holds; without it such a key is passed over, with a note. */
  readonly askPassphrase?: AskPassphrase;
  /** For one hop, from the first packet to the login; the time a person takes over a host key does not count. */
  readonly connectTimeoutMs?: number;
  /** How long a connection that nobody uses is held for the next one. */
  readonly idleMs?: number;
  /** A peer that leaves four questions this far apart unanswered is gone. */
  readonly keepaliveMs?: number;
  /** How long a host may say nothing before a batch begins, and between its commands. */
  readonly silenceMs?: number;
}

const CONNECT_TIMEOUT_MS = 15_000;
const IDLE_MS = 120_000;
/** A slow rc file, or a host under load, may take this long before our script says anything. */
const SILENCE_MS = 30_000;

interface Held {
  readonly connection: Connection;
  readonly gate: ChannelGate;
  /** The jump host's connection, held as long as this one. */
  readonly below: Held | undefined;
  holders: number;
  idle: NodeJS.Timeout | undefined;
}

type Ask = { readonly onUnknownKey: HostKeyDecision; readonly signal?: AbortSignal };

/** The way to hosts over SSH, with connections held between uses. */
export function openTransport(options: TransportOptions): Transport {
  const held = new Map<string, Held>();
  const dialling = new Map<string, Promise<Held | Failure>>();
  let closed = false;

  async function dialNew(destination: Destination, ask: Ask): Promise<Held | Failure> {
    const below = destination.jump === undefined ? undefined : await obtain(destination.jump, ask);
    if (below && "kind" in below) return below;
    const connection = await dial(destination, {
      pins: options.pins, askPassphrase: options.askPassphrase, timeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      keepaliveMs: options.keepaliveMs, onUnknownKey: ask.onUnknownKey, signal: ask.signal, through: below?.connection,
    });
    if ("kind" in connection) {
      if (below) letGo(below);
      return connection;
    }
    return keep(destination, connection, below);
  }

  function keep(destination: Destination, connection: Connection, below: Held | undefined): Held {
    const gate = channelGate();
    const one: Held = { connection, gate, below, holders: 0, idle: undefined };
    const key = keyOf(destination);
    held.set(key, one);
    void connection.closed.then((failure) => {
      if (held.get(key) === one) held.delete(key);
      clearTimeout(one.idle);
      gate.fail(failure ?? { kind: "connectionLost", detail: "Culprit closed the connection", afterMs: 0 });
      if (below) letGo(below);
    });
    if (closed) void connection.close();
    return one;
  }

  /** One more holder of the connection to `destination`, which is made if there is none. */
  async function obtain(destination: Destination, ask: Ask): Promise<Held | Failure> {
    const key = keyOf(destination);
    for (;;) {
      const present = held.get(key);
      if (present && present.connection.lost() === undefined) return hold(present);
      const running = dialling.get(key);
      if (!running) break;
      const result = await running;
      // Another's cancellation is not ours: then we dial ourselves.
      if ("kind" in result && result.kind !== "cancelled") return result;
      if (ask.signal?.aborted === true) return { kind: "cancelled" };
    }
    const dialled = dialNew(destination, ask).finally(() => dialling.delete(key));
    dialling.set(key, dialled);
    const result = await dialled;
    return "kind" in result ? result : hold(result);
  }

  function hold(one: Held): Held {
    one.holders += 1;
    clearTimeout(one.idle);
    return one;
  }

  function letGo(one: Held): void {
    one.holders -= 1;
    if (one.holders > 0) return;
    one.idle = setTimeout(() => void one.connection.close(), options.idleMs ?? IDLE_MS);
    one.idle.unref();
  }

  return {
    async connect(destination, ask): Promise<Session | Failure> {
      if (closed) return { kind: "cancelled" };
      const one = await obtain(destination, ask);
      if ("kind" in one) return one;
      let open = true;
      return openSession(destination, { ...one, silenceMs: options.silenceMs ?? SILENCE_MS }, () => {
        if (open) letGo(one);
        open = false;
        return Promise.resolve();
      });
    },
    async close(): Promise<void> {
      closed = true;
      await Promise.allSettled(dialling.values());
      await Promise.all([...held.values()].map(({ connection }) => connection.close()));
    },
  };
}

/** Two destinations with the same text are reached over one connection. */
const keyOf = ({ label: _label, jump, ...where }: Destination): string => JSON.stringify([where, jump === undefined ? null : keyOf(jump)]);
