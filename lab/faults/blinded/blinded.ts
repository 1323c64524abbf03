import { liftBlinds, notRefusing, putBlinds, sighted, type Blind } from "../../blinds/blind.ts";
import { removeExtras } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import { LabProblem } from "../../hosts/problem.ts";
import { restoreSettings } from "../../hosts/setting.ts";
import { readState } from "../../hosts/state.ts";
import { truthOf, type Fault, type Parameters } from "../fault.ts";

export interface Blinding {
  readonly id: string;
  /** One sentence: what is wrong, and what does not say so. */
  readonly about: string;
  /** By host name. What the machine has only once, such as softnet's counters and the kernel's trace, every host of a lab shows: it is hidden on all. */
  readonly blinds: Readonly<Record<string, readonly Blind[]>>;
  /** Why no instrument that is left can name the cause; absent where another one can. */
  readonly notNameable?: string;
}

/** A fault beside instruments that refuse. Its cause and its symptom stay as they are. */
export const blinded = (fault: Fault, { id, about, blinds, notNameable }: Blinding): Fault => {
  const hostsOf = (lab: Lab) => Object.entries(blinds).map(([name, own]) => ({ host: hostOf(lab, name), own }));
  return {
    ...fault,
    id,
    about,
    kind: "blinded",
    groundTruth: (parameters) => ({ ...truthOf(fault, parameters), ...(notNameable === undefined ? {} : { notNameable }) }),
    inject: async (lab, parameters) => {
      // Its processes and settings are known by the id of the fault below, and would be taken away with this one.
      const there = (await readState(lab.directory))?.faults ?? [];
      if (there.some((each) => each.id === fault.id)) throw new LabProblem(`${fault.id} is there. Heal it first.`);
      await fault.inject(lab, parameters);
      await Promise.all(hostsOf(lab).map(({ host, own }) => putBlinds(host, id, own)));
    },
    heal: async (lab, parameters) => {
      await Promise.all(hostsOf(lab).map(({ host }) => liftBlinds(host, id)));
      await healBelow(lab, fault, parameters);
    },
    check: async (lab, parameters) => {
      const seeing = await Promise.all(hostsOf(lab).map(({ host, own }) => notRefusing(host, own)));
      const { symptom, mechanism, saw } = await fault.check(sightedLab(lab), parameters);
      const still = seeing.flat().map((blind) => blind.about);
      return { symptom, mechanism: mechanism && still.length === 0, saw: `${saw}; ${describe(blinds, still)}` };
    },
  };
};

const healBelow = async (lab: Lab, fault: Fault, parameters: Parameters): Promise<void> => {
  await removeExtras(lab, fault.id);
  await fault.heal(lab, parameters);
  await restoreSettings(lab.directory, fault.id);
};

const sightedLab = (lab: Lab): Lab => ({ ...lab, hosts: lab.hosts.map(sighted) });

const describe = (blinds: Blinding["blinds"], still: readonly string[]): string =>
  still.length > 0
    ? `not so: ${still.join(", ")}`
    : Object.entries(blinds)
        .map(([host, own]) => `${host}: ${own.map((blind) => blind.about).join(", ")}`)
        .join("; ");
