import { removeExtras } from "../hosts/extra.ts";
import { findLab, type Lab } from "../hosts/lab.ts";
import { withLock } from "../hosts/lock.ts";
import { LabProblem } from "../hosts/problem.ts";
import { restoreSettings } from "../hosts/setting.ts";
import { changeState, readState, type FaultState } from "../hosts/state.ts";
import type { Parameters, SelfCheck } from "./fault.ts";
import { chosen, faultOf, type Chosen } from "./choose.ts";

/**
 * Makes a fault; `name` is its id, or id:variant. Whether it really shows is asked by `selfCheck`.
 * @throws LabProblem when the fault, its variant or one of its parameters does not exist, when the lab is of another topology, or
 * when the fault is there already.
 */
export const injectFault = (lab: Lab, name: string, given: Parameters = {}): Promise<void> =>
  withLock(lab.directory, async () => {
    await requireStanding(lab);
    const { fault, parameters } = chosen(name, given);
    if (fault.topology !== lab.topology) {
      throw new LabProblem(`${fault.id} is made in the topology ${fault.topology}, and a ${lab.topology} is up. Take it down first.`);
    }
    const there = (await injectedFaults(lab)).find((each) => each.id === fault.id);
    if (there?.stage === "injected")
      throw new LabProblem(`${fault.id} is there already, since ${there.injectedAt}. Heal it first to change it.`);
    if (there !== undefined) await undo(lab, { fault, parameters: there.parameters });
    await setStage(lab, { id: fault.id, parameters, injectedAt: new Date().toISOString(), stage: "injecting" });
    try {
      await fault.inject(lab, parameters);
    } catch (error) {
      await undo(lab, { fault, parameters });
      throw error;
    }
    await setStage(lab, { id: fault.id, parameters, injectedAt: new Date().toISOString(), stage: "injected" });
  });

/** Undoes one fault, or all, the last one first. Healing what is not there does nothing. */
export const healFault = (lab: Lab, name?: string): Promise<readonly string[]> =>
  withLock(lab.directory, async () => {
    await requireStanding(lab);
    const id = name === undefined ? undefined : chosen(name).fault.id;
    const there = (await injectedFaults(lab)).filter((each) => id === undefined || each.id === id).toReversed();
    for (const each of there) await undo(lab, { fault: faultOf(each.id), parameters: each.parameters });
    return there.map((each) => each.id);
  });

/** What was injected and not healed; also what a process that died left half done. */
export const injectedFaults = async (lab: Lab): Promise<readonly FaultState[]> => (await readState(lab.directory))?.faults ?? [];

/** Measures on the live system whether the fault's symptom and its mechanism's own counter are there, as it was injected or as it would be. */
export const selfCheck = async (lab: Lab, name: string): Promise<SelfCheck> => {
  const { fault, parameters } = chosen(name);
  const there = (await injectedFaults(lab)).find((each) => each.id === fault.id);
  return fault.check(lab, there?.parameters ?? parameters);
};

const undo = async (lab: Lab, { fault, parameters }: Chosen): Promise<void> => {
  await removeExtras(lab, fault.id);
  await fault.heal(lab, parameters);
  await restoreSettings(lab.directory, fault.id);
  await changeState(lab.directory, (now) => ({ ...now, faults: now.faults.filter((each) => each.id !== fault.id) }));
};

const setStage = (lab: Lab, next: FaultState): Promise<void> =>
  changeState(lab.directory, (now) => ({ ...now, faults: [...now.faults.filter((each) => each.id !== next.id), next] }));

const requireStanding = async (lab: Lab): Promise<void> => {
  if ((await findLab(lab.directory)) === null) throw new LabProblem(`The lab in ${lab.directory} is not up any more.`);
};
