import { chosen } from "#lab/faults/choose.ts";
import { DEFAULT_DIRECTORY } from "#lab/hosts/directory.ts";
import { findLab, type Lab } from "#lab/hosts/lab.ts";
import { LabProblem } from "#lab/hosts/problem.ts";
import { raise } from "#lab/hosts/raise.ts";
import { injectedFaults } from "#lab/faults/perform.ts";
import { topologyOf } from "#lab/topologies/index.ts";

/** One recording to make. */
export interface Job {
  /** As `culprit lab inject` takes it: id, or id:variant. */
  readonly fault: string;
  /** The first that the fault or its topology asks when absent. */
  readonly runbook?: string | undefined;
  /** Beyond what the ask says. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What hosts are called, by role; else as in the lab. */
  readonly names: Readonly<Record<string, string>>;
}

/** The command that makes it again. */
export const commandOf = ({ fault, runbook, inputs, names }: Job): string => {
  const pairs = (option: string, values: Readonly<Record<string, string>>): readonly string[] =>
    Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
  const words = [fault, ...(runbook === undefined ? [] : ["--runbook", runbook]), ...pairs("--input", inputs), ...pairs("--name", names)];
  return `${COMMAND}${words.join(" ")}`;
};

export const COMMAND = "culprit lab record ";

/** The lab that is up, when it is of this topology and nothing is wrong in it; else one that stands for as long as `work` takes. */
export async function withLab<T>(topology: string, directory: string | undefined, work: (lab: Lab) => Promise<T>): Promise<T> {
  const standing = await findLab(directory ?? DEFAULT_DIRECTORY);
  if (standing?.topology === topology) {
    const there = await injectedFaults(standing);
    if (there.length === 0) return work(standing);
    const ids = there.map(({ id }) => id).join(", ");
    throw new LabProblem(
      `The ${topology} lab that is up has a fault already: ${ids}. Heal it first; two at once would be recorded as one.`,
    );
  }
  const lab = await raise(topologyOf(topology), directory ?? `${DEFAULT_DIRECTORY}-record`);
  try {
    return await work(lab);
  } finally {
    await lab.down();
  }
}

/** Jobs by the topology their fault needs: each lab is raised once. */
export const byTopology = <T extends { readonly job: Job }>(jobs: readonly T[]): ReadonlyMap<string, readonly T[]> =>
  Map.groupBy(jobs, ({ job }) => chosen(job.fault).fault.topology);
