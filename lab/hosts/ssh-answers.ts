import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Resolves once an SSH server greets. */
export const untilSshAnswers = async (address: string, log: string): Promise<void> => {
  const until = Date.now() + 8_000;
  for (;;) {
    const heard = await greeting(address);
    if (heard.startsWith("SSH-2.0-")) return;
    if (Date.now() > until) throw new Error(`sshd on ${address} does not answer (${heard || "silence"}); see ${log}`);
    await sleep(20);
  }
};

const greeting = (address: string): Promise<string> => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect({ host: address, port: 22, timeout: 500 });
  const settle = (heard: string) => {
    socket.destroy();
    resolve(heard);
  };
  socket.on("data", (data) => settle(data.toString()));
  socket.on("error", (error) => settle(error.message));
  socket.on("timeout", () => settle(""));
  return promise;
};
