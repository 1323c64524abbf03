import { randomUUID } from "node:crypto";
import { CONFIG_ANSWER_CHANNEL, CONFIG_ASK_CHANNEL } from "../preflight/channels.ts";
import type { ConfigHosts } from "../ssh/config-hosts.ts";
import { web } from "../web.ts";

export type { ConfigHost, ConfigHosts } from "../ssh/config-hosts.ts";

/** With the names among them that the inventory has already. */
export interface FoundHosts extends ConfigHosts {
  readonly taken: readonly string[];
}

const PATIENCE_MS = 10_000;

/** Asks a worker which hosts this text names, or with null its own account's ssh config. Null when no worker answers. */
export async function sshConfigHosts(text: string | null): Promise<FoundHosts | null> {
  const { store } = await web();
  const token = randomUUID();
  let answer: (hosts: ConfigHosts | null) => void = () => undefined;
  const answered = new Promise<ConfigHosts | null>((resolve) => (answer = resolve));
  const stop = await store.onNotify(CONFIG_ANSWER_CHANNEL, (payload) => {
    const told = JSON.parse(payload) as ConfigHosts & { readonly token: string };
    if (told.token === token) answer({ hosts: told.hosts, left: told.left });
  });
  const timer = setTimeout(() => answer(null), PATIENCE_MS);
  try {
    await store.notify(CONFIG_ASK_CHANNEL, JSON.stringify({ token, text }));
    const found = await answered;
    if (found === null) return null;
    const there = new Set((await store.inventory.list()).map(({ name }) => name));
    return { ...found, taken: found.hosts.flatMap(({ name }) => (there.has(name) ? [name] : [])) };
  } finally {
    clearTimeout(timer);
    await stop();
  }
}
