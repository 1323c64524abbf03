import { randomUUID } from "node:crypto";
import { collectors, catalogue } from "#collectors";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { Office } from "../door/office.ts";
import type { Bench } from "../investigate/bench.ts";
import { drive } from "../investigate/drive.ts";
import type { Status } from "../investigate/status.ts";
import type { Journal } from "../journal.ts";
import { resolveDestination, type Target } from "../ssh/destination.ts";
import { memoryPins } from "../ssh/memory-pins.ts";
import { openTransport } from "../ssh/open-transport.ts";
import type { Answer, Command, Transport } from "../ssh/transport.ts";
import { memoryJournal } from "../store/memory-journal.ts";

export interface FieldOptions {
  readonly identityFiles: readonly string[];
  readonly knownHostsFiles: readonly string[];
  readonly jump?: Target;
  /** Keep every command and answer, so that a recording can be made. */
  readonly record: boolean;
}

/** What each host answered, in order; for recordings. */
export interface Exchange { readonly label: string; readonly command: Command; readonly answer: Answer }

/** An investigation without a server: the log in memory, real SSH, the same door and the same drive. */
export interface Field {
  readonly bench: Bench;
  readonly office: Office;
  readonly exchanges: readonly Exchange[];
  drive(id: string, signal: AbortSignal): Promise<Status>;
  onAppend(told: (id: string, events: readonly InvestigationEvent[]) => void): () => void;
  close(): Promise<void>;
}

export function openField(options: FieldOptions): Field {
  const told = new Set<(id: string, events: readonly InvestigationEvent[]) => void>();
  const journal = telling(memoryJournal(), told);
  const exchanges: Exchange[] = [];
  const transport = openTransport({ pins: memoryPins() });
  const bench: Bench = {
    journal,
    transport: options.record ? noting(transport, exchanges) : transport,
    collectors,
    catalogue,
    destinationOf: (host) => resolveDestination(host, options),
    now: () => new Date(),
    newId: randomUUID,
  };
  const refuse = (): never => {
    throw new TypeError("there is no inventory without a server");
  };
  return {
    bench,
    exchanges,
    office: { journal, inventory: { add: refuse, remove: refuse }, keys: { approve: refuse, forget: refuse }, enqueue: () => Promise.resolve(), newId: randomUUID },
    drive: async (id, signal) => {
      const token = randomUUID();
      await journal.lease(id, token, 24 * 3_600_000);
      try {
        return await drive(bench, id, token, signal);
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

/** Notes what crosses the transport, without changing it. */
function noting(transport: Transport, exchanges: Exchange[]): Transport {
  return {
    ...transport,
    connect: async (destination, connectOptions) => {
      const session = await transport.connect(destination, connectOptions);
      if (!("batch" in session)) return session;
      const note = (command: Command | undefined, answer: Answer): void => {
        if (command !== undefined) exchanges.push({ label: destination.label, command, answer });
      };
      return {
        ...session,
        batch: async (commands, runOptions) => {
          const answers = await session.batch(commands, runOptions);
          answers.forEach((answer) => note(commands.find(({ key }) => key === answer.key), answer));
          return answers;
        },
        sensor: (command, runOptions) => {
          const sensor = session.sensor(command, runOptions);
          return {
            armed: sensor.armed,
            finish: async () => {
              const answer = await sensor.finish();
              note(command, answer);
              return answer;
            },
          };
        },
      };
    },
  };
}
