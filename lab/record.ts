import { isUtf8 } from "node:buffer";
import { partsIn, unpack } from "#server/ssh/together.ts";
import { isFailure, type Answer, type Command, type Session, type Transport } from "#server/ssh/transport.ts";
import type { BriefHost, RecordedCommand, Recording } from "#machines/contract/index.ts";
import { thisMachine, type Machine } from "./scrub/machine.ts";
import { withoutAddressesAsNames } from "./scrub/host-names.ts";
import { withoutOtherPrograms } from "./scrub/other-programs.ts";
import { scrubRecording } from "./scrub/recording.ts";
import { scrubOf, type Scrub } from "./scrub/scrub.ts";

/** One command as it went to a host, and what came back. `host` is the destination's label. */
export interface Exchange {
  readonly host: string;
  readonly command: Command;
  readonly answer: Answer;
}

/** The same transport; every finished exchange is also told to `sink`, in the order the answers came. */
export const recordingTransport = (transport: Transport, sink: (exchange: Exchange) => void): Transport => ({
  connect: async (destination, options) => {
    const session = await transport.connect(destination, options);
    return isFailure(session) ? session : recordingSession(session, sink);
  },
  close: () => transport.close(),
});

const recordingSession = (session: Session, sink: (exchange: Exchange) => void): Session => {
  const host = session.destination.label;
  return {
    destination: session.destination,
    fingerprint: session.fingerprint,
    closed: session.closed,
    close: () => session.close(),
    batch: async (commands, options) => {
      const answers = await session.batch(commands, options);
      const asked = new Map(commands.map((command) => [command.key, command]));
      for (const answer of answers) {
        const command = asked.get(answer.key);
        if (command !== undefined) sink({ host, command, answer });
      }
      return answers;
    },
    sensor: (command, options) => {
      const sensor = session.sensor(command, options);
      return {
        armed: sensor.armed,
        finish: async () => {
          const answer = await sensor.finish();
          sink({ host, command, answer });
          return answer;
        },
      };
    },
  };
};

/** A finished investigation, as far as a recording needs it. */
export interface FinishedRun {
  readonly about: string;
  readonly madeBy: string;
  readonly kernel: string;
  readonly recordedAt: string;
  readonly runbook: string;
  /** `name` is what their destinations were labelled with. */
  readonly hosts: readonly BriefHost[];
  readonly inputs: Readonly<Record<string, string>>;
  /** What people said, where they were asked. */
  readonly answers?: Recording["answers"];
  readonly exchanges: readonly Exchange[];
  readonly expect: Recording["expect"];
  /** Uptime of the hosts' machine when the fault was made: kernel messages of before are not kept. */
  readonly since?: number;
  /** Whose names may not be in it; this machine's when absent. */
  readonly machine?: Machine;
}

/** What the hosts answered, as a case of a runbook and as what the replay server answers from. */
export const toRecording = (run: FinishedRun): Recording => {
  const bootIds = run.exchanges.flatMap(({ answer }) => answer.bootId ?? []);
  const { machine = thisMachine(), since } = run;
  const scrub = scrubOf({ machine, bootIds, ...(since === undefined ? {} : { since }) });
  const recording: Recording = {
    about: run.about,
    madeBy: run.madeBy,
    kernel: run.kernel,
    recordedAt: run.recordedAt,
    runbook: run.runbook,
    hosts: run.hosts.map((host) => recordedHost(host, run.exchanges, scrub)),
    inputs: run.inputs,
    ...(run.answers === undefined ? {} : { answers: run.answers }),
    expect: run.expect,
  };
  return scrubRecording(withoutOtherPrograms(withoutAddressesAsNames(recording)), scrub);
};

const recordedHost = (host: BriefHost, exchanges: readonly Exchange[], scrub: Scrub): Recording["hosts"][number] => {
  const own = exchanges.filter((exchange) => exchange.host === host.name).flatMap(apart);
  const bootId = own.find(({ answer }) => answer.bootId !== null)?.answer.bootId ?? "";
  return { ...host, bootId, commands: own.map((exchange) => recordedCommand(exchange, scrub)) };
};

/** What one command read together is recorded as if each had been asked for alone: so it is asked for where less, or more, is wanted at once. */
const apart = (exchange: Exchange): readonly Exchange[] => {
  const { host, command, answer } = exchange;
  const parts = partsIn(command.argv)?.map((argv, index) => ({ ...command, key: `${command.key}.${index}`, argv }));
  if (parts === undefined) return [exchange];
  const answers = unpack({ command, parts }, answer);
  return parts.flatMap((part, index) => {
    const own = answers[index];
    return own === null || own === undefined ? [] : [{ host, command: part, answer: own }];
  });
};

const recordedCommand = ({ command, answer }: Exchange, { messages }: Scrub): RecordedCommand => {
  const failure = answer.failure?.kind;
  const isText = isUtf8(answer.stdout) && isUtf8(answer.stderr);
  const encoding = isText ? "utf8" : "latin1";
  return {
    argv: command.argv,
    stdout: messages(answer.stdout.toString(encoding)),
    stderr: messages(answer.stderr.toString(encoding)),
    ...(isText ? {} : { encoding: "latin1" as const }),
    exitCode: answer.exitCode,
    durationMs: Math.round(answer.durationMs),
    uptimeSeconds: answer.uptimeSeconds,
    ...(failure === "timedOut" || failure === "connectionLost" ? { failure } : {}),
  };
};
