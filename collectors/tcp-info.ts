import { type Unknown, unknown, type Value } from "#machines/contract/value.ts";
import { unparsable } from "./failure.ts";
import { ownerIn, withoutOwners } from "./socket-owner.ts";

/** One TCP connection as `ss -tinmp` shows it. */
export interface TcpConnection {
  readonly receiveQueue: number;
  readonly sendQueue: number;
  readonly local: string;
  readonly peer: string;
  /** Who has it open; unknown to a login that may not see other users' processes. */
  readonly process: string | Unknown;
  /** The words of the second line: "rtt:0.073/0.016", "rwnd_limited:548ms(100.0%)", "skmem:(r0,rb131072,...)". */
  readonly info: string;
}

// "ESTAB" stands first when no state was asked for, "tcp" with some versions. Addresses may carry an interface: fe80::1%eth0.
const HEAD = /^(?:tcp\s+)?(?:[A-Z][A-Z0-9-]+\s+)?(\d+)\s+(\d+)\s+(\S+:\d+)\s+(\S+:\d+)(?:\s+(.*))?$/;

/**
 * The connections in the output of ss, which has no version without surprises: the header may be there, the second line may be joined to the first.
 * Source: https://man7.org/linux/man-pages/man8/ss.8.html; iproute2 misc/ss.c (tcp_stats_print).
 */
export function connectionsIn(lines: readonly string[]): readonly TcpConnection[] {
  const found: TcpConnection[] = [];
  for (const line of lines) {
    if (line.trim() === "" || /^\s*(Netid|State|Recv-Q)\s/.test(line)) continue;
    const head = HEAD.exec(line.trim());
    if (head !== null && !/^\s/.test(line)) {
      const [, receiveQueue, sendQueue, local = "", peer = "", rest = ""] = head;
      found.push({
        receiveQueue: Number(receiveQueue),
        sendQueue: Number(sendQueue),
        local: plain(local),
        peer: plain(peer),
        process: processIn(rest),
        info: withoutOwners(rest),
      });
      continue;
    }
    const last = found.pop();
    if (last === undefined || !/^\s/.test(line)) return unparsable(`"${line.trim().slice(0, 40)}" is not a connection of ss`);
    found.push({ ...last, info: `${last.info} ${line.trim()}` });
  }
  return found;
}

/** An IPv4 connection of a socket that speaks IPv6 is shown as [::ffff:192.0.2.1]. */
const plain = (endpoint: string): string => endpoint.replace(/^\[::ffff:([\d.]+)\]/, "$1");

function processIn(rest: string): string | Unknown {
  return ownerIn(rest)?.name ?? unknown("this login may not see whose connection it is");
}

/** The number behind a word: "rtt:0.073/0.016" gives 0.073, "rwnd_limited:548ms(100.0%)" 548. Null where ss leaves the word out. */
export function numberIn({ info }: TcpConnection, word: string): number | null {
  const found = new RegExp(`(?:^|\\s)${word}[: ](\\d+(?:\\.\\d+)?)`).exec(info)?.[1];
  return found === undefined ? null : Number(found);
}

/** ss leaves out what never happened; that is 0, not unknown. */
export const countIn = (connection: TcpConnection, word: string): number => numberIn(connection, word) ?? 0;

/** "retrans:1/46": now, and since the connection was made. */
export const retransmittedIn = ({ info }: TcpConnection): number => Number(/(?:^|\s)retrans:\d+\/(\d+)/.exec(info)?.[1] ?? 0);

/** "skmem:(r0,rb131072,t0,tb4194304,f384,w2797184,...)": the size of a buffer, and what it holds. */
export function memoryIn({ info }: TcpConnection, letter: "r" | "rb" | "tb" | "w"): Value {
  const found = new RegExp(`skmem:\\(.*?\\b${letter}(\\d+)`).exec(info)?.[1];
  return found === undefined ? unknown("ss does not show the socket's memory") : Number(found);
}

/** cubic, bbr, reno: the word before "wscale" or "rto". */
export const congestionControlIn = ({ info }: TcpConnection): Value =>
  /(?:^|\s)([a-z][a-z0-9_]+)(?: wscale:\d+,\d+)? rto:/.exec(info)?.[1] ?? unknown("ss does not show the congestion control");
