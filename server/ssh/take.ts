import type { Failure } from "#machines/contract/index.ts";
import type { Ending, Header } from "./frame-parser.ts";
import { outcome } from "./outcome.ts";
import type { Answer, Command } from "./transport.ts";
import { commandLine } from "./wrap.ts";

type Stream = "stdout" | "stderr";

/** What comes back of one command, collected until it is an answer. */
export interface Take {
  readonly command: Command;
  begin(nowMs: number): void;
  /** Keeps what fits under the cap; returns that, and whether the command went so far beyond it that it has to be stopped. */
  push(stream: Stream, data: Buffer): { readonly kept: Buffer; readonly flood: boolean };
  finish(header: Header | null, ending: Ending, nowMs: number): Answer;
  /** The command was stopped by us, or nothing more will come. */
  fail(header: Header | null, failure: Failure, nowMs: number): Answer;
}

/** A little too much is dropped in silence, so that the exit code is still known; more than this stops the command. */
const DROPPED_BEFORE_STOP_BYTES = 1_048_576;

export function openTake(command: Command, openedAt: number): Take {
  const streams: Record<Stream, { chunks: Buffer[]; kept: number; dropped: number }> = {
    stdout: { chunks: [], kept: 0, dropped: 0 },
    stderr: { chunks: [], kept: 0, dropped: 0 },
  };
  let startedAt = openedAt;
  let uptimeSeconds: number | null = null;
  const answer = (
    header: Header | null,
    nowMs: number,
    end: { readonly exitCode: number | null; readonly failure: Failure | undefined },
  ): Answer => ({
    key: command.key,
    commandLine: commandLine(command, header?.uid ?? null),
    stdout: Buffer.concat(streams.stdout.chunks),
    stderr: Buffer.concat(streams.stderr.chunks),
    exitCode: end.exitCode,
    signal: null,
    truncated: streams.stdout.dropped + streams.stderr.dropped > 0,
    startedAt,
    durationMs: Math.max(0, nowMs - startedAt),
    uptimeSeconds,
    bootId: header?.bootId ?? null,
    ...(end.failure === undefined ? {} : { failure: end.failure }),
  });
  return {
    command,
    begin: (nowMs) => {
      startedAt = nowMs;
    },
    push: (name, data) => {
      const stream = streams[name];
      const kept = data.subarray(0, Math.max(0, command.maxBytes - stream.kept));
      if (kept.length > 0) stream.chunks.push(kept);
      stream.kept += kept.length;
      stream.dropped += data.length - kept.length;
      return { kept, flood: stream.dropped > DROPPED_BEFORE_STOP_BYTES };
    },
    finish: (header, ending, nowMs) => {
      ({ uptimeSeconds } = ending);
      const failure = outcome(command, ending, Buffer.concat(streams.stderr.chunks));
      return answer(header, nowMs, { exitCode: ending.how === "exited" ? ending.code : null, failure });
    },
    fail: (header, failure, nowMs) => answer(header, nowMs, { exitCode: null, failure }),
  };
}
