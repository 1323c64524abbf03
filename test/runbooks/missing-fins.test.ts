import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Recording, Verdict } from "#machines/contract/index.ts";
import responseHangs from "#runbooks/response-hangs-until-timeout/runbook.ts";
import { judgeRecording } from "./replay.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "runbooks", "response-hangs-until-timeout", "cases");

const judged = (name: string): ReturnType<typeof judgeRecording> =>
  judgeRecording(responseHangs, JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as Recording);

const evidenceOf = ({ standings }: Verdict, instance: string): readonly string[] =>
  (standings.find((each) => each.instance === instance)?.evidence ?? []).map(({ test: from, claim, saw, state }) => {
    const value = typeof saw === "object" ? "unknown" : typeof saw === "number" ? (saw > 0 ? "some" : "none") : String(saw);
    return `${from}.${claim.field} ${value} ${state}`;
  });

/** The path a good engineer walks: closed late, seen before the firewall and not behind it, counted as invalid, all of it short, checksums asked for. */
describe("the story of the missing FINs, from what the hosts printed", () => {
  const verdict = judged("fin-checksum");

  test("the window comes first, with every sensor in it", () => {
    const [first] = verdict.rounds;
    expect(verdict.rounds).toHaveLength(1);
    expect(first?.reproduction).toBe(true);
    const order = first?.requests.map(({ test: id, moment }) => `${id} ${moment}`) ?? [];
    expect(order.indexOf("conntrack before")).toBeLessThan(order.indexOf("segments during"));
    expect(order.indexOf("segments during")).toBeLessThan(order.indexOf("conntrack after"));
  });

  test("the gateway's guilt rests on these observations, in this order", () => {
    expect(evidenceOf(verdict, "conntrackChecksum@gateway#2")).toEqual([
      "segmentFate.swallowed some held",
      "segmentFate.oneWay false held",
      "segmentFate.checksumLike true held",
      "conntrack.invalid some held",
      "sysctls.nfConntrackChecksum some held",
    ]);
  });

  test("what looks like it is ruled out by what it must show: the server did send its FINs, and the firewall before it passed them on", () => {
    expect(evidenceOf(verdict, "peerNeverCloses@server")).toContain("segmentFate.finsOut some failed");
    expect(evidenceOf(verdict, "conntrackChecksum@gateway")).toContain("segmentFate.swallowed none failed");
    expect(evidenceOf(verdict, "conntrackWindow@gateway#2")).toContain("segmentFate.beyondChecksum false failed");
    expect(evidenceOf(verdict, "endHostChecksum@client")).toContain("protocolCounters.TcpInCsumErrors none failed");
  });

  test("without the captures nothing is ruled out for being unseen, and nobody is named", () => {
    const blind = judged("fin-checksum-without-tcpdump");
    expect(blind.causes).toEqual([]);
    expect(blind.standings.find(({ instance }) => instance === "conntrackChecksum@gateway#2")?.standing).toBe("open");
    expect(blind.missing.map(({ reason }) => reason).join(" ")).toMatch(/tcpdump is not installed/);
  });
});
