import { unknown, type Value } from "#machines/contract/value.ts";
import { unparsable } from "../failure.ts";
import { decimal } from "../number.ts";

/** From which wake-up latency on an idle state is felt in a round trip, in microseconds. */
const DEEP_US = 50;

const filled = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.trim() !== "");

/** "some avg10=0.00 avg60=0.00 avg300=0.00 total=12345": microseconds in which some thread waited for a CPU. */
export function pressurePercent(before: readonly string[], after: readonly string[], seconds: number): Value {
  const total = (lines: readonly string[]): number | null => {
    const found = /^some .*total=(\d+)$/m.exec(lines.join("\n"))?.[1];
    return found === undefined ? null : Number(found);
  };
  const [first, last] = [total(before), total(after)];
  if (first === null || last === null) return unknown("this kernel does not measure pressure, or not without being told at boot (psi=1)");
  return Math.min(100, Math.max(0, last - first) / seconds / 10_000);
}

/** "cpu0 0 0 0 0 0 0 <ns running> <ns waited> <turns>": version 15 on, since 2.6.23. The CPU where they waited most speaks. */
export function runQueueWaitPercent(before: readonly string[], after: readonly string[], seconds: number): Value {
  const waited = (lines: readonly string[]): ReadonlyMap<string, number> =>
    new Map(
      filled(lines).map((line) => {
        const words = line.trim().split(/\s+/);
        return [
          words[0] ?? "",
          Number(/^\d{1,19}$/.exec(words[8] ?? "")?.[0] ?? unparsable(`"${line.slice(0, 40)}" is not a CPU of schedstat`)),
        ];
      }),
    );
  const [first, last] = [waited(before), waited(after)];
  const spent = [...last].flatMap(([cpu, ns]) => (first.has(cpu) ? [Math.max(0, ns - (first.get(cpu) ?? 0))] : []));
  return spent.length === 0 ? unknown("this kernel keeps no scheduler statistics") : Math.max(...spent) / seconds / 1e7;
}

/** "0 133 8123456 C6": CPU, wake-up latency and time in microseconds, name. */
export function deepIdlePercent(
  before: readonly string[],
  after: readonly string[],
  { seconds, cpus }: { readonly seconds: number; readonly cpus: number },
): Value {
  if (filled(after).length === 0) return unknown("this machine, or its hypervisor, shows no idle states");
  const deep = (lines: readonly string[]): number =>
    filled(lines).reduce((sum, line) => {
      const [, , latency, time] = /^(\d+) (\d+) (\d+) \S/.exec(line) ?? unparsable(`"${line.slice(0, 40)}" is not an idle state`);
      return Number(latency) >= DEEP_US ? sum + Number(time) : sum;
    }, 0);
  return Math.min(100, Math.max(0, deep(after) - deep(before)) / seconds / cpus / 10_000);
}

/** Turbo alone makes some 30 percent; half of the clock is a setting. */
const HELD_DOWN = 50;

/** "0 1200000 3800000 1900000": CPU, frequency now, at most, and the most that a policy allows. Without a policy none holds it. */
export function heldDownCpus(lines: readonly string[]): number {
  return filled(lines).filter((line) => {
    const [, , most, allowed = most] = line.trim().split(/\s+/);
    const [could, may] = [decimal(most, "frequency"), decimal(allowed, "frequency")];
    return typeof may === "number" && typeof could === "number" && 100 * may <= HELD_DOWN * could;
  }).length;
}

/** Of the same lines, what is now. The slowest CPU speaks. */
export function frequencyPercent(lines: readonly string[]): Value {
  const shares = filled(lines).map((line) => {
    const [, now, most] = line.trim().split(/\s+/);
    const [is, could] = [decimal(now, "frequency"), decimal(most, "frequency")];
    return typeof is === "number" && typeof could === "number" && could > 0 ? (100 * is) / could : unparsable("no frequency");
  });
  return shares.length === 0 ? unknown("this machine, or its hypervisor, shows no frequency") : Math.min(...shares);
}
