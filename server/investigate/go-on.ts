import { afterVerdict, enterNext, goesOn } from "./each-event.ts";
import { restAfterEvent, workOf } from "./rest.ts";
import type { Scene } from "./scene.ts";

/** Writes down what becomes of the watch, and lets the next part begin. Can be called again after any interruption: what is written is not decided twice. */
export async function goOn(scene: Pick<Scene, "bench" | "log" | "hosts" | "signal" | "meter">): Promise<void> {
  const { bench, log } = scene;
  // Most logs are of no such watch: nothing is asked of their hosts.
  const about = { id: log.id, catalogue: bench.catalogue };
  const asked = afterVerdict(log.events(), { ...about, now: bench.now().getTime(), restMs: 0 });
  const [restMs, refused] = asked?.type === "watchGoesOn" ? [await restOf(scene), await refusedNow(scene)] : [0, null];
  for (;;) {
    const body = afterVerdict(log.events(), { ...about, now: bench.now().getTime(), restMs, refused });
    if (body === null || (await log.appendUnmoved([body]))) break;
  }
  const written = goesOn(log.events());
  if (written === null) return;
  await enterNext(bench.journal, log.events(), written);
  // Also after an interruption just here: it has begun, and nobody was told.
  if ((await bench.journal.read(written.to)).length === 1) await bench.enqueue?.(written.to);
}

/** Nobody presses anything here: whoever started the watch is looked up again, as they would be at the door. */
export async function refusedNow({ bench, log }: Pick<Scene, "bench" | "log">): Promise<string | null> {
  const [first] = log.events();
  return first?.type === "started" ? ((await bench.mayNotGoOn?.(first.actor)) ?? null) : null;
}

async function restOf({ bench, log, hosts, signal, meter }: Parameters<typeof goOn>[0]): Promise<number> {
  const work = await workOf(hosts, signal);
  const now = bench.now().getTime();
  const window = log.events().find((event) => event.type === "observed" && event.request.includes(".reproduction."));
  const judgedMs = window?.type === "observed" ? Math.max(0, now - Date.parse(window.facts.startedAt)) : 0;
  return restAfterEvent(meter?.from ?? null, { work, now, judgedMs });
}
