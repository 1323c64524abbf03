import { startProcess } from "../../hosts/extra.ts";
import { hostOf, type Lab } from "../../hosts/lab.ts";
import type { Namespace } from "../../hosts/namespace.ts";
import { shellProgram } from "../../programs/program.ts";
import { numberOf, type Parameters } from "../fault.ts";

/** What happens for some seconds, then not for a pause; with a pause of 0 it begins and never ends. */
export interface Spells {
  readonly owner: string;
  /** lb1 where nothing is said. */
  readonly on?: Namespace;
  readonly begin: string;
  readonly end: string;
}

/** The pause is long enough for the master to come back: adverts are a second apart. */
export const SPELLS = { seconds: 5.5, pause: 1.5 } as const;

export const startSpells = (lab: Lab, { owner, on = hostOf(lab, "lb1"), begin, end }: Spells, parameters: Parameters): Promise<void> => {
  const [seconds, pause] = [numberOf(parameters, "seconds"), numberOf(parameters, "pause")];
  const argv = shellProgram("on-and-off.sh", lockOf(lab), on.pid, seconds, pause, begin, end);
  return startProcess(lab, { owner, name: "spells", on: lab.machine, argv });
};

/** A command which runs another once nothing of a program that was ended can happen any more. */
export const afterSpells = (lab: Lab, argv: readonly string[]): readonly string[] => ["flock", lockOf(lab), ...argv];

const lockOf = (lab: Lab): string => `${lab.directory}/spells.lock`;
