import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { errorCode } from "./error-code.ts";
import type { PinStore } from "./host-keys.ts";
import { findKnownHost, hostName } from "./known-hosts.ts";
import { knownText } from "./known-text.ts";

/** A writer holds the lock for a few milliseconds; one that is this old belonged to a process that died. */
const STALE_LOCK_MS = 10_000;
const LOCK_RETRY_MS = 20;

const HEADER = "# Host keys approved in Culprit. Same format as ~/.ssh/known_hosts; remove a line to be asked again.\n";

/** Culprit's own known_hosts: replaced as a whole, so a reader never sees half a line; one writer at a time. */
export function filePins(file: string): PinStore {
  return {
    find: async (host, port) => findKnownHost(await knownText(file), file, { host, port }).pinned,
    add: async (pin) => {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await locked(`${file}.lock`, async () => {
        const text = await knownText(file);
        if (findKnownHost(text, file, pin).pinned.some(({ key }) => key.equals(pin.key))) return;
        const whole = text === "" || text.endsWith("\n") ? text : `${text}\n`;
        await replace(file, `${whole || HEADER}${hostName(pin.host, pin.port)} ${pin.algorithm} ${pin.key.toString("base64")}\n`);
      });
    },
  };
}

async function replace(file: string, text: string): Promise<void> {
  const next = `${file}.${process.pid}.next`;
  const handle = await open(next, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, file);
}

async function locked(lock: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await (await open(lock, "wx", 0o600)).close();
      break;
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
      await breakStale(lock);
      await sleep(LOCK_RETRY_MS);
    }
  }
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function breakStale(lock: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(lock);
    if (Date.now() - mtimeMs > STALE_LOCK_MS) await rm(lock, { force: true });
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}
