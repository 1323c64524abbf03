import type { Namespace } from "../hosts/namespace.ts";

export interface Reach {
  readonly sent: number;
  readonly answered: number;
  /** What the sender itself refused with, such as "Network is unreachable"; empty when it sent. */
  readonly refusal: string;
}

/** Few pings, also where there is no way at all, which ping refuses before it sends. */
export const reach = async (from: Namespace, to: string, payload = 56): Promise<Reach> => {
  const sent = 5;
  const ran = await from.exec(["ping", "-n", "-q", "-c", String(sent), "-i", "0.1", "-W", "0.5", "-s", String(payload), to]);
  const [, received = "0"] = /(\d+) received/.exec(ran.stdout) ?? [];
  const [, refusal = ""] = /ping: (?:connect|sendmsg): (.+)/.exec(ran.stderr) ?? [];
  // Instead of the reason, ping asks about broadcast where the kernel said that it is not permitted.
  return { sent, answered: Number(received), refusal: /Do you want to ping broadcast/.test(ran.stderr) ? "Permission denied" : refusal };
};

export const describeReach = ({ sent, answered, refusal }: Reach): string =>
  `${answered} of ${sent} answered${refusal === "" ? "" : ` (${refusal})`}`;
