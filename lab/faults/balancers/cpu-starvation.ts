import { linkName } from "../../hosts/directory.ts";
import { rememberUndo, startProcess } from "../../hosts/extra.ts";
import { hostOf, type LabHost } from "../../hosts/lab.ts";
import { LabProblem } from "../../hosts/problem.ts";
import { run } from "../../hosts/run.ts";
import { around, type Counters } from "../../measure/counters.ts";
import { observeRouters } from "../../measure/router-window.ts";
import { shellProgram } from "../../programs/program.ts";
import { numberOf, type Fault } from "../fault.ts";
import { untilSettled } from "./settled.ts";
import { judgeStall } from "./stalled.ts";

const TREE = "/sys/fs/cgroup/cpu";

/** The smallest quota the kernel takes, in its longest period. All of the group together run that long, so the machine hardly notices. */
const QUOTA_US = 1_000;
const PERIOD_US = 1_000_000;

export const cpuStarvation: Fault = {
  id: "cpu-starvation",
  kind: "fault",
  topology: "balancers",
  about: "keepalived on lb1 shares a small CPU quota with programs that use all of it, and waits for its turn.",
  story: "The virtual address moves between the balancers now and then. The CPU graph of lb1 shows next to nothing.",
  groundTruth: { causes: [{ id: "cpuStarvation", host: "lb1", object: "the control group of keepalived" }] },
  parameters: { programs: 8 },
  limits: { programs: [1, 64] },
  variants: { crowded: { programs: 16 } },
  inject: async (lab, parameters) => {
    await untilSettled(lab);
    const lb1 = hostOf(lab, "lb1");
    const group = `${TREE}/${linkName(lab.directory)}-lb1`;
    await rememberUndo(lab, { owner: cpuStarvation.id, name: "group", argv: shellProgram("empty-group.sh", group) });
    const limit = `mkdir ${group} && echo ${PERIOD_US} > ${group}/cpu.cfs_period_us && echo ${QUOTA_US} > ${group}/cpu.cfs_quota_us`;
    const { exitCode, stderr } = await run(["sh", "-c", limit]);
    if (exitCode !== 0) throw new LabProblem(`This machine has no CPU quota in ${TREE}: ${stderr.trim()}`);
    const argv = ["sh", "-c", `echo 0 > ${group}/tasks && exec sha256sum /dev/zero`];
    for (let n = 0; n < numberOf(parameters, "programs"); n += 1) {
      await startProcess(lab, { owner: cpuStarvation.id, name: "checksums", on: lb1, argv });
    }
    await lb1.must(["sh", "-c", `for p in $(cat /run/keepalived.pid /run/vrrp.pid); do echo $p > ${group}/tasks; done`]);
  },
  heal: untilSettled,
  check: async (lab) => {
    const lb1 = hostOf(lab, "lb1");
    const { result: window, change } = await around(
      () => throttling(lb1),
      () => observeRouters(lab),
    );
    const { symptom, mechanism, saw } = judgeStall(window, ({ state }) => state === "R");
    const { moments } = window;
    const ran = (moments.lb1.at(-1)?.ranMs ?? 0) - (moments.lb1[0]?.ranMs ?? 0);
    const throttled = change["nr_throttled"] ?? 0;
    return {
      symptom,
      // Ready to run for most of the window, it ran next to never.
      mechanism: mechanism && throttled >= 2 && ran < 100,
      saw: `${saw}; it ran ${ran.toFixed(1)} ms, and its group was throttled ${throttled} times`,
    };
  },
};

/** cpu.stat of the group that keepalived's VRRP process is in; nothing of the first group, which has no quota. */
const throttling = async (host: LabHost): Promise<Counters> => {
  const find = "sed -n 's/^[0-9]*:cpu://p' /proc/$(cat /run/vrrp.pid)/cgroup";
  const text = await host.must(["sh", "-c", `group=$(${find}) && cat "${TREE}$group/cpu.stat"`]);
  const pairs = text.matchAll(/^(\w+) (\d+)$/gm);
  return Object.fromEntries([...pairs].map(([, name = "", value]) => [name, Number(value)]));
};
