import type { Recording } from "#machines/contract/index.ts";

/** A profile sees the whole machine. Its rows end in the name of a thread, in the sections of what ran and of what waited. */
const PROFILE = /^== on lost$/m;
const SECTION = /^== (.+)$/;
const ROWS: ReadonlySet<string> = new Set(["on", "off"]);
/** Threads of the kernel: every machine has them. */
const KERNEL = /^(?:kworker|ksoftirqd|migration|rcu|kdamond|khugepaged|kcompactd|kswapd|jbd2|swapper|irq|watchdog|cpuhp|vhost)\b/;

/** Programs of this machine that belong to none of the recorded hosts become "other": those that nothing else in the recording names. */
export const withoutOtherPrograms = (recording: Recording): Recording => {
  const texts = recording.hosts.flatMap(({ commands }) =>
    commands.flatMap(({ argv, stdout }) => [...argv, ...(typeof stdout === "string" && !PROFILE.test(stdout) ? [stdout] : [])]),
  );
  const known = new Map<string, boolean>();
  const isKnown = (name: string): boolean => {
    const found = known.get(name) ?? (KERNEL.test(name) || texts.some((text) => text.includes(name)));
    known.set(name, found);
    return found;
  };
  const neutral = (stdout: string): string => {
    let section = "";
    return stdout
      .split("\n")
      .map((line) => {
        section = SECTION.exec(line)?.[1] ?? section;
        const end = line.lastIndexOf("\t") + 1;
        return end === 0 || !ROWS.has(section) || isKnown(line.slice(end)) ? line : `${line.slice(0, end)}other`;
      })
      .join("\n");
  };
  return {
    ...recording,
    hosts: recording.hosts.map((host) => ({
      ...host,
      commands: host.commands.map((command) =>
        typeof command.stdout === "string" && PROFILE.test(command.stdout) ? { ...command, stdout: neutral(command.stdout) } : command,
      ),
    })),
  };
};
