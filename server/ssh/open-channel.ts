import { setTimeout as sleep } from "node:timers/promises";
import type { ClientChannel } from "ssh2";
import type { Failure } from "#machines/contract/index.ts";
import type { ChannelGate, Slot } from "./channels.ts";
import type { Connection } from "./connection.ts";

/** RFC 4254 5.1. sshd answers 2 beyond MaxSessions, and for a moment after a session was closed. */
const RETRIED = new Set<unknown>([2, 4]);
const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 1_000;
const MOST_REFUSALS = 12;

export interface Opened {
  readonly channel: ClientChannel;
  readonly slot: Slot;
}

/** Opens a channel for one exec request, when its turn has come, and again when the host has no room yet. */
export async function openChannel(
  connection: Connection,
  gate: ChannelGate,
  ask: { readonly exec: string; readonly sensor: boolean; readonly signal?: AbortSignal | undefined },
): Promise<Opened | Failure> {
  let waitMs = FIRST_WAIT_MS;
  for (let refusals = 0; ;) {
    const slot = await gate.acquire(ask.sensor, ask.signal);
    if ("kind" in slot) return slot;
    const lost = connection.lost();
    if (lost) return (slot.release(), lost);
    const opened = await exec(connection, ask.exec);
    if (!(opened instanceof Error)) {
      opened.once("close", slot.release);
      return { channel: opened, slot };
    }
    refusals += 1;
    const reason = "reason" in opened ? opened.reason : undefined;
    if (!RETRIED.has(reason) || refusals >= MOST_REFUSALS) {
      slot.release();
      return (
        connection.lost() ?? {
          kind: "channelRefused",
          detail: `${opened.message}${refusals > 1 ? ` (asked ${refusals} times)` : ""}`,
        }
      );
    }
    slot.refused();
    await sleep(waitMs);
    waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
  }
}

const exec = (connection: Connection, command: string): Promise<ClientChannel | Error> =>
  new Promise((resolve) => {
    try {
      connection.client.exec(command, (error, channel) => resolve(error ?? channel));
    } catch (thrown) {
      // ssh2 throws "Not connected" where the socket is already gone.
      if (!(thrown instanceof Error)) throw thrown;
      resolve(thrown);
    }
  });
