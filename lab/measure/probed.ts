import { hostOf, type Lab } from "../hosts/lab.ts";
import { around, type Counters } from "./counters.ts";
import { ping } from "./ping.ts";
import { undisturbed } from "./undisturbed.ts";

export interface Probed {
  readonly sent: number;
  readonly lost: number;
  readonly change: Counters;
}

/** Pings from alpha to beta for a second, between two readings: enough to see that nothing is lost where nothing should be. */
export const probed = async (lab: Lab, read: () => Promise<Counters>): Promise<Probed> => {
  const probe = { from: hostOf(lab, "alpha"), to: hostOf(lab, "beta").dataAddress, count: 300, intervalMs: 3 };
  return undisturbed(async () => {
    const { result, change } = await around(read, () => ping(probe));
    return { sent: result.sent, lost: result.lost, change };
  });
};
