import type { CommandOutput } from "#machines/contract/collector.ts";
import { isUnknown, unknown, type Reading, type Value } from "#machines/contract/value.ts";
import { readCapture, type Capture } from "../vrrp-capture.ts";
import { TAKEOVER } from "../vrrp-interval.ts";
import { isLate, longestGapMs, missedOf, rowOf, streamsOf, type Stream } from "../vrrp-streams.ts";

/** A window that ended before nine tenths of what was asked for did not watch what it says. */
const ENOUGH = 0.9;

export function parseAdverts(output: CommandOutput): Reading {
  const capture = readCapture(output);
  const streams = streamsOf(capture);
  const address = output.args["address"];
  const listed = streams.filter(({ adverts }) => adverts.some(({ addresses }) => address !== undefined && addresses.includes(address)));
  // Adverts need not list it (virtual_ipaddress_excluded, or a capture without addresses): then all routers seen are meant.
  const meant = listed.length > 0 ? listed : streams;
  const sent = meant.filter((stream) => stream.sent);
  const received = meant.filter(({ sent }) => !sent);
  const asked = Number(output.args["seconds"] ?? 0);
  return {
    fields: {
      watchedSeconds: Math.round(capture.seconds * 100) / 100,
      kernelDropped: capture.dropped,
      complete: isWhole(capture, asked),
      clockStepMs: capture.clockStepMs,
      how: capture.how,
      held: capture.held,
      lacking: isUnknown(capture.held) ? capture.held : capture.held === true ? 0 : 1,
      holding: isUnknown(capture.held) ? capture.held : capture.held === true ? 1 : 0,
      addressListed: listed.length > 0,
      seen: count(meant),
      sent: count(sent),
      received: count(received),
      delivered: deliveredOf(received),
      sentLate: isWhole(capture, asked) ? sent.length === 0 || sent.some(isLate) : unknown("the capture was cut short or lost packets"),
      sentGapMs: sent.length === 0 ? Math.round(1_000 * capture.seconds) : Math.max(...sent.map(longestGapMs)),
      senders: new Set(meant.map(({ source }) => source)).size,
      missed: received.reduce((sum, stream) => sum + missedOf(stream), 0),
      longestGapMs: received.length === 0 ? unknown("no advert came in") : Math.max(...received.map(longestGapMs)),
      limitMs: received.length === 0 ? unknown("no advert came in") : TAKEOVER * Math.min(...received.map(({ intervalMs }) => intervalMs)),
      ...capture.unseen,
    },
    tables: { streams: streams.map(rowOf) },
  };
}

const isWhole = ({ dropped, seconds }: Capture, asked: number): boolean => dropped === 0 && seconds >= asked * ENOUGH;

const count = (streams: readonly Stream[]): number => streams.reduce((sum, { adverts }) => sum + adverts.length, 0);

const deliveredOf = (received: readonly Stream[]): Value => {
  const unseen = received.map(({ delivered }) => delivered).find(isUnknown);
  return unseen ?? received.reduce((sum, { delivered }) => sum + Number(delivered), 0);
};
