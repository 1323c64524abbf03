import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { LabHost } from "../hosts/lab.ts";

/** Runs `work` while a connection to the host's sshd stands, as while somebody is logged in. */
export const visiting = async <T>(host: LabHost, work: () => Promise<T>): Promise<T> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect(host.sshPort, host.sshAddress, resolve);
  socket.on("error", reject);
  await promise;
  try {
    // Until what watches for visitors has had its turn; the busiest machine seen took half a second.
    await sleep(700);
    return await work();
  } finally {
    socket.destroy();
  }
};
