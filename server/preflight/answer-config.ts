import { z } from "zod";
import { configHosts } from "../ssh/config-hosts.ts";
import type { Store } from "../store/store.ts";
import { CONFIG_ANSWER_CHANNEL, CONFIG_ASK_CHANNEL } from "./channels.ts";

const askSchema = z.object({ token: z.string(), text: z.string().nullable() });

/** Answers which hosts an ssh config names: pages may not read one, and the account's own lies where the worker is. */
export async function answerConfigs(store: Pick<Store, "onNotify" | "notify" | "claimOnce">): Promise<() => Promise<void>> {
  return store.onNotify(CONFIG_ASK_CHANNEL, (payload) => {
    const parsed = askSchema.safeParse(JSON.parse(payload));
    if (!parsed.success) return;
    const { token, text } = parsed.data;
    void store
      .claimOnce(`config ${token}`)
      .then(async (mine) => {
        if (mine) await store.notify(CONFIG_ANSWER_CHANNEL, JSON.stringify({ token, ...(await configHosts(text)) }));
      })
      // A database that is away makes the page's own wait time out, which says so.
      .catch((error: unknown) => process.stderr.write(`ssh config: ${String(error)}\n`));
  });
}
