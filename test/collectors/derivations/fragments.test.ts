import { expect, it } from "vitest";
import { derive } from "#collectors";
import type { BriefHost, Given, Moment, Reading, Value } from "#machines/contract/index.ts";

const ENDS = ["senderHost", "receiverHost"] as const;
const HOSTS = ["sender", "receiver", ...ENDS].map((role) => ({ key: role, name: role, role }) as BriefHost);
const hostOf = (role: string): BriefHost => HOSTS.find(({ key }) => key === role) ?? HOSTS[0]!;

/** "firewall after senderHost": collector, moment and host. */
const source = (name: string, reading: Partial<Reading>): Given["sources"][number] => {
  const [collector = "", moment = "", role = ""] = name.split(" ");
  return { collector, test: collector, moment: moment as Moment, args: {}, host: hostOf(role), answer: { fields: {}, ...reading } };
};

interface End {
  /** First fragments in its capture, and what its kernel made and got to put together. */
  readonly out?: Value;
  readonly in?: Value;
  readonly made: number;
  readonly got: number;
  readonly dropped?: number;
}

/** Large packets and the answers to them are as large as each other: both sweeps lose, whichever way the fragments are lost on. */
const outerOf = (near: End, far: End, at = "sender") => {
  const sources = [near, far].flatMap((end, index) => {
    const role = ENDS[index] ?? "senderHost";
    const counters = (moment: Moment, times: number) =>
      source(`protocolCounters ${moment} ${role}`, { fields: { IpFragCreates: times * end.made, IpReasmReqds: times * end.got } });
    const rule = (moment: Moment, packets: number) =>
      source(`firewall ${moment} ${role}`, { tables: { dropRules: [{ key: "hardening: no fragments", packets }] } });
    return [
      ...[counters("before", 0), counters("after", 1), rule("before", 0), rule("after", end.dropped ?? 0)],
      source(`tunnelCapture during ${role}`, { fields: { fragmentsOut: end.out ?? 60, fragmentsIn: end.in ?? 0 } }),
    ];
  });
  const lost = source("largePackets during sender", { fields: { lostThere: 30, lostBack: 30 } });
  return derive("outer", { host: hostOf(at), hosts: HOSTS, inputs: {}, args: {}, sources: [lost, ...sources] }).fields;
};

const WELL: End = { made: 120, got: 120, in: 60 };
const UNSEEN = { unknown: expect.stringContaining("where the later ones end is not seen") as string };

it("fragments are lost between two ends where none of one way arrives, whatever arrives on the other", () => {
  const far = { ...WELL, got: 0, in: 0 };
  expect(outerOf(WELL, far)).toMatchObject({ fragmentsLostBetween: true, fragmentsArrived: 0 });
  expect(outerOf(WELL, far, "receiverHost")).toMatchObject({ fragmentsStop: false });
  expect(outerOf({ ...WELL, got: 0, in: 0 }, WELL)["fragmentsLostBetween"]).toBe(true);
  expect(outerOf(WELL, WELL)["fragmentsLostBetween"]).toBe(false);
  // What is refused there for its size was never in pieces.
  expect(outerOf({ ...WELL, out: 0 }, far)["fragmentsLostBetween"]).toBe(false);
});

it("an end that gets fewer than arrive, or whose rules drop as many as are missing, is where they stop", () => {
  const far = { ...WELL, got: 0 };
  expect(outerOf(WELL, far)["fragmentsLostBetween"]).toBe(false);
  expect(outerOf(WELL, far, "receiverHost")["fragmentsStop"]).toBe(true);
  const half = { ...WELL, got: 60 };
  expect(outerOf(WELL, { ...half, dropped: 60 }, "receiverHost")["fragmentsStop"]).toBe(true);
  expect(outerOf(WELL, WELL, "receiverHost")["fragmentsStop"]).toBe(false);
});

it("where only later fragments are missing, no capture shows where they end: neither is blamed nor cleared", () => {
  const half = { ...WELL, got: 60 };
  expect(outerOf(WELL, half)["fragmentsLostBetween"]).toEqual(UNSEEN);
  expect(outerOf(WELL, { ...half, dropped: 7 }, "receiverHost")["fragmentsStop"]).toEqual(UNSEEN);
  const dark = { unknown: "tcpdump is not installed" };
  expect(outerOf(WELL, { ...half, in: dark })["fragmentsLostBetween"]).toEqual(dark);
});
