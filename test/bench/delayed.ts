import { createConnection, createServer, type Socket } from "node:net";

/** A way to `address`:`port` that holds everything back for `ms` in each direction, in order: a host that is that far away. */
export function delayed(address: string, port: number, ms: number): Promise<{ readonly port: number; close(): void }> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = createConnection({ host: address, port, noDelay: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from);
      from.on("data", (data) => setTimeout(() => to.writable && to.write(data), ms));
      from.on("close", () => setTimeout(() => to.destroy(), ms));
      from.on("error", () => to.destroy());
    }
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const at = server.address();
      if (at === null || typeof at === "string") return reject(new Error("no port"));
      resolve({
        port: at.port,
        close: () => {
          server.close();
          for (const socket of open) socket.destroy();
        },
      });
    });
  });
}
