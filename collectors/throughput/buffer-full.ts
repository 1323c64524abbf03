import { unknown, type Value } from "#machines/contract/value.ts";
import { memoryIn, numberIn, type TcpConnection } from "../tcp-info.ts";
import type { Pair } from "./pair.ts";

/** A sender that waits for room goes on when a third of the buffer is free (sk_stream_is_writeable in include/net/sock.h). */
const NEARLY = 0.6;
/** What is on the way at this round trip is the rate, within a factor of two: else something else sets it. */
const EXPLAINS = 2;

/**
 * The kernel counts the time that the send buffer costs only where the program waits for room in the middle of a write (tcp_cwnd_validate), so one that writes no
 * more than the buffer takes is never counted. It shows nevertheless: the buffer holds no more, all of it is on the way, and neither window nor congestion
 * window is used up. One that is nearly full in both looks may also belong to a program that waits for an answer to what it wrote.
 */
export function bufferFull({ before, after }: Pair, mbit: Value): Value {
  const looks = [before, after];
  const free = looks.filter((look) => !isHeldBack(look));
  if (free.length === 0) return false;
  const filled = free.map(filledBy);
  const most = Math.max(...filled.map((share) => share ?? 0));
  if (most < NEARLY) return filled.includes(null) ? unknown("ss does not show the socket's memory") : false;
  if (free.length < looks.length) return unknown("in one look the send buffer was full, and in the other a window held data back");
  const rtt = numberIn(after, "rtt");
  if (rtt === null || rtt <= 0) return unknown("ss does not show the round trip");
  if (typeof mbit !== "number") return mbit;
  const allowed = (8 * Math.max(...looks.map(({ sendQueue }) => sendQueue))) / (rtt * 1_000);
  if (allowed > EXPLAINS * mbit || mbit > EXPLAINS * allowed) return false;
  return most >= 1 ? true : unknown("the send buffer was nearly full in both looks, and in none quite full");
}

/** Something waits for a window, or would have to. ss leaves out what is 0; "notsent" came with Linux 4.6, the window offered with 5.4. */
function isHeldBack(look: TcpConnection): boolean {
  const [unacked, cwnd, offered] = [numberIn(look, "unacked") ?? 0, numberIn(look, "cwnd"), numberIn(look, "snd_wnd")];
  if ((numberIn(look, "notsent") ?? 0) > 0) return true;
  return (cwnd !== null && unacked >= cwnd) || (offered !== null && offered > 0 && look.sendQueue >= offered);
}

function filledBy(look: TcpConnection): number | null {
  const [queued, buffer] = [memoryIn(look, "w"), memoryIn(look, "tb")];
  if (typeof queued !== "number" || typeof buffer !== "number" || buffer <= 0) return null;
  // Without anything on the way it is the kernel's own account.
  return look.sendQueue === 0 ? 0 : queued / buffer;
}
