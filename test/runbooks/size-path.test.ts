import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Recording, Round } from "#machines/contract/index.ts";
import { runbookById } from "#runbooks";
import { judgeRecording } from "./replay.ts";

const CASES = new URL("../../runbooks/large-packets-vanish/cases/", import.meta.url);

const walked = (name: string): readonly Round[] => {
  const runbook = runbookById("large-packets-vanish");
  if (runbook === undefined) throw new TypeError("no such runbook");
  return judgeRecording(runbook, JSON.parse(readFileSync(new URL(`${name}.json`, CASES), "utf8")) as Recording).rounds;
};

const testsOf = (round: Round | undefined): readonly string[] => [...new Set(round?.requests.map(({ test: id }) => id))];
const CAPTURES = ["capture", "outer", "outerHere"];

/** The way of the story: from which size on and in which direction, what the links and the network say of sizes, the sum; the outer packets last. */
describe("the story of the tunnel that forgot a header", () => {
  const rounds = walked("gre-overhead");

  test("sizes are swept from both ends first, and all that can be read of MTUs is read in that window, without a capture", () => {
    expect(rounds[0]?.reproduction).toBe(true);
    expect(testsOf(rounds[0])).toEqual(
      expect.arrayContaining([
        "reproduction",
        "sweepBack",
        "counters",
        "layout",
        "offers",
        "path",
        "underlayThere",
        "underlayBack",
        "overhead",
      ]),
    );
    expect(testsOf(rounds[0]).filter((id) => CAPTURES.includes(id))).toEqual([]);
  });

  test("the outer packets are captured in a second window, on both compute nodes, with the counters read around it again", () => {
    expect(rounds).toHaveLength(3);
    expect(rounds[1]?.choice).toMatchObject({ test: "outer", risk: "R1" });
    expect(rounds[1]?.reproduction).toBe(true);
    expect(testsOf(rounds[1])).toEqual(expect.arrayContaining(["sweepBack", "counters", "capture", "outerHere"]));
    const captured = rounds[1]?.requests.filter(({ test: id }) => id === "capture").map(({ host }) => host);
    expect(captured?.toSorted()).toEqual(["receiverHost", "senderHost"]);
    // What does not change from window to window is not read twice.
    expect(testsOf(rounds[1]).filter((id) => ["layout", "offers", "path"].includes(id))).toEqual([]);
  });

  test("small probes are sent last, once the cause is established: they say whether it is all", () => {
    expect(rounds[2]?.reproduction).toBe(false);
    expect(rounds[2]?.requests.map(({ test: id, host }) => [id, host])).toEqual([["smallProbes", "sender"]]);
  });

  test("where no tunnel is, two ends of one link are compared, and nothing is captured", () => {
    const link = walked("mtu-mismatch");
    expect(link.slice(1).map(testsOf)).toEqual([["smallProbes"]]);
    expect(testsOf(link[0])).toEqual(expect.arrayContaining(["sweepBack", "layout", "path", "overheadHere"]));
  });
});
