import type { ServerChannel } from "ssh2";

/** What the other side says on stdin while a frame is played: kill this command, finish, and by ending it, stop everything. */
export interface Wishes {
  killOf(pid: number): { readonly promise: Promise<void>; is(): boolean };
  readonly finished: Promise<void>;
  /** The channel or its stdin has ended. */
  readonly end: Promise<void>;
  gone(): boolean;
}

/** Listens to a channel's stdin; `onFirstLine` takes the first line instead, where the script itself comes that way. */
export function listen(channel: ServerChannel, onFirstLine?: (line: string) => void): Wishes {
  const finish = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const kills = new Map<number, () => void>();
  let first = onFirstLine;
  let gone = false;
  let text = "";
  const leave = (): void => {
    gone = true;
    end.resolve();
    finish.resolve();
    for (const kill of kills.values()) kill();
  };
  channel.on("data", (data: Buffer) => {
    text += data.toString("utf8");
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      const [word, pid] = line.split(" ");
      if (first) {
        first(line);
        first = undefined;
      } else if (word === "f") finish.resolve();
      else if (word === "k") kills.get(Number(pid))?.();
    }
  });
  channel.once("end", leave);
  channel.once("close", leave);
  return {
    killOf: (pid) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      let is = false;
      kills.set(pid, () => {
        is = true;
        resolve();
      });
      return { promise, is: () => is };
    },
    finished: finish.promise,
    end: end.promise,
    gone: () => gone,
  };
}
