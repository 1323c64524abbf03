import { setTimeout as sleep } from "node:timers/promises";

/** What has just been started is not there at once. @throws Error when it is not there after `waitMs`. */
export const waitUntil = async (what: string, holds: () => Promise<boolean>, waitMs = 5_000): Promise<void> => {
  const until = Date.now() + waitMs;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error(`${what}: not so after ${waitMs} ms`);
    await sleep(20);
  }
};
