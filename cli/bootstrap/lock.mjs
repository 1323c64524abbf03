import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { createServer } from "node:net";
import { ROOT } from "./place.mjs";

const POLL_MS = 300;

/**
 * One preparation at a time in this folder. An abstract unix socket: the kernel gives the name to one process and takes it back
 * when that ends, so nothing stale is left. Only Linux has them; elsewhere nobody waits.
 */
export const withLock = async (work, { onWait, signal }) => {
  if (process.platform !== "linux") return work();
  const { dev, ino } = statSync(ROOT, { bigint: true });
  const path = `\0culprit-prepare-${createHash("sha256").update(`${dev}:${ino}`).digest("hex").slice(0, 32)}`;
  for (let told = false; ; told = true) {
    const server = await take(path);
    if (server !== null) {
      try {
        return await work();
      } finally {
        await new Promise((done) => server.close(done));
      }
    }
    if (!told) onWait();
    await new Promise((done) => setTimeout(done, POLL_MS));
    signal?.throwIfAborted();
  }
};

const take = (path) =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error) => (error.code === "EADDRINUSE" ? resolve(null) : reject(error)));
    server.listen({ path }, () => resolve(server));
  });
