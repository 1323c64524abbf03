import { unparsable } from "../failure.ts";
import { endpoint } from "../endpoint.ts";

/** A listening socket. */
export interface Listener {
  readonly address: string;
  /** Connections that wait to be accepted. */
  readonly waiting: number;
  /** How many may; null where that cannot be seen. */
  readonly limit: number | null;
  readonly owner: string;
}

/**
 * 'listen LISTEN 0 128 0.0.0.0:80 0.0.0.0:* users:(("pages",pid=33,fd=3)) ino:15423987 sk:a95b', as ss prints it, or
 * "hex 0100007F:1F90 00000003", as /proc/net/tcp has it.
 */
export function listenersIn(lines: readonly string[]): readonly Listener[] {
  return lines.flatMap((line): readonly Listener[] => {
    if (line.startsWith("hex ")) {
      const [, address = "", waiting = ""] = line.split(" ");
      return [{ address: endpoint(address), waiting: parseInt(waiting, 16), limit: null, owner: "" }];
    }
    if (!line.startsWith("listen ")) return [];
    const [, waiting, limit, address = ""] =
      /^listen LISTEN\s+(\d+)\s+(\d+)\s+(\S+)/.exec(line) ?? unparsable(`"${line.slice(0, 60)}" is not a listening socket`);
    return [{ address, waiting: Number(waiting), limit: Number(limit), owner: /users:\(\("([^"]+)"/.exec(line)?.[1] ?? "" }];
  });
}
