import { expect, it } from "vitest";
import { runbooks } from "#runbooks";
import { sendsProbes } from "#server/read/runbooks.ts";

it("says of each incident type whether it sends probes: three only listen or wait", () => {
  const silent = runbooks.filter((runbook) => !sendsProbes(runbook)).map(({ id }) => id);
  expect(silent.toSorted()).toEqual(["bond-or-lacp-churn", "first-look", "virtual-ip-flaps"]);
});
