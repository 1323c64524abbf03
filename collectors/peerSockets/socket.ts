import { unparsable } from "../failure.ts";
import { ownerIn } from "../socket-owner.ts";

export interface Socket {
  readonly key: string;
  readonly state: string;
  /** Recv-Q: bytes to be read; of a listening one, connections to be accepted. */
  readonly receive: number;
  /** Send-Q: bytes not acknowledged; of a listening one, the most that may wait. */
  readonly send: number;
  readonly local: string;
  readonly peer: string;
  /** Null: no process has it, or it is not shown. */
  readonly owner: string | null;
}

const LINE = /^(\S+)\s+(\d+)\s+(\d+)\s+(\S+:(?:\d+|\*))\s+(\S+:(?:\d+|\*))\s*(.*)$/;

export function socketIn(line: string): Socket {
  const [, state = "", receive, send, local = "", peer = "", rest = ""] =
    LINE.exec(line) ?? unparsable(`"${line.slice(0, 60)}" is not a socket`);
  const user = ownerIn(rest);
  return {
    key: `${local} ${peer}`,
    state,
    receive: Number(receive),
    send: Number(send),
    local,
    peer,
    owner: user === null ? null : `${user.name} (pid ${user.pid})`,
  };
}
