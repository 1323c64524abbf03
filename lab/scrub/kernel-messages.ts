/** A line of the kernel's log: `[ 1234.567890] text`, as dmesg and journalctl -o short-monotonic write it. */
const LINE = /^(?:<\d+>)?\[\s*(\d+\.\d+)\]/;

/** The kernel's log is the machine's. Only what was written since the fault was made can be about it. */
export const messagesSince = (uptimeSeconds: number): ((text: string) => string) => {
  const isEarlier = (line: string): boolean => {
    const [, at] = LINE.exec(line) ?? [];
    return at !== undefined && Number(at) < uptimeSeconds;
  };
  return (text) =>
    text.includes("[")
      ? text
          .split(/(?<=\n)/)
          .filter((line) => !isEarlier(line))
          .join("")
      : text;
};
