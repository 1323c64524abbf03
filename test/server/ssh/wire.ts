import { connect, createServer, type Socket } from "node:net";

export interface Wire {
  readonly port: number;
  /** Cuts every connection, as a reset does. */
  cut(): void;
  /** From now on nothing arrives any more, in either direction, and nobody is told. */
  freeze(): void;
  /** How many connections have been made through it. */
  connections(): number;
  close(): Promise<void>;
}

/** A wire to a port on loopback that can be cut or frozen, also by itself after so many bytes came from the host. */
export async function startWire(target: number, cutAfterBytes = Infinity): Promise<Wire> {
  const sockets = new Set<Socket>();
  let made = 0;
  let fromHost = 0;
  let frozen = false;
  const server = createServer((near) => {
    made += 1;
    const far = connect({ port: target, host: "127.0.0.1", noDelay: true });
    near.setNoDelay(true);
    const cutBoth = (): void => {
      near.resetAndDestroy();
      far.resetAndDestroy();
    };
    const join = (from: Socket, to: Socket, count: (bytes: number) => void): void => {
      sockets.add(from);
      from.on("data", (data) => {
        if (frozen) return;
        to.write(data);
        count(data.length);
      });
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        if (!frozen) to.destroy();
      });
    };
    join(near, far, () => undefined);
    join(far, near, (bytes) => {
      fromHost += bytes;
      if (fromHost > cutAfterBytes) cutBoth();
    });
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address) resolve(address.port);
    });
  });
  const cut = (): void => sockets.forEach((socket) => socket.resetAndDestroy());
  return {
    port,
    cut,
    freeze: () => (frozen = true),
    connections: () => made,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
