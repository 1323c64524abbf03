import { afterAll, beforeAll, expect, it } from "vitest";
import { FAULTS } from "#lab/faults/index.ts";
import { healFault, injectedFaults, injectFault, selfCheck } from "#lab/faults/perform.ts";
import { observe, type Window, type WindowSpec } from "#lab/faults/window.ts";
import { hostOf, type Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { whyNoLab } from "#lab/hosts/requirements.ts";
import { PAIR } from "#lab/hosts/topology.ts";
import { footprint, inside } from "./footprint.ts";
import { describeUnless } from "../needs.ts";

const why = await whyNoLab();
const DIRECTORY = "/run/culprit-lab-test-faults";
/** Decoys have no symptom: what their check calls one is that nothing is lost. */
const DECOYS = ["healthy", "backlog-noise", "squeeze-noise", "old-drops"];
const LOSSY = FAULTS.filter((fault) => !DECOYS.includes(fault.id));
/** Enough for every fault at its default rate; shorter than `culprit lab check` takes, because there are many. */
const SHORT: WindowSpec = { count: 1_400, intervalMs: 4 };
/** The flow limit refuses only what comes after 64 probes have met it. */
const WINDOWS: Readonly<Record<string, WindowSpec>> = { "flow-limit": { count: 3_500, intervalMs: 4 } };

describeUnless(why, `faults of the lab`, () => {
  let lab: Lab;
  let before: Awaited<ReturnType<typeof footprint>>;
  let quiet: Window;

  beforeAll(async () => {
    before = await footprint(DIRECTORY);
    lab = await raise(PAIR, DIRECTORY);
    quiet = await observe(lab, SHORT);
  });

  afterAll(async () => {
    await lab.down();
    expect(await footprint(DIRECTORY)).toEqual(before);
  });

  it("are told from a healthy lab by their own check", () => {
    for (const fault of LOSSY) expect(fault.check(quiet), fault.id).toMatchObject({ symptom: false, mechanism: false });
    for (const id of ["backlog-noise", "squeeze-noise", "old-drops"]) {
      expect(FAULTS.find((fault) => fault.id === id)?.check(quiet), id).toMatchObject({ symptom: true, mechanism: false });
    }
    expect(FAULTS.find((fault) => fault.id === "healthy")?.check(quiet)).toMatchObject({ symptom: true, mechanism: true });
  });

  it.each(FAULTS.map((fault) => fault.id))("%s shows its symptom and its own counter, and goes without a trace", async (id) => {
    const found = { machine: await footprint(DIRECTORY), hosts: await inside(lab) };
    await injectFault(lab, id);
    const sick = await selfCheck(lab, id, WINDOWS[id] ?? SHORT);
    process.stdout.write(`${id}: ${sick.saw}\n`);
    expect(sick).toMatchObject({ symptom: true, mechanism: true });
    await expect(injectFault(lab, id)).rejects.toThrow("is there already");

    expect(await healFault(lab)).toEqual([id]);
    expect(await injectedFaults(lab)).toEqual([]);
    expect({ machine: await footprint(DIRECTORY), hosts: await inside(lab) }).toEqual(found);
    const healed = await observe(lab, { count: 400, intervalMs: 4 });
    expect(healed.lost, "lost after healing").toBe(0);
  });

  it("refuse beta the one file that blind-softnet hides, and nothing else", async () => {
    const beta = hostOf(lab, "beta");
    const alpha = hostOf(lab, "alpha");
    const read = (file: string) => ["sh", "-c", `cat "$1"`, "sh", file];
    await injectFault(lab, "blind-softnet");
    expect(await beta.exec(read("/proc/net/softnet_stat"))).toMatchObject({
      exitCode: 1,
      stderr: "cat: /proc/net/softnet_stat: Permission denied\n",
      stdout: "",
    });
    expect((await beta.exec(["awk", "{ print $1 }", "/proc/net/softnet_stat"])).exitCode).toBe(1);
    expect((await beta.exec(read("/proc/net/snmp"))).stdout).toContain("Udp:");
    expect((await alpha.exec(read("/proc/net/softnet_stat"))).exitCode).toBe(0);
    await healFault(lab);
    await injectFault(lab, "blind-softnet", { alphaToo: true });
    expect((await alpha.exec(read("/proc/net/softnet_stat"))).exitCode).toBe(1);
    await healFault(lab);
    expect((await alpha.exec(read("/proc/net/softnet_stat"))).exitCode).toBe(0);
    expect((await beta.exec(read("/proc/net/softnet_stat"))).exitCode).toBe(0);
    expect((await beta.exec(["sh", "-c", "mount | grep -c lab/blind"])).stdout.trim()).toBe("0");
  });

  it("can be there two at once, and are healed one by one", async () => {
    await injectFault(lab, "firewall-drop", { perMille: 30 });
    await injectFault(lab, "queue-drop");
    const { change } = await observe(lab, { count: 1_200, intervalMs: 4 });
    expect(change["beta.ruleDropped"]).toBeGreaterThan(0);
    expect(change["beta.qdiscDropped"]).toBeGreaterThan(0);
    expect(await healFault(lab, "firewall-drop")).toEqual(["firewall-drop"]);
    expect((await injectedFaults(lab)).map((fault) => fault.id)).toEqual(["queue-drop"]);
    await healFault(lab);
  });

  it("refuse what they do not know", async () => {
    await expect(injectFault(lab, "nothing-like-it")).rejects.toThrow("There is no fault nothing-like-it.");
    await expect(injectFault(lab, "firewall-drop", { permille: 3 })).rejects.toThrow("it has: perMille.");
    await expect(injectFault(lab, "firewall-drop", { perMille: "many" })).rejects.toThrow("must be a number");
    expect(await injectedFaults(lab)).toEqual([]);
  });
});
