import { unknown, type Value } from "#machines/contract/value.ts";
import { congestionControlIn, countIn, memoryIn, numberIn, retransmittedIn } from "../tcp-info.ts";
import { bufferFull } from "./buffer-full.ts";
import type { Pair } from "./pair.ts";

/** Mathis, Semke, Mahdavi, Ott 1997: rate = C * MSS / (RTT * sqrt(p)), with C = sqrt(3/2) for one acknowledgement a segment. */
const MATHIS = Math.sqrt(3 / 2);

const none = unknown("no connection was looked at twice");
export const NO_DETAILS: Readonly<Record<string, Value>> = Object.fromEntries(
  [
    "busyPercent",
    "rwndLimitedPercent",
    "sndbufLimitedPercent",
    "bufferFull",
    "retransPercent",
    "lossPercent",
    "spuriousPercent",
    "rttMs",
    "minRttMs",
    "queuedMs",
    "mssBytes",
    "segmentBytes",
    "cwndPackets",
    "cwndMbit",
    "windowMbit",
    "mathisMbit",
    "mathisOfRatePercent",
    "timeoutsMbit",
    "reordering",
    "congestionControl",
    "sendBufferBytes",
  ].map((field) => [field, none]),
);

/** What the connection that carried most says about itself: where its time went, and which rate its window, its loss and its round trip allow. */
export function detailsOf(
  { before, after, bytes }: Pair,
  window: { readonly seconds: number; readonly mbit: Value },
): Readonly<Record<string, Value>> {
  const change = (word: string): number => Math.max(0, countIn(after, word) - countIn(before, word));
  const busyMs = change("busy");
  const limited = (word: string): Value => share(change(word), busyMs, "the connection had nothing to send");
  const sent = change("data_segs_out") || change("segs_out");
  const repeated = Math.max(0, retransmittedIn(after) - retransmittedIn(before));
  const spurious = Math.min(repeated, change("dsack_dups"));
  const ofSent = (count: number): Value => share(count, sent, "it sent no segment");
  const loss = ofSent(repeated - spurious);
  const [rtt, minRtt, mss, cwnd] = [numberIn(after, "rtt"), numberIn(after, "minrtt"), numberIn(after, "mss"), numberIn(after, "cwnd")];
  const offered = numberIn(after, "snd_wnd");
  const perTrip = (bits: number | null, what: string): Value =>
    bits === null || rtt === null || rtt <= 0 ? unknown(`ss does not show ${what}`) : bits / (rtt * 1_000);
  const mathis = mathisMbit({ rtt, mss, loss });
  return {
    busyPercent: Math.min(100, busyMs / window.seconds / 10),
    rwndLimitedPercent: limited("rwnd_limited"),
    sndbufLimitedPercent: limited("sndbuf_limited"),
    bufferFull: bufferFull({ before, after, bytes }, window.mbit),
    retransPercent: ofSent(repeated),
    lossPercent: loss,
    spuriousPercent: ofSent(spurious),
    rttMs: rtt ?? unknown("ss does not show the round trip"),
    minRttMs: minRtt ?? unknown("ss does not show the shortest round trip"),
    queuedMs:
      rtt === null || minRtt === null
        ? unknown("ss does not show the shortest round trip")
        : Math.max(0, (isStuck(busyMs, { bytes, waiting: after.sendQueue, ...window }) ? 1_000 * window.seconds : rtt) - minRtt),
    mssBytes: mss ?? unknown("ss does not show the MSS"),
    segmentBytes: change("data_segs_out") > 0 && change("bytes_sent") > 0 ? change("bytes_sent") / change("data_segs_out") : NO_SIZES,
    cwndPackets: cwnd ?? unknown("ss does not show the congestion window"),
    cwndMbit: perTrip(cwnd === null || mss === null ? null : 8 * cwnd * mss, "the congestion window"),
    windowMbit: perTrip(offered === null ? null : 8 * offered, "the window offered (it came with Linux 5.4)"),
    mathisMbit: mathis,
    mathisOfRatePercent:
      typeof mathis === "number" && typeof window.mbit === "number" && window.mbit > 0 ? (100 * mathis) / window.mbit : none2(mathis),
    timeoutsMbit: timeoutsMbit({ rtt, mss, loss }),
    reordering: countIn(after, "reord_seen") - countIn(before, "reord_seen"),
    congestionControl: congestionControlIn(after),
    sendBufferBytes: memoryIn(after, "tb"),
  };
}

const NO_SIZES = unknown("it sent no segment, or this ss does not count the bytes of all of them");

/** As the runbook has it: half of the time. */
const MOSTLY = 500;

/**
 * It had data to send nearly all the time, and none was acknowledged: the round trip that ss shows is of before. What waits has waited for at least so long, or was lost
 * without ever being sent again, as where this host's own queue refuses each segment.
 */
const isStuck = (
  busyMs: number,
  { bytes, waiting, seconds }: { readonly bytes: number; readonly waiting: number; readonly seconds: number },
): boolean => bytes === 0 && waiting > 0 && busyMs >= MOSTLY * seconds;

const none2 = (mathis: Value): Value => (typeof mathis === "object" ? mathis : unknown("the rate is not known"));

const share = (part: number, whole: number, why: string): Value => (whole > 0 ? Math.min(100, (100 * part) / whole) : unknown(why));

interface Path {
  readonly rtt: number | null;
  readonly mss: number | null;
  readonly loss: Value;
}

/** Linux' least time before it sends again what nobody acknowledged (TCP_RTO_MIN). */
const LEAST_RTO_S = 0.2;

/**
 * Padhye, Firoiu, Towsley, Kurose 1998, formula 30 with one acknowledgement a segment: what is left where so much is lost that the sender waits for its timer again and again.
 * A sender with selective acknowledgements does better: this is the lower end.
 */
function timeoutsMbit({ rtt, mss, loss }: Path): Value {
  if (rtt === null || mss === null || rtt <= 0) return unknown("ss does not show the round trip or the MSS");
  if (typeof loss !== "number") return loss;
  if (loss === 0) return unknown("nothing was lost, so loss sets no limit");
  const p = loss / 100;
  const waits = Math.max(LEAST_RTO_S, rtt / 1_000) * Math.min(1, 3 * Math.sqrt((3 * p) / 8)) * p * (1 + 32 * p * p);
  return (8 * mss) / ((rtt / 1_000) * Math.sqrt((2 * p) / 3) + waits) / 1e6;
}

function mathisMbit({ rtt, mss, loss }: Path): Value {
  if (rtt === null || mss === null || rtt <= 0) return unknown("ss does not show the round trip or the MSS");
  if (typeof loss !== "number") return loss;
  if (loss === 0) return unknown("nothing was lost, so loss sets no limit");
  return (MATHIS * 8 * mss) / (rtt * 1_000 * Math.sqrt(loss / 100));
}
