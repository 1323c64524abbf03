import type { Session, Transport } from "../ssh/transport.ts";

export interface Lent {
  readonly transport: Transport;
  /** Lets every connection go that was held through it. What others hold stays open, and what nobody holds is closed after a while. */
  letGo(): Promise<void>;
}

/**
 * A transport that knows what was held through it: no connection to a host outlives its work. A login of its own is closed by whoever asked for it, for
 * what it left behind may have to outlive it.
 */
export function lend(transport: Transport): Lent {
  const held = new Set<Session>();
  return {
    transport: {
      ...transport,
      connect: async (destination, options) => {
        const session = await transport.connect(destination, options);
        if (!("kind" in session) && options.alone !== true) held.add(session);
        return session;
      },
    },
    letGo: async () => void (await Promise.allSettled([...held].map((session) => session.close()))),
  };
}
