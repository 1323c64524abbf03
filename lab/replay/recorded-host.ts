import type { RecordedCommand, Recording } from "#machines/contract/index.ts";

/** One recorded host, answering again what it once answered. */
export interface RecordedHost {
  readonly bootId: string | null;
  readonly uid: number;
  /** What this call of `argv` is answered with; undefined when nothing was recorded for it. */
  next(argv: readonly string[]): RecordedCommand | undefined;
  /** The host's uptime now that a command has ended: as recorded, and never running backwards. */
  uptimeAfter(command: Pick<RecordedCommand, "uptimeSeconds" | "durationMs">): number;
}

const keyOf = (argv: readonly string[]): string => JSON.stringify(argv);

/**
 * The k-th call of an argv gets the k-th recorded answer, and the last one repeats. When the command that opened the recording is
 * called more often than it was recorded, a new investigation has begun: the host begins again from its first answers.
 */
export function recordedHost(recording: Recording, hostKey: string): RecordedHost | undefined {
  const host = recording.hosts.find(({ key }) => key === hostKey);
  if (!host) return undefined;
  const { commands } = host;
  const calls = new Map<string, number>();
  const opening = commands[0];
  let uptimeSeconds = 0;
  /** Added to recorded uptimes, so that a second investigation goes on where the first one ended. */
  let shiftSeconds = 0;
  return {
    bootId: host.bootId === "" ? null : host.bootId,
    uid: host.user === undefined || host.user === "root" ? 0 : 1_000,
    next: (argv) => {
      const key = keyOf(argv);
      const recorded = commands.filter((command) => keyOf(command.argv) === key);
      if (opening && key === keyOf(opening.argv) && (calls.get(key) ?? 0) >= recorded.length) {
        calls.clear();
        shiftSeconds = Math.max(0, uptimeSeconds + 1 - (opening.uptimeSeconds ?? 0));
      }
      const call = calls.get(key) ?? 0;
      calls.set(key, call + 1);
      return recorded[Math.min(call, recorded.length - 1)];
    },
    uptimeAfter: (command) => {
      const atLeast = uptimeSeconds + Math.max(0.01, command.durationMs / 1_000);
      const recorded = (command.uptimeSeconds ?? 0) + shiftSeconds;
      uptimeSeconds = command.uptimeSeconds !== null && recorded > uptimeSeconds ? recorded : atLeast;
      return uptimeSeconds;
    },
  };
}
