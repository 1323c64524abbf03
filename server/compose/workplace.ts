import { randomUUID } from "node:crypto";
import { collectors, catalogue } from "#collectors";
import type { Bench } from "../investigate/bench.ts";
import { labDestination } from "../lab/destination.ts";
import { allowedModules } from "../investigate/modules.ts";
import { runSweep } from "../sweep/run-sweep.ts";
import { tally, whileUnderWay } from "../metrics/tally.ts";
import { work } from "../worker.ts";
import { answerPreflights } from "../preflight/answer.ts";
import { answerConfigs } from "../preflight/answer-config.ts";
import { resolveDestination } from "../ssh/destination.ts";
import { withKeptKeys } from "../ssh/kept-key.ts";
import { openTransport } from "../ssh/open-transport.ts";
import { passphraseFromFile } from "../ssh/passphrase.ts";
import { pseudonymsAsked } from "../pseudonyms/asked.ts";
import { noteHeadFile } from "../records/head.ts";
import { noteKeysFile, notedKeyring } from "../secrets/keyring.ts";
import { ownPatterns } from "../secrets/own.ts";
import { scannerOf } from "../secrets/scan.ts";
import { tokensOf } from "../secrets/tokens.ts";
import { scanningTransport } from "../secrets/transport.ts";
import type { Queue } from "../store/queue.ts";
import type { Store } from "../store/store.ts";
import { keepHouse } from "./housekeeping.ts";
import { keepGoing } from "./keep-going.ts";
import { permitsOf } from "./permits.ts";
import { openPracticeHosts } from "./practice-hosts.ts";

export interface WorkplaceOptions {
  readonly dataFolder: string;
  readonly store: Store;
  readonly queue: Queue;
  readonly say: (line: string) => void;
  /** No other process works on this database: what a killed one held is free at once. */
  readonly alone: boolean;
}

/** Investigations at once per process: each waits for hosts nearly all the time, and one that watches for a day holds its place that long. */
const CONCURRENCY = 32;
/** Sweeps at once per process, each with as many hosts at once as it was told. */
const SWEEPS_AT_ONCE = 2;

/** Where the work is done: SSH, practice hosts and the worker. Whoever opened the queue stops it after this is closed. The one place that names concrete implementations. */
export async function openWorkplace({ dataFolder, store, queue, say, alone }: WorkplaceOptions): Promise<{ close(): Promise<void> }> {
  noteKeysFile(dataFolder);
  noteHeadFile(dataFolder);
  // What they say is used later; that they say something is seen at the start.
  pseudonymsAsked();
  allowedModules();
  const keyring = await notedKeyring();
  const practice = await openPracticeHosts({ dataFolder });
  const transport = scanningTransport(
    openTransport({ pins: practice.pins(store.pins), askPassphrase: passphraseFromFile() }),
    scannerOf(
      tokensOf(keyring.tokens),
      ownPatterns().map(({ family }) => family),
    ),
  );
  const permits = permitsOf({
    store,
    resolve: (host) => withKeptKeys(resolveDestination(host, {}), host, store.safe.keyFor),
  });
  const bench: Bench = {
    journal: store.journal,
    memory: store.memory,
    transport,
    collectors,
    catalogue,
    destinationOf: (host, who) => practice.destinationOf(host) ?? labDestination(host) ?? permits.wayTo(host, who),
    noProbes: permits.noProbes,
    mayNotGoOn: permits.mayNotGoOn,
    enqueue: queue.enqueue,
    now: () => new Date(),
    newId: randomUUID,
  };
  const ending = new AbortController();
  const stopPreflights = await answerPreflights({ bench, store, signal: ending.signal });
  const stopConfigs = await answerConfigs(store);
  Object.assign(tally().places, { investigations: CONCURRENCY, sweeps: SWEEPS_AT_ONCE });
  const one = async (id: string) => ((await work(bench, id, ending.signal)) ? "done" : "busy");
  const sweep = (id: string, signal: AbortSignal) =>
    runSweep({ bench, sweeps: store.sweeps }, id, AbortSignal.any([ending.signal, signal]));
  await queue.work((id) => whileUnderWay("investigations", () => one(id)), { concurrency: CONCURRENCY });
  await queue.workSweeps((id, signal) => whileUnderWay("sweeps", () => sweep(id, signal)), { concurrency: SWEEPS_AT_ONCE });
  const stopHousekeeping = keepHouse({ store, say });
  const stopGoing = keepGoing({ store, queue });
  const resumed = await queue.recover({ alone });
  if (resumed > 0)
    say(
      `worker     ${resumed} ${resumed === 1 ? "investigation goes" : "investigations go"} on where ${resumed === 1 ? "it" : "they"} stood`,
    );
  return {
    close: async () => {
      ending.abort(new Error("the server is stopping"));
      await stopGoing();
      await stopHousekeeping();
      await stopPreflights();
      await stopConfigs();
      await transport.close();
      await practice.close();
    },
  };
}
