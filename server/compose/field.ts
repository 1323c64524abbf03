import { randomUUID } from "node:crypto";
import { collectors, catalogue } from "#collectors";
import { recordingTransport, type Exchange } from "#lab/record.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { Office } from "../door/office.ts";
import type { Bench } from "../investigate/bench.ts";
import type { Memory } from "../investigate/memory.ts";
import { drive } from "../investigate/drive.ts";
import type { Status } from "../investigate/status.ts";
import type { Journal, NewObservation } from "../journal.ts";
import { labDestination } from "../lab/destination.ts";
import { resolveDestination, type Target } from "../ssh/destination.ts";
import { filePins } from "../ssh/file-pins.ts";
import type { AskPassphrase } from "../ssh/keys.ts";
import { withKeptKeys, type KeyFor } from "../ssh/kept-key.ts";
import { openTransport } from "../ssh/open-transport.ts";
import { passphraseFromFile } from "../ssh/passphrase.ts";
import { passingKeyring, type Keyring } from "../secrets/keyring.ts";
import { ownPatterns } from "../secrets/own.ts";
import type { Recording } from "#machines/contract/index.ts";
import { scannerOf } from "../secrets/scan.ts";
import { tokensOf } from "../secrets/tokens.ts";
import { scanningTransport } from "../secrets/transport.ts";
import { memoryJournal } from "../store/memory-journal.ts";

export interface FieldOptions {
  readonly identityFiles: readonly string[];
  readonly knownHostsFiles: readonly string[];
  readonly jump?: Target;
  /** Read instead of ~/.ssh/config. */
  readonly configFile?: string;
  /** Culprit's own known_hosts: keys approved on the command line are remembered here. */
  readonly pinsFile: string;
  readonly askPassphrase?: AskPassphrase;
  /** Names secrets in outputs; a passing one when nothing of them is kept. */
  readonly keyring?: Keyring;
  /** What is remembered of other investigations. */
  readonly memory?: Memory;
  /** SSH keys that Culprit keeps; without it, those of the person are all there are. */
  readonly keyFor?: KeyFor;
  /** Somebody sits there and is asked what no host can tell. */
  readonly attended?: boolean;
  /** What is answered where nobody sits; what is missing nobody knows. */
  readonly answers?: Recording["answers"];
  /** Keep every command and answer, so that a recording can be made. */
  readonly record: boolean;
}

const NONE: KeyFor = () => Promise.resolve(undefined);

/** An investigation without a server: the log in memory, real SSH, the same door and the same drive. */
export interface Field {
  readonly bench: Bench;
  readonly office: Office;
  /** What each host was asked and answered, when `record` was set. */
  readonly exchanges: readonly Exchange[];
  /** Raw outputs of an investigation, as they came. */
  observations(id: string): readonly NewObservation[];
  drive(id: string, signal: AbortSignal): Promise<Status>;
  onAppend(told: (id: string, events: readonly InvestigationEvent[]) => void): () => void;
  close(): Promise<void>;
}

export function openField(options: FieldOptions): Field {
  const told = new Set<(id: string, events: readonly InvestigationEvent[]) => void>();
  const memory = memoryJournal();
  const journal = telling(memory, told);
  const exchanges: Exchange[] = [];
  const { tokens } = options.keyring ?? passingKeyring();
  const transport = scanningTransport(
    openTransport({ pins: filePins(options.pinsFile), askPassphrase: options.askPassphrase ?? passphraseFromFile() }),
    scannerOf(
      tokensOf(tokens),
      ownPatterns().map(({ family }) => family),
    ),
  );
  const bench: Bench = {
    journal,
    transport: options.record ? recordingTransport(transport, (exchange) => exchanges.push(exchange)) : transport,
    collectors,
    catalogue,
    ...(options.memory === undefined ? {} : { memory: options.memory }),
    destinationOf: (host) => labDestination(host) ?? withKeptKeys(resolveDestination(host, options), host, options.keyFor ?? NONE),
    ...(options.attended === true ? {} : { answerFor: ({ test, host }) => options.answers?.[`${test} ${host}`] ?? null }),
    now: () => new Date(),
    newId: randomUUID,
  };
  const refuse = (): never => {
    throw new TypeError("there is no inventory without a server");
  };
  return {
    bench,
    exchanges,
    observations: (id) => memory.observations(id),
    office: {
      journal,
      inventory: { add: refuse, update: refuse, remove: refuse },
      keys: { approve: refuse, forget: refuse },
      enqueue: () => Promise.resolve(),
      newId: randomUUID,
    },
    drive: async (id, signal) => {
      const token = randomUUID();
      await journal.lease(id, token, 24 * 3_600_000);
      try {
        return await drive(bench, id, { lease: token, signal });
      } finally {
        await journal.release(id, token);
      }
    },
    onAppend: (tell) => {
      told.add(tell);
      return () => told.delete(tell);
    },
    close: () => transport.close(),
  };
}

function telling(journal: Journal, told: ReadonlySet<(id: string, events: readonly InvestigationEvent[]) => void>): Journal {
  return {
    ...journal,
    append: async (id, append) => {
      const appended = await journal.append(id, append);
      if (appended.ok) told.forEach((tell) => tell(id, appended.events));
      return appended;
    },
  };
}
