import { describe, expect, it } from "vitest";
import { catalogue } from "#collectors";
import { interventions } from "#interventions";
import { check } from "#machines/check.ts";
import { runbooks } from "#runbooks";

describe.each(runbooks.map((runbook) => [runbook.id, runbook] as const))("the runbook %s", (_, runbook) => {
  it("passes the checker of runbooks", () => {
    const { findings, how } = check(runbook, catalogue, { changes: interventions });
    expect(
      findings.map(({ say }) => say),
      how,
    ).toEqual([]);
  }, 60_000);
});
