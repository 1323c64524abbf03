import { z } from "zod";
import type { Actor } from "#machines/journal/event.ts";
import type { PreflightHost, PreflightLine } from "#machines/journal/preflight.ts";
import { briefSchema } from "../door/action.ts";
import { keyedHost } from "../door/brief.ts";
import type { Bench } from "../investigate/bench.ts";
import { preflight } from "../investigate/preflight.ts";
import type { Destination } from "../ssh/transport.ts";
import type { Store } from "../store/store.ts";
import { ANSWER_CHANNEL, ASK_CHANNEL } from "./channels.ts";

const actor = z.object({
  kind: z.enum(["person", "culprit"]),
  id: z.string(),
  name: z.string(),
  via: z.enum(["page", "cli", "api", "worker"]),
});
const askSchema = z.object({ token: z.string(), who: actor, hosts: briefSchema.shape.hosts });

/** Answers the pre-flight questions of the pages. With several workers, one takes each question (an advisory lock on its token). */
export async function answerPreflights({
  bench,
  store,
  signal,
}: {
  bench: Bench;
  store: Store;
  signal: AbortSignal;
}): Promise<() => Promise<void>> {
  const busy = new Set<Promise<void>>();
  const stop = await store.onNotify(ASK_CHANNEL, (payload) => {
    const parsed = askSchema.safeParse(JSON.parse(payload));
    if (!parsed.success) return;
    const { token, who, hosts } = parsed.data;
    const job = store
      .claimOnce(`preflight ${token}`)
      .then((mine) =>
        mine ? checkAll({ bench, signal, who }, hosts, (line) => store.notify(ANSWER_CHANNEL, JSON.stringify({ token, line }))) : undefined,
      )
      // A database that is away makes the page's own wait time out, which says so.
      .catch((error: unknown) => process.stderr.write(`preflight: ${String(error)}\n`))
      .then(() => void busy.delete(job));
    busy.add(job);
  });
  return async () => {
    await stop();
    await Promise.all(busy);
  };
}

interface By {
  readonly bench: Bench;
  readonly signal: AbortSignal;
  readonly who: Actor;
}

async function checkAll(by: By, hosts: readonly PreflightHost[], tell: (line: PreflightLine) => Promise<void>): Promise<void> {
  await Promise.all(
    hosts.map(async (draft, index) => {
      await tell({ host: index, state: "connecting" });
      await tell(await checkOne(by, draft, index));
    }),
  );
}

async function checkOne({ bench, signal, who }: By, draft: PreflightHost, index: number): Promise<PreflightLine> {
  const host = keyedHost(draft, draft.role);
  const destination = await bench.destinationOf(host, who);
  if ("kind" in destination) return { host: index, state: "failed", failure: destination };
  let asked: { destination: Destination; algorithm: string; fingerprint: string; key: Buffer } | null = null;
  const session = await bench.transport.connect(destination, {
    signal,
    onUnknownKey: (offer) => {
      asked = offer;
      return Promise.resolve("refuse");
    },
  });
  const offer = asked as { destination: Destination; algorithm: string; fingerprint: string; key: Buffer } | null;
  if (offer !== null) {
    const { address, port } = offer.destination;
    return {
      host: index,
      state: "keyUnknown",
      address,
      port,
      algorithm: offer.algorithm,
      fingerprint: offer.fingerprint,
      key: offer.key.toString("base64"),
    };
  }
  if ("kind" in session) return { host: index, state: "failed", failure: session };
  // It is held a while longer for whoever starts what was checked.
  const facts = await preflight({ bench, host, session, signal }).finally(() => session.close());
  return "kind" in facts ? { host: index, state: "failed", failure: facts } : { host: index, state: "ready", facts };
}
