import type { Namespace } from "../hosts/namespace.ts";

export interface PingSpec {
  readonly from: Namespace;
  readonly to: string;
  readonly count: number;
  readonly intervalMs?: number;
  /** ICMP payload; the packet is 28 bytes larger. */
  readonly payload?: number;
  /** Sets Don't Fragment. Only the request carries it. */
  readonly dontFragment?: boolean;
  readonly waitSeconds?: number;
}

export interface Pinged {
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  /** Refused by the sender itself or answered with an ICMP error: what ping prints instead of an answer. */
  readonly errors: number;
  readonly duplicates: number;
  /** In ms; null when nothing came back. */
  readonly averageMs: number | null;
  readonly maxMs: number | null;
  readonly text: string;
}

/** @throws Error when ping printed no summary, as without a route or an address. */
export const ping = async (spec: PingSpec): Promise<Pinged> => {
  const { from, to, count, intervalMs = 200, payload = 56, waitSeconds = 1 } = spec;
  const fragment = spec.dontFragment === true ? ["-M", "do"] : [];
  const argv = ["ping", "-n", "-q", "-c", count, "-i", intervalMs / 1_000, "-s", payload, "-W", waitSeconds, ...fragment, to].map(String);
  const ran = await from.exec(argv, { timeoutMs: count * (intervalMs + 20) * 3 + waitSeconds * 1_000 + 10_000 });
  const summary = /(\d+) packets transmitted, (\d+) received/.exec(ran.stdout);
  if (summary === null) throw new Error(`ping on ${from.name} said nothing that can be counted: ${ran.stderr || ran.stdout}`);
  const [sent, received] = [Number(summary[1]), Number(summary[2])];
  const count1 = (pattern: RegExp): number => Number(pattern.exec(ran.stdout)?.[1] ?? 0);
  const [, average, max] = /= [\d.]+\/([\d.]+)\/([\d.]+)\//.exec(ran.stdout) ?? [];
  return {
    sent,
    received,
    lost: sent - received,
    errors: count1(/\+(\d+) errors/),
    duplicates: count1(/\+(\d+) duplicates/),
    averageMs: average === undefined ? null : Number(average),
    maxMs: max === undefined ? null : Number(max),
    text: ran.stdout,
  };
};
