import { removeExtras } from "../hosts/extra.ts";
import { findLab, type Lab } from "../hosts/lab.ts";
import { withLock } from "../hosts/lock.ts";
import { LabProblem } from "../hosts/problem.ts";
import { restoreSettings } from "../hosts/setting.ts";
import { changeState, readState, type FaultState } from "../hosts/state.ts";
import type { Fault, Parameters, SelfCheck } from "./fault.ts";
import { FAULTS } from "./index.ts";
import { observe, type WindowSpec } from "./window.ts";

/** @throws LabProblem when the fault, or one of its parameters, does not exist, or when it is there already. */
export const injectFault = (lab: Lab, id: string, given: Parameters = {}): Promise<void> =>
  withLock(lab.directory, async () => {
    await requireStanding(lab);
    const fault = faultOf(id);
    const parameters = { ...fault.parameters, ...checked(fault, given) };
    const there = (await injectedFaults(lab)).find((each) => each.id === id);
    if (there?.stage === "injected") throw new LabProblem(`${id} is there already, since ${there.injectedAt}. Heal it first to change it.`);
    if (there !== undefined) await undo(lab, fault);
    await setStage(lab, { id, parameters, injectedAt: new Date().toISOString(), stage: "injecting" });
    try {
      await fault.inject(lab, parameters);
    } catch (error) {
      await undo(lab, fault);
      throw error;
    }
    await setStage(lab, { id, parameters, injectedAt: new Date().toISOString(), stage: "injected" });
  });

/** Undoes one fault, or all. Healing what is not there does nothing. */
export const healFault = (lab: Lab, id?: string): Promise<readonly string[]> =>
  withLock(lab.directory, async () => {
    await requireStanding(lab);
    const there = (await injectedFaults(lab)).map((each) => each.id).filter((each) => id === undefined || each === id);
    for (const each of there) await undo(lab, faultOf(each));
    return there;
  });

/** What was injected and not healed; also what a process that died left half done. */
export const injectedFaults = async (lab: Lab): Promise<readonly FaultState[]> => (await readState(lab.directory))?.faults ?? [];

/** Measures on the live system whether the fault's symptom and its mechanism's own counter are there. */
export const selfCheck = async (lab: Lab, id: string, spec?: WindowSpec): Promise<SelfCheck> => faultOf(id).check(await observe(lab, spec));

export const faultOf = (id: string): Fault => {
  const fault = FAULTS.find((each) => each.id === id);
  if (fault === undefined) throw new LabProblem(`There is no fault ${id}. There are: ${FAULTS.map((each) => each.id).join(", ")}.`);
  return fault;
};

const undo = async (lab: Lab, fault: Fault): Promise<void> => {
  await removeExtras(lab, fault.id);
  await fault.heal(lab);
  await restoreSettings(lab.directory, fault.id);
  await changeState(lab.directory, (now) => ({ ...now, faults: now.faults.filter((each) => each.id !== fault.id) }));
};

const setStage = (lab: Lab, next: FaultState): Promise<void> =>
  changeState(lab.directory, (now) => ({ ...now, faults: [...now.faults.filter((each) => each.id !== next.id), next] }));

const checked = (fault: Fault, given: Parameters): Parameters => {
  for (const [name, value] of Object.entries(given)) {
    const usual = fault.parameters[name];
    if (usual === undefined) {
      const known = Object.keys(fault.parameters).join(", ") || "none";
      throw new LabProblem(`${fault.id} has no parameter ${name}; it has: ${known}.`);
    }
    if (typeof value !== typeof usual || Number.isNaN(value)) throw new LabProblem(`${name} of ${fault.id} must be a ${typeof usual}.`);
  }
  return given;
};

const requireStanding = async (lab: Lab): Promise<void> => {
  if ((await findLab(lab.directory)) === null) throw new LabProblem(`The lab in ${lab.directory} is not up any more.`);
};
