import type { Failure } from "#machines/contract/index.ts";
import { channelGate, type ChannelGate } from "./channels.ts";
import { dial, type Dial } from "./connect.ts";
import type { Connection } from "./connection.ts";
import type { Destination } from "./transport.ts";

/** A connection that is kept while somebody uses it, and a while longer. */
export interface Held {
  readonly connection: Connection;
  readonly gate: ChannelGate;
  /** The jump host's connection, held as long as this one. */
  readonly below: Held | undefined;
  holders: number;
  idle: NodeJS.Timeout | undefined;
}

/** How a destination is dialled, but for what the pool knows itself. */
export type Ask = Omit<Dial, "through">;

export interface Pool {
  /** One more holder of the connection to `destination`, which is made if there is none. */
  obtain(destination: Destination, ask: Ask): Promise<Held | Failure>;
  /** A new connection that is given to nobody else, and closed when it is let go. */
  alone(destination: Destination, ask: Ask): Promise<Held | Failure>;
  letGo(one: Held): Promise<void>;
  close(): Promise<void>;
}

/** Connections by destination: one for many who ask at once, held between uses. */
export function openPool(idleMs: number): Pool {
  const held = new Map<string, Held>();
  const dialling = new Map<string, Promise<Held | Failure>>();
  const own = new Set<Held>();

  const letGo = async (one: Held): Promise<void> => {
    one.holders -= 1;
    if (one.holders > 0) return;
    if (own.has(one)) return one.connection.close();
    one.idle = setTimeout(() => void one.connection.close(), idleMs);
    one.idle.unref();
  };
  const hold = (one: Held): Held => {
    one.holders += 1;
    clearTimeout(one.idle);
    return one;
  };
  const orHold = (result: Held | Failure): Held | Failure => ("kind" in result ? result : hold(result));
  /** Null as a key: nobody else finds it. */
  const keep = (key: string | null, connection: Connection, below: Held | undefined): Held => {
    const one: Held = { connection, gate: channelGate(), below, holders: 0, idle: undefined };
    if (key === null) own.add(one);
    else held.set(key, one);
    void gone(one).then(() => {
      own.delete(one);
      if (key !== null && held.get(key) === one) held.delete(key);
      if (below) void letGo(below);
    });
    return one;
  };
  const dialNew = async (destination: Destination, ask: Ask, key: string | null): Promise<Held | Failure> => {
    const below = destination.jump === undefined ? undefined : await obtain(destination.jump, ask);
    if (below && "kind" in below) return below;
    const connection = await dial(destination, { ...ask, through: below?.connection });
    if (!("kind" in connection)) return keep(key, connection, below);
    if (below) void letGo(below);
    return connection;
  };
  const obtain = async (destination: Destination, ask: Ask): Promise<Held | Failure> => {
    const key = keyOf(destination);
    for (let running = dialling.get(key); running; running = dialling.get(key)) {
      const result = await running;
      // Another's cancellation, or refusal of a key, is not ours: then we ask ourselves.
      if ("kind" in result && result.kind !== "cancelled" && result.kind !== "hostKeyUnknown") return result;
      if (ask.signal?.aborted === true) return { kind: "cancelled" };
      if (!("kind" in result)) break;
    }
    const present = held.get(key);
    if (present && present.connection.lost() === undefined) return hold(present);
    const dialled = dialNew(destination, ask, key).finally(() => dialling.delete(key));
    dialling.set(key, dialled);
    return orHold(await dialled);
  };
  return {
    obtain,
    alone: async (destination, ask) => orHold(await dialNew(destination, ask, null)),
    letGo,
    close: async () => {
      await Promise.allSettled(dialling.values());
      await Promise.all([...held.values(), ...own].map(({ connection }) => connection.close()));
    },
  };
}

async function gone(one: Held): Promise<void> {
  await one.connection.closed;
  clearTimeout(one.idle);
  one.gate.fail(one.connection.lost() ?? { kind: "cancelled" });
}

/** Two destinations with the same text are reached over one connection. */
const keyOf = ({ label: _label, jump, ...where }: Destination): string => JSON.stringify([where, jump === undefined ? null : keyOf(jump)]);
