import type { PinStore } from "./host-keys.ts";
import type { AskPassphrase } from "./keys.ts";
import { openPool } from "./pool.ts";
import { openSession } from "./session.ts";
import type { Transport } from "./transport.ts";

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

/** The way to hosts over SSH, with connections held between uses. */
export function openTransport(options: TransportOptions): Transport {
  const { pins, askPassphrase, keepaliveMs, connectTimeoutMs: timeoutMs = CONNECT_TIMEOUT_MS } = options;
  const pool = openPool(options.idleMs ?? IDLE_MS);
  let closed = false;
  return {
    async connect(destination, { onUnknownKey, signal, alone = false }) {
      if (closed) return { kind: "cancelled" };
      const ask = { pins, askPassphrase, keepaliveMs, timeoutMs, onUnknownKey, signal };
      const one = await (alone ? pool.alone(destination, ask) : pool.obtain(destination, ask));
      if ("kind" in one) return one;
      let open = true;
      return openSession(destination, { ...one, silenceMs: options.silenceMs ?? SILENCE_MS }, async () => {
        if (!open) return;
        open = false;
        await pool.letGo(one);
      });
    },
    async close() {
      closed = true;
      await pool.close();
    },
  };
}
