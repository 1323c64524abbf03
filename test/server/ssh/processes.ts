import { readdirSync, readFileSync } from "node:fs";
import type { Command } from "#server/ssh/transport.ts";

/** Living processes whose command line holds the text. */
export function processes(text: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ");
        return line.includes(text) && !/^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, "latin1")) ? [line] : [];
      } catch {
        return [];
      }
    });
}

export const until = async (holds: () => boolean, withinMs = 5_000): Promise<void> => {
  const end = Date.now() + withinMs;
  while (!holds() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
};

let marks = 0;
/** A number of seconds that no other sleep of this machine has. */
export const mark = (): string => `31.${process.pid}${++marks}`;

export const run = (argv: readonly string[], more: Partial<Command> = {}): Command => ({
  key: argv.join(" "),
  argv,
  privilege: "user",
  deadlineMs: 20_000,
  maxBytes: 1_000_000,
  ...more,
});
