import { describe, expect, test } from "vitest";
import { catalogue } from "#collectors";
import { marksOf } from "#app/_ui/review/marks.ts";
import { momentIn, momentOf } from "#app/_ui/review/moment.ts";
import { makeLog, PERSON } from "./log.ts";

const log = makeLog();

describe("a moment", () => {
  test("is the log up to its event, with what reviewers said about it later", () => {
    const at = new Date().toISOString();
    const note = (about: number, seq: number) => ({ type: "reviewNoted" as const, text: "x", about, seq, at, actor: PERSON });
    const all = [...log, note(3, log.length + 1), note(9, log.length + 2)];
    expect(momentOf(all, 5).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, log.length + 1]);
    expect(momentOf(all, null)).toBe(all);
    expect(momentOf(all, 0)).toHaveLength(1);
  });

  test.each([
    ["7", 7],
    ["1", 1],
    ["0", null],
    ["20", null],
    ["-1", null],
    ["1e1", null],
    ["x", null],
    [undefined, null],
  ])("%s in the address of 20 events is %s", (text, at) => expect(momentIn(text, 20)).toBe(at));
});

test("the scrubber knows the phases in order, and where standings turned", () => {
  const { phases, turns } = marksOf(log, catalogue);
  expect(phases[0]).toMatchObject({ phase: "brief", from: 1 });
  expect(phases.at(-1)?.phase).toBe("verdict");
  for (const [index, { from }] of phases.entries()) if (index > 0) expect(from).toBe((phases[index - 1]?.to ?? 0) + 1);
  expect(turns.some(({ say }) => say.includes("backlogOverflow supported"))).toBe(true);
  expect(turns.at(-1)?.say).toBe("established");
});
