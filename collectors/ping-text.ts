import type { CommandOutput } from "#machines/contract/collector.ts";
import { type Reading, unknown, type Value } from "#machines/contract/value.ts";
import { failWith, unparsable } from "./failure.ts";
import { decimal, fraction } from "./number.ts";
import { sequence } from "./ping-sequence.ts";

const STATISTICS = /^--- .+ ping statistics ---$/m;
const TRANSMITTED = /^(\d+) packets transmitted, (\d+) (?:packets )?received(.*packet loss.*)$/im;
const ROUND_TRIP = /^(?:rtt|round-trip) min\/avg\/max(?:\/mdev)? = ([\d.]+)\/([\d.]+)\/([\d.]+)/im;
/** This host refused to send: a full queue, a rule on the way out, a packet larger than the interface takes. */
const LOCAL = /^ping6?: (?:sendmsg|sendto|send|local error)\b.*$/gim;

/** The widest slot there is (machines/slot.ts); more cannot have been sent, and would be counted one by one. */
const MOST_PROBES = 1_000_000;

export function parsePing(output: CommandOutput): Reading {
  const summary = STATISTICS.test(output.stdout) ? TRANSMITTED.exec(output.stdout) : null;
  if (summary === null) return noSummary(output);
  const [, transmitted, answered, rest = ""] = summary;
  const { sent, received, asked } = countsOf(transmitted, answered, output.args["count"]);
  const lines = sequence(output.stdout);
  const cutShort = sent < asked;
  // The answer to the last probe may have been on its way when the run was ended.
  const open = cutShort && sent > received && !lines.answered(sent) ? 1 : 0;
  const runs = lines.lossRuns(sent - open);
  const addUp = runs.lost === sent - open - received;
  return {
    fields: {
      sent: sent - open,
      received,
      lost: sent - open - received,
      lostPercent: percent(sent - open - received, sent - open),
      duplicates: extra(rest, /(?<!\d)(\d+) duplicates/),
      errors: extra(rest, /\+(\d+) errors/),
      corrupted: extra(rest, /\+(\d+) corrupted/),
      localErrors: [...`${output.stderr}\n${output.stdout}`.matchAll(LOCAL)].length,
      ...roundTrip(output.stdout, received),
      // Lines may be missing from a damaged or quiet output: then only the summary counts.
      ...(addUp ? { lossRunsLongest: runs.longest, firstLostSeq: runs.first } : runsUnknown()),
      cutShort,
    },
    // Without every answer's line nobody knows which were lost.
    ...(addUp ? { tables: { lossRuns: runs.runs.map(({ first, count }) => ({ key: String(first), first, count })) } } : {}),
  };
}

/** What a summary says, if as many can have been sent as it says. */
export function countsOf(
  transmitted: string | undefined,
  answered: string | undefined,
  count: string | undefined,
): { readonly sent: number; readonly received: number; readonly asked: number } {
  const sent = safe(transmitted, "sent");
  const received = safe(answered, "received");
  if (received > sent) return unparsable(`${received} received of ${sent} sent`);
  const asked = count === undefined ? sent : safe(count, "count");
  if (sent > asked || sent > MOST_PROBES) return unparsable(`${sent} probes reported as sent, ${asked} were asked for`);
  return { sent, received, asked };
}

function noSummary(output: CommandOutput): never {
  // Exit 0 and 1 come with a summary. 2 is an error before or instead of it: an unknown host, no route.
  if (output.exitCode === null || output.exitCode > 1) {
    return failWith({ kind: "exited", code: output.exitCode, signal: null, stderr: output.stderr });
  }
  return unparsable("ping ended without its summary");
}

function roundTrip(stdout: string, received: number): Readonly<Record<string, Value>> {
  const [, min, avg, max] = ROUND_TRIP.exec(stdout) ?? [];
  if (min === undefined) {
    const none = unknown(received === 0 ? "nothing came back" : "ping printed no round trip times");
    return { rttMinMs: none, rttAvgMs: none, rttMaxMs: none };
  }
  return { rttMinMs: fraction(min, "rtt"), rttAvgMs: fraction(avg, "rtt"), rttMaxMs: fraction(max, "rtt") };
}

function runsUnknown(): Readonly<Record<string, Value>> {
  const why = unknown("the single answers do not add up to the summary");
  return { lossRunsLongest: why, firstLostSeq: why };
}

/** Left out of the summary when 0. */
const extra = (rest: string, pattern: RegExp): number => {
  const found = pattern.exec(rest)?.[1];
  return found === undefined ? 0 : safe(found, "summary");
};

const percent = (lost: number, sent: number): Value => (sent === 0 ? unknown("nothing was sent") : (100 * lost) / sent);

const safe = (text: string | undefined, what: string): number => {
  const value = decimal(text, what);
  return typeof value === "number" ? value : unparsable(`${what} is too large`);
};
