import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Recording, Verdict } from "#machines/contract/index.ts";
import { runbooks } from "#runbooks";
import { judgeRecording } from "./replay.ts";

const CASES = join(import.meta.dirname, "..", "..", "runbooks");
const verdicts = (id: string): readonly (readonly [string, Verdict])[] => {
  const runbook = runbooks.find((one) => one.id === id);
  if (runbook === undefined) throw new TypeError(`there is no runbook ${id}`);
  return readdirSync(join(CASES, id, "cases")).map((name) => {
    const recording = JSON.parse(readFileSync(join(CASES, id, "cases", name), "utf8")) as Recording;
    return [name, judgeRecording(runbook, recording)] as const;
  });
};

/** Of a firewall that may be there, and whose tool is not: what the tool is for is not what was wanted of the host. */
const expectedOf = (name: string): unknown =>
  name === "security-group-unseen.json"
    ? [expect.stringContaining("chains of Neutron's"), expect.stringContaining("chains of Neutron's")]
    : [];

describe.each(runbooks.map(({ id, hypotheses }) => [id, Object.keys(hypotheses).length] as const))(
  "what verdicts of %s say",
  (id, known) => {
    const all = verdicts(id);

    it("counts a cause once, on however many hosts it was looked for, and none that nobody looked for", () => {
      for (const [name, { say, standings }] of all) {
        const counts = (standing: string) =>
          new Set(standings.filter((one) => one.standing === standing).map(({ hypothesis }) => hypothesis)).size;
        const [, open] = /(\d+) causes? (?:is|are) neither/.exec(say) ?? [];
        if (open !== undefined) expect(Number(open), name).toBe(counts("open"));
        const [, refuted, of] =
          /refutes each of the (\d+) causes that (?:this runbook knows|could be looked for, of (\d+))/.exec(say) ?? [];
        if (refuted !== undefined) expect([Number(refuted), Number(of ?? refuted)], name).toEqual([counts("refuted"), known]);
      }
    });

    it("sends nobody to look at what is worked out from a command that failed: it says what that command needs", () => {
      for (const [name, { wouldDecide }] of all)
        expect(
          wouldDecide.filter((line) => /^Look at .*(not installed|permission denied|not end in time|could not be read on)/u.test(line)),
          name,
        ).toEqual(expectedOf(name));
    });

    it("names what a cause is filled with where several hosts, or a name with a comma, read as well as one", () => {
      const claims = Object.values(runbooks.find((one) => one.id === id)?.hypotheses ?? {}).map(({ claim }) => claim);
      expect(claims.filter((claim) => /\{(?:host|object)\}'s/.test(claim))).toEqual([]);
    });

    it("says of rivals in the first sentence what stands beside each cause", () => {
      for (const [name, { say, causes }] of all) {
        const left = causes.some(({ because }) => /rivals? (?:is|are) not refuted/.test(because));
        if (/^Suspected, (?:with|though)/.test(say)) expect([name, say.includes("with rivals that are not refuted")]).toEqual([name, left]);
        for (const { because } of causes) {
          const [, rivals] = /(\d+) rivals? (?:is|are) not refuted/.exec(because) ?? [];
          if (rivals !== undefined) expect(Number(rivals), name).toBeLessThan(known);
        }
      }
    });
  },
);
