import { expect, it } from "vitest";
import { derive } from "#collectors";
import type { BriefHost, Source, Value } from "#machines/contract/index.ts";
import { ALL_SEEN, source } from "./guest-path.ts";

const host = (role: string): BriefHost => ({ key: role, role, name: role, address: role });
const [MASTER, BACKUP] = [host("master"), host("backup")];

interface Stream {
  readonly adverts: number;
  readonly longestGapMs: number;
  readonly delivered?: number;
}

/** Both watched 12 s of a router that sends once a second. */
function way(left: Stream, arrived: Stream, unseen: Readonly<Record<string, Value>> = {}): Readonly<Record<string, Value>> {
  const seen = (at: BriefHost, sent: boolean, { delivered, ...stream }: Stream): Source =>
    source("adverts", at, {
      answer: {
        fields: { complete: true, watchedSeconds: 12, ...ALL_SEEN, ...(sent ? {} : unseen) },
        tables: {
          streams: [
            {
              key: "192.0.2.11 51",
              source: "192.0.2.11",
              vrid: 51,
              addresses: "192.0.2.100",
              intervalMs: 1_000,
              sent,
              ...stream,
              delivered: delivered ?? stream.adverts,
            },
          ],
        },
      },
    });
  const sources = [seen(MASTER, true, left), seen(BACKUP, false, arrived)];
  return derive("advertPath", { host: BACKUP, hosts: [MASTER, BACKUP], inputs: { address: "192.0.2.100" }, args: {}, sources }).fields;
}

const LATE = { adverts: 7, longestGapMs: 5_600 };

it("a sender that is late explains that they come late, and not that they do not come", () => {
  expect(way(LATE, LATE)).toMatchObject({ lateAt: "sender", lostOnPath: false, filtered: false, lost: 0 });
  expect(way(LATE, { adverts: 2, longestGapMs: 10_400 })).toMatchObject({ lateAt: "sender", lostOnPath: true, lost: 5 });
  // Windows that begin apart: two that one of them saw alone, and a silence that is no longer.
  expect(way(LATE, { adverts: 5, longestGapMs: 5_600 })).toMatchObject({ lostOnPath: false, lost: 0 });
});

it("adverts that the backup may have dropped before its capture are not said to be lost on the way", () => {
  const [left, arrived] = [
    { adverts: 12, longestGapMs: 1_010 },
    { adverts: 2, longestGapMs: 9_000 },
  ];
  const says = (words: string): unknown => ({ unknown: expect.stringContaining(words) as string });
  expect(way(left, arrived)).toMatchObject({ lateAt: "path", lostOnPath: true, lost: 10 });
  expect(way(left, arrived, { backlogDrops: 1 })).toMatchObject({ lostOnPath: true, lost: 10 });
  expect(way(left, arrived, { backlogDrops: 9 })).toMatchObject({
    lateAt: says("backlog 9"),
    lostOnPath: says("backlog 9"),
    lost: says("9"),
  });
  expect(way(left, arrived, { packetProgram: "eth1" })).toMatchObject({ lostOnPath: says("XDP program at eth1 of backup") });
  expect(way(left, arrived, { ringDrops: { unknown: "no ethtool" } })).toMatchObject({ lostOnPath: says("not known: no ethtool") });
  // Nothing is missing: what was dropped was others'.
  expect(way(left, left, { backlogDrops: 9 })).toMatchObject({ lateAt: "nowhere", lostOnPath: false });
});

it("adverts that came and were not delivered are the filter's, also where they come late", () => {
  expect(way(LATE, { ...LATE, delivered: 0 })).toMatchObject({ lateAt: "sender", filtered: true, ignored: 7 });
  expect(way(LATE, { ...LATE, delivered: 5 })).toMatchObject({ filtered: false });
  const timely = { adverts: 12, longestGapMs: 1_010 };
  expect(way(timely, { ...timely, delivered: 0 })).toMatchObject({ lateAt: "receiver", filtered: true });
});
