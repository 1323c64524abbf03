import type { Failure } from "#machines/contract/index.ts";
import { isFailure, type Answer, type RunOptions, type Sensor, type Session, type Transport } from "../ssh/transport.ts";
import type { Scan, Scanner } from "./scan.ts";

/**
 * The same way to hosts; what comes back has no secrets any more. Everything behind it, parsers, log, store, pages and exports, sees scanned text only, so
 * a reading made again from what is stored is the reading that was judged.
 */
export const scanningTransport = (transport: Transport, scanner: Scanner): Transport => ({
  connect: async (destination, options) => {
    const session = await transport.connect(destination, options);
    return isFailure(session) ? scannedFailure(session, scanner) : scanningSession(session, scanner);
  },
  close: () => transport.close(),
});

const scanningSession = (session: Session, scanner: Scanner): Session => ({
  destination: session.destination,
  fingerprint: session.fingerprint,
  closed: session.closed.then((why) => (why === null ? null : scannedFailure(why, scanner))),
  close: () => session.close(),
  batch: async (commands, options) => {
    const answers = await session.batch(commands, watched(options, scanner));
    return answers.map((answer) => scannedAnswer(answer, scanner));
  },
  sensor: (command, options): Sensor => {
    const sensor = session.sensor(command, watched(options, scanner));
    return {
      armed: sensor.armed.then((armed) => (armed === "armed" ? armed : scannedFailure(armed, scanner))),
      finish: async () => scannedAnswer(await sensor.finish(), scanner),
    };
  },
});

const scannedAnswer = (answer: Answer, scanner: Scanner): Answer => {
  const { failure, ...rest } = answer;
  return {
    ...rest,
    stdout: scanner.bytes(answer.stdout),
    stderr: scanner.bytes(answer.stderr),
    ...(failure === undefined ? {} : { failure: scannedFailure(failure, scanner) }),
  };
};

/** Failures quote what the host said. */
const scannedFailure = (failure: Failure, scanner: Scanner): Failure => {
  const pairs = Object.entries(failure).map(([name, value]): readonly [string, unknown] => [
    name,
    typeof value === "string" && QUOTING.has(name) ? scanner.text(value) : value,
  ]);
  return Object.fromEntries(pairs) as unknown as Failure;
};

const QUOTING: ReadonlySet<string> = new Set(["stderr", "why", "detail"]);

/** Those who watch get whole lines. What the last one begins with comes with the answer, since the observation takes the place of the live output. */
function watched(options: RunOptions | undefined, scanner: Scanner): RunOptions | undefined {
  const onChunk = options?.onChunk;
  if (onChunk === undefined) return options;
  const scans = new Map<string, Scan>();
  return {
    ...options,
    onChunk: ({ key, stream, data }) => {
      const name = `${stream} ${key}`;
      const scan = scans.get(name) ?? scanner.open();
      scans.set(name, scan);
      const shown = scan.push(data);
      if (shown.length > 0) onChunk({ key, stream, data: shown });
    },
  };
}
