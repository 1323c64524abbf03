import { removeExtras } from "../../hosts/extra.ts";
import type { Lab } from "../../hosts/lab.ts";
import { restoreSettings } from "../../hosts/setting.ts";
import type { Fault } from "../fault.ts";

export interface Pairing {
  readonly id: string;
  readonly about: string;
}

/**
 * A fault with a decoy beside it: the decoy's sign is there while something else is really lost, which is when it misleads. What is
 * true is the fault's truth alone. Neither may undo what the other does.
 */
export const beside = (fault: Fault, decoy: Fault, { id, about }: Pairing): Fault => ({
  ...fault,
  id,
  about,
  parameters: fault.parameters,
  variants: {},
  inject: async (lab, parameters) => {
    await decoy.inject(lab, decoy.parameters);
    await fault.inject(lab, parameters);
  },
  heal: async (lab, parameters) => {
    await removeOf(lab, [fault, decoy]);
    await fault.heal(lab, parameters);
    await decoy.heal(lab, decoy.parameters);
    for (const each of [fault, decoy]) await restoreSettings(lab.directory, each.id);
  },
  check: async (lab, parameters) => {
    const real = await fault.check(lab, parameters);
    const sign = await decoy.check(lab, decoy.parameters);
    return { symptom: real.symptom, mechanism: real.mechanism && sign.mechanism, saw: `${real.saw}; beside it: ${sign.saw}` };
  },
});

const removeOf = async (lab: Lab, faults: readonly Fault[]): Promise<void> => {
  for (const each of faults) await removeExtras(lab, each.id);
};
