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
  /** All fragments of so many left, and arrived; each as many fragments as this, the first one among them. */
  readonly wholeOut?: Value;
  readonly wholeIn?: Value;
  readonly complete?: Value;
  readonly program?: string;
  readonly ring?: number;
  readonly sendDrops?: number;
}

const captured = (end: End): Readonly<Record<string, Value>> => {
  const [begun, whole] = [end.in ?? 0, end.wholeIn ?? end.in ?? 0];
  return {
    fragmentsOut: end.out ?? 60,
    fragmentsIn: begun,
    begunIn: begun,
    wholeOut: end.wholeOut ?? end.out ?? 60,
    wholeIn: whole,
    piecesIn: typeof begun === "number" && typeof whole === "number" ? begun + whole : whole,
    complete: end.complete ?? true,
    ...{ backlogDrops: 0, ringDrops: end.ring ?? 0, cardDrops: 0, sendDrops: end.sendDrops ?? 0, packetProgram: end.program ?? "none" },
  };
};

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
      source(`tunnelCapture during ${role}`, { fields: captured(end) }),
    ];
  });
  const lost = source("largePackets during sender", { fields: { lostThere: 30, lostBack: 30 } });
  return derive("outer", { host: hostOf(at), hosts: HOSTS, inputs: {}, args: {}, sources: [lost, ...sources] }).fields;
};

const WELL: End = { made: 120, got: 120, in: 60 };
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

const reason = (text: string) => ({ unknown: expect.stringContaining(text) as string });

it("where the first fragments arrive and no later one does, they are lost between the two, and no end is blamed", () => {
  const half = { ...WELL, got: 60, wholeIn: 0 };
  expect(outerOf(WELL, half)).toMatchObject({ fragmentsLostBetween: true, fragmentsArrived: 60 });
  expect(outerOf(WELL, half, "receiverHost")).toMatchObject({ fragmentsStop: false });
  // A rule there that dropped as many dropped others: these never came.
  expect(outerOf(WELL, { ...half, dropped: 60 }, "receiverHost")).toMatchObject({ fragmentsStop: false });
  expect(outerOf(WELL, { ...half, dropped: 60 })).toMatchObject({ fragmentsLostBetween: true });
});

it("where they arrive whole, they were not lost between, and the end that gets fewer of them is where they stop", () => {
  const half = { ...WELL, got: 60 };
  expect(outerOf(WELL, half)["fragmentsLostBetween"]).toBe(false);
  expect(outerOf(WELL, half, "receiverHost")["fragmentsStop"]).toBe(true);
  // Others' fragments are counted there as well: what is missing may be theirs.
  expect(outerOf(WELL, { ...WELL, got: 119 })["fragmentsLostBetween"]).toBe(false);
});

it("some of any kind that are lost, and later ones that never left, leave it open", () => {
  const half = { ...WELL, got: 60 };
  expect(outerOf(WELL, { ...half, wholeIn: 20, got: 90 })["fragmentsLostBetween"]).toEqual(reason("20 arrived whole"));
  expect(outerOf({ ...WELL, wholeOut: 0 }, { ...half, wholeIn: 0 })["fragmentsLostBetween"]).toEqual(reason("seen leaving the near end"));
});

it.each<{
  readonly what: string;
  readonly there?: Partial<End>;
  readonly here?: Partial<End>;
  readonly why: string;
  readonly later?: true;
}>([
  { what: "no capture there", there: { in: { unknown: "tcpdump is not installed" } }, why: "tcpdump is not installed" },
  { what: "none where they begin", here: { out: { unknown: "tcpdump is not installed" } }, why: "tcpdump is not installed" },
  { what: "one with gaps", there: { complete: false }, why: "has gaps" },
  { what: "one with gaps where they begin", here: { complete: false }, why: "has gaps" },
  { what: "later ones that are not all there", there: { wholeIn: { unknown: "met its limit" } }, why: "met its limit", later: true },
  { what: "ids that came twice", here: { wholeOut: { unknown: "had the same id" } }, why: "had the same id", later: true },
  { what: "a program that may drop before the capture", there: { program: "eth1" }, why: "XDP program at eth1 of receiverHost" },
  { what: "a ring that overran", there: { ring: 40 }, why: "receive ring 40" },
  { what: "a device that sends and drops", here: { sendDrops: 40 }, why: "devices that send 40" },
])("$what: neither is blamed nor cleared", ({ there, here, why, later }) => {
  const near = { ...WELL, ...here };
  expect(outerOf(near, { ...WELL, got: 60, wholeIn: 0, ...there })["fragmentsLostBetween"]).toEqual(reason(why));
  // Where none arrives at all, nobody asks for the later ones.
  if (later !== true) expect(outerOf(near, { ...WELL, got: 0, in: 0, ...there })["fragmentsLostBetween"]).toEqual(reason(why));
});

it("a program where they begin sees nothing of what is sent", () => {
  expect(outerOf({ ...WELL, program: "eth1" }, { ...WELL, got: 60, wholeIn: 0 })["fragmentsLostBetween"]).toBe(true);
});

it("a capture with gaps that saw none does not say that none came", () => {
  expect(outerOf(WELL, { ...WELL, got: 0, in: 0, complete: false }, "receiverHost")["fragmentsStop"]).toEqual(reason("has gaps"));
});
