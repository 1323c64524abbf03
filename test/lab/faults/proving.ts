import { afterAll, beforeAll, expect, it } from "vitest";
import { proveFault } from "#lab/faults/prove.ts";
import { injectedFaults } from "#lab/faults/perform.ts";
import type { Lab } from "#lab/hosts/lab.ts";
import { raise } from "#lab/hosts/raise.ts";
import { whyNoLab } from "#lab/hosts/requirements.ts";
import type { Topology } from "#lab/hosts/topology.ts";
import { describeUnless } from "../../needs.ts";
import { footprint, inside } from "../footprint.ts";

/**
 * Raises a topology; makes, measures, heals and measures each fault of `names`; and asks the hosts and the machine whether
 * anything stayed. `more` adds tests that need the lab.
 */
export const proving = async (topology: Topology, names: readonly string[], more?: (lab: () => Lab) => void): Promise<void> => {
  const why = await whyNoLab(topology.tools);
  const directory = `/run/culprit-lab-test-${topology.name}`;
  describeUnless(why, `faults of the ${topology.name}`, () => {
    let lab: Lab;
    let before: Awaited<ReturnType<typeof footprint>>;

    beforeAll(async () => {
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
