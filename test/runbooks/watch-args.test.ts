import { describe, expect, test } from "vitest";
import { catalogue } from "#collectors";
import { advance, begin } from "#machines/step.ts";
import type { BriefHost, Runbook } from "#machines/contract/index.ts";
import { runbookById, runbooks } from "#runbooks";

/** What the probe is asked for, by slot. */
function probeOf(runbook: Runbook, watchSeconds?: number): Readonly<Record<string, string>> {
  const roles = Object.entries(runbook.roles).filter(([, { required }]) => required);
  const hosts = roles.map(([role], n): BriefHost => ({ key: role, role, name: role, address: `198.51.100.${n + 1}` }));
  const inputs = Object.fromEntries(Object.entries(runbook.inputs).map(([name, input]) => [name, input.default ?? input.example]));
  const brief = { hosts, inputs, ...(watchSeconds === undefined ? {} : { watchSeconds }) };
  const asked = { runbook, brief, catalogue };
  const { round } = advance(asked, begin(asked).snapshot, { type: "ready", unreached: {} });
  return round?.requests.find(({ test: id }) => id === "reproduction")?.args ?? {};
}

const SLOWER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "virtual-ip-flaps": { seconds: "120" },
  "small-packet-loss": { interval: "20" },
  "new-connections-time-out": { spacing: "1000" },
};

describe("a watch for what comes and goes", () => {
  test.each(Object.entries(SLOWER))("asks the probe of %s for less at a time, and for the same besides", (id, slower) => {
    const runbook = runbookById(id)!;
    expect(probeOf(runbook, 3_600)).toEqual({ ...probeOf(runbook), ...slower });
    expect(probeOf(runbook)).not.toMatchObject(slower);
  });

  test("begins no window sooner than a minute after the last where a probe cannot be slowed down", () => {
    const paced = runbooks.filter(({ reproduction }) => reproduction?.watchEverySeconds !== undefined);
    expect(paced.map(({ id, reproduction }) => [id, reproduction?.watchEverySeconds])).toEqual([["name-lookups-slow", 60]]);
  });
});
