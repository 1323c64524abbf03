import { readFile } from "node:fs/promises";
import type { LabHost } from "../hosts/lab.ts";
import type { Namespace } from "../hosts/namespace.ts";
import { LabProblem } from "../hosts/problem.ts";

/** Two CPUs this process may use: one for the sender's side, one whose backlog is flooded. */
export const twoCpus = async (): Promise<{ readonly quiet: number; readonly flooded: number }> => {
  const [, list = ""] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(await readFile("/proc/self/status", "utf8")) ?? [];
  const [quiet, flooded] = cpusOf(list);
  if (quiet === undefined || flooded === undefined) {
    throw new LabProblem("This fault needs two CPUs: with one, the sender cannot send while the receiver's backlog is full.");
  }
  return { quiet, flooded };
};

const cpusOf = (list: string): readonly number[] =>
  list.split(",").flatMap((range) => {
    const [first = "0", last = first] = range.split("-");
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, offset) => Number(first) + offset);
  });

/** Receive packet steering: which CPU's backlog takes what arrives on the interface. Null: none, it stays on the CPU it came by. */
export const steer = (place: Namespace, dev: string, cpu: number | null): Promise<string> =>
  place.must(["sh", "-c", `echo ${cpu === null ? "0" : cpuMask(cpu)} > /sys/class/net/${dev}/queues/rx-0/rps_cpus`]);

/** The same for whatever arrives at any interface of a place. */
export const steerAll = (place: Namespace, cpu: number | null): Promise<string> =>
  place.must(["sh", "-c", `for q in /sys/class/net/*/queues/rx-*/rps_cpus; do echo ${cpu === null ? "0" : cpuMask(cpu)} > "$q"; done`]);

/** As the kernel writes it: groups of 32 bits in hexadecimal, the highest first. */
export const cpuMask = (cpu: number): string =>
  [(2 ** (cpu % 32)).toString(16), ...Array.from({ length: Math.floor(cpu / 32) }, () => "00000000")].join(",");

/** Keeps every process of the host, and so every later one, on one CPU; null: on any. */
export const pin = async (host: LabHost, cpu: number | null): Promise<void> => {
  const cpus = cpu === null ? (await readFile("/sys/devices/system/cpu/online", "utf8")).trim() : String(cpu);
  // A process may end between being listed and being moved.
  await host.must(["sh", "-c", `for p in /proc/[0-9]*; do taskset -acp ${cpus} "\${p#/proc/}" >/dev/null 2>&1 || :; done`]);
};
