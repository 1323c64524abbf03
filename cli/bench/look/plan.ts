import type { Run } from "../run/line.ts";
import { isWanted, namesCauses, planOne, type Wanted } from "../run/plan.ts";
import { SHOWN } from "./sample.ts";

/** The sample, for each runbook that names no cause and leads to others. */
export function planLooks({ runbooks, faults, repeats }: Omit<Wanted, "variants">): readonly Run[] {
  const looking = runbooks.filter((runbook) => !namesCauses(runbook));
  const names = SHOWN.map(({ fault }) => fault).filter((name) => isWanted(name, faults));
  const once = looking.flatMap((runbook) => names.flatMap((name) => planOne(runbook, [name])));
  return Array.from({ length: repeats }, (_, repeat) =>
    once.map((run) => ({ ...run, repeat: repeat + 1, key: `look ${run.runbook} ${run.faults.join("+")} ${repeat + 1}` })),
  ).flat();
}

/** Each of them is right; none where nothing is to be ranked. */
export const rightFor = (name: string): readonly string[] => SHOWN.find(({ fault }) => fault === name)?.right ?? [];
