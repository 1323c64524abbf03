/** In which order test files run. */
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Much longer than their size tells, by which vitest orders files that it has not seen: on a fresh clone the longest would come last, and
 * one processor would wait for it. Measured on 2026-11-23; a name that is gone does no harm.
 */
const LONG = ["browser/everyone", "browser/change", "browser/design", "lab/faults/balancers", "lab/faults/neighbours", "bootstrap/start"];

const rank = ({ moduleId }: TestSpecification): number => {
  const place = LONG.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return place === -1 ? LONG.length : place;
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
