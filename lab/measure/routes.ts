import { z } from "zod";
import type { Namespace } from "../hosts/namespace.ts";

const found = z.array(z.object({ dev: z.string(), gateway: z.string().optional() })).min(1);

/** Where the kernel would send a packet, or what it would refuse it with. */
export interface Way {
  readonly dev: string | null;
  readonly gateway: string | null;
  readonly refusal: string;
}

export const wayTo = async (place: Namespace, address: string): Promise<Way> => {
  const ran = await place.exec(["ip", "-json", "route", "get", address]);
  if (ran.exitCode !== 0) {
    const [, refusal = ran.stderr] = /RTNETLINK answers: (.+)/.exec(ran.stderr) ?? [];
    return { dev: null, gateway: null, refusal: refusal.trim() };
  }
  const [way] = found.parse(JSON.parse(ran.stdout));
  return { dev: way?.dev ?? null, gateway: way?.gateway ?? null, refusal: "" };
};

export const describeWay = ({ dev, gateway, refusal }: Way): string =>
  refusal === "" ? `${gateway === null ? "" : `via ${gateway} `}dev ${dev ?? "none"}` : refusal;
