import type { Namespace } from "../hosts/namespace.ts";

/**
 * What became of packets of one size that must not be fragmented. `refused`: by the sender's own link, whose MTU is known to be smaller;
 * `told`: an ICMP error came back; `lost`: nobody said anything.
 */
export type Fate = "passed" | "refused" | "told" | "lost";

export interface SweepSpec {
  readonly from: Namespace;
  readonly to: string;
  /** Sizes of whole IP packets. */
  readonly sizes: readonly number[];
  readonly probes?: number;
}

/** Echo requests with Don't Fragment, all sizes at once. Only the way there is tested: answers may be fragmented. */
export const dfSweep = async ({ from, to, sizes, probes = 3 }: SweepSpec): Promise<ReadonlyMap<number, Fate>> => {
  const fates = sizes.map(async (size): Promise<readonly [number, Fate]> => {
    // Not quietly: ping -q neither says nor counts what the sender itself refuses.
    const argv = ["ping", "-n", "-c", probes, "-i", 0.1, "-W", 1, "-M", "do", "-s", size - 28, to].map(String);
    const { stdout, stderr } = await from.exec(argv, { timeoutMs: 10_000 });
    if (!/packets transmitted/.test(stdout)) throw new Error(`ping on ${from.name} said nothing that can be counted: ${stderr || stdout}`);
    if (/bytes from/.test(stdout)) return [size, "passed"];
    if (/Frag needed/i.test(stdout)) return [size, "told"];
    return [size, /message too long/i.test(stdout + stderr) ? "refused" : "lost"];
  });
  return new Map(await Promise.all(fates));
};

/** "1462 passed, 1463 refused" */
export const describeSweep = (sweep: ReadonlyMap<number, Fate>): string => [...sweep].map(([size, fate]) => `${size} ${fate}`).join(", ");
