import type { InterventionSpec } from "#machines/contract/intervention.ts";
import { VALUE } from "#machines/contract/intervention.ts";

const GROUP = { slot: "controlGroup", name: "group" } as const;

/** One number of a file either way; version 2 has the period in the same file, and keeps it when only the quota is written. */
const FILE = [
  "f=; for d in /sys/fs/cgroup/cpu /sys/fs/cgroup/cpu,cpuacct",
  'do [ -f "$d$0/cpu.cfs_quota_us" ] && f=$d$0/cpu.cfs_quota_us && break; done',
  'if [ -z "$f" ]; then f=/sys/fs/cgroup$0/cpu.max; fi',
].join("; ");

export const cpuQuota: InterventionSpec = {
  id: "cpuQuota",
  title: "CPU quota of a service",
  about: "How many microseconds of each period the control group of a service may run, as CPUQuota= of systemd sets it.",
  source:
    "https://www.kernel.org/doc/html/v6.1/scheduler/sched-bwc.html; https://www.kernel.org/doc/html/v6.1/admin-guide/cgroup-v2.html (cpu.max)",
  risk: "R3",
  effects: [
    "Everything in the group may use the CPUs as freely meanwhile.",
    "The service's configuration is not touched, and the period stays.",
  ],
  scope: "machine",
  slots: { group: "controlGroup" },
  value: { kind: "integer", least: 1_000, most: 100_000_000 },
  unit: "µs a period",
  read: ["sh", "-c", `${FILE}; read -r quota period <"$f" && echo "$quota"`, GROUP],
  write: ["sh", "-c", `${FILE}; echo "$1" >"$f"`, GROUP, VALUE],
};
