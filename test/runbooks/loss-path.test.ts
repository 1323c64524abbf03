import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Recording, Round } from "#machines/contract/index.ts";
import { runbookById } from "#runbooks";
import { judgeRecording } from "./replay.ts";

const CASES = new URL("../../runbooks/small-packet-loss/cases/", import.meta.url);

function walked(name: string) {
  const runbook = runbookById("small-packet-loss");
  if (runbook === undefined) throw new TypeError("no such runbook");
  return judgeRecording(runbook, JSON.parse(readFileSync(new URL(`${name}.json`, CASES), "utf8")) as Recording);
}

const leads = ({ rounds }: { readonly rounds: readonly Round[] }): readonly string[] => rounds.map(({ choice }) => choice.test);
const testsOf = ({ requests }: Round): readonly string[] => [...new Set(requests.map(({ test: id }) => id))].toSorted();

/** The way that a good engineer walks: measure, read what costs nothing, and capture only when counters leave something open. */
describe("the order of tests", () => {
  test("a rule that counts is found in the window that measures the loss, without a capture", () => {
    const found = walked("firewall-drop");
    expect(leads(found)).toHaveLength(1);
    expect(testsOf(found.rounds[0]!)).toEqual(
      expect.arrayContaining(["firewall", "hostDrops", "links", "qdisc", "reproduction", "softnet"]),
    );
    expect(testsOf(found.rounds[0]!).filter((id) => ["pathCapture", "dropReasons", "passage", "tracedDrops"].includes(id))).toEqual([]);
  });

  test("what no counter shows is captured on both hosts in a second window, and all counters are read around it again", () => {
    const found = walked("loss-elsewhere");
    expect(leads(found)).toHaveLength(2);
    expect(found.rounds[1]?.choice).toMatchObject({ test: "tracedDrops", risk: "R1" });
    expect(found.rounds[1]?.reproduction).toBe(true);
    expect(testsOf(found.rounds[1]!)).toEqual(
      expect.arrayContaining(["dropReasons", "hostDrops", "links", "passage", "pathCapture", "tracedDrops"]),
    );
    const captured = found.rounds[1]?.requests.filter(({ test: id }) => id === "pathCapture").map(({ host }) => host);
    expect(captured?.toSorted()).toEqual(["receiver", "sender"]);
  });

  test("the state of the table is read where its count of refused packets moved, and needs no window of its own", () => {
    expect(walked("firewall-drop").rounds.flatMap(testsOf)).not.toContain("conntrackTable");
    const [, second] = walked("conntrack-full").rounds;
    expect([second?.reproduction, second && testsOf(second)]).toEqual([false, ["conntrackTable"]]);
  });
});
