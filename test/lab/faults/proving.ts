import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { proveFault } from "#lab/faults/prove.ts";
import { injectedFaults } from "#lab/faults/perform.ts";
import { takeDown } from "#lab/hosts/down.ts";
import type { Lab } from "#lab/hosts/lab.ts";
import { LabProblem } from "#lab/hosts/problem.ts";
import { raise } from "#lab/hosts/raise.ts";
import { whyNoLab } from "#lab/hosts/requirements.ts";
import type { Topology } from "#lab/hosts/topology.ts";
import { describeUnless } from "../../needs.ts";
import { footprint, inside } from "../footprint.ts";

const OURS = "/run/culprit-lab-test-faults-";

/** Labs whose test was killed: nobody else takes them down, and what they hold of the machine they would hold for good. */
const clearDead = async (): Promise<void> => {
  const labs = await readdir(dirname(OURS));
  for (const name of labs.filter((each) => each.startsWith(basename(OURS)))) {
    const pid = /-(\d+)$/.exec(name)?.[1];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    await takeDown(join(dirname(OURS), name)).catch((error: unknown) => {
      // Another test has begun at the same moment and clears it away.
      if (!(error instanceof LabProblem)) throw error;
    });
  }
};

/**
 * Raises a topology; makes, measures, heals and measures each fault of `names`; and asks the hosts and the machine whether
 * anything stayed. `more` adds tests that need the lab.
 */
export const proving = async (topology: Topology, names: readonly string[], more?: (lab: () => Lab) => void): Promise<void> => {
  const why = await whyNoLab(topology.tools);
  // Two processes may test the same topology at once.
  const directory = `${OURS}${topology.name}-${process.pid}`;
  describeUnless(why, `faults of the ${topology.name}`, () => {
    let lab: Lab;
    let before: Awaited<ReturnType<typeof footprint>>;

    beforeAll(async () => {
      await clearDead();
      before = await footprint(directory);
      lab = await raise(topology, directory);
    });

    afterAll(async () => {
      await lab.down();
      expect(await footprint(directory)).toEqual(before);
    });

    it.each(names)("%s shows its symptom and its own counter, and goes without a trace", async (name) => {
      const found = { machine: await footprint(directory), hosts: await inside(lab) };
      const round = await proveFault(lab, name);
      process.stdout.write(`${name}: ${round.saw}\n`);
      expect(round.wrong).toBeNull();
      expect(await injectedFaults(lab)).toEqual([]);
      expect({ machine: await footprint(directory), hosts: await inside(lab) }).toEqual(found);
    });

    more?.(() => lab);
  });
};
