import { expect, it } from "vitest";
import { derive } from "#collectors";
import type { BriefHost, Source, Value } from "#machines/contract/index.ts";
import { source } from "./guest-path.ts";

const host = (role: string): BriefHost => ({ key: role, role, name: role, address: role });
const [MASTER, BACKUP] = [host("master"), host("backup")];

interface Stream {
  readonly adverts: number;
  readonly longestGapMs: number;
  readonly delivered?: number;
}

/** Both watched 12 s of a router that sends once a second. */
function way(left: Stream, arrived: Stream): Readonly<Record<string, Value>> {
  const seen = (at: BriefHost, sent: boolean, { delivered, ...stream }: Stream): Source =>
    source("adverts", at, {
      answer: {
        fields: { complete: true, watchedSeconds: 12 },
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

it("adverts that came and were not delivered are the filter's, also where they come late", () => {
  expect(way(LATE, { ...LATE, delivered: 0 })).toMatchObject({ lateAt: "sender", filtered: true, ignored: 7 });
  expect(way(LATE, { ...LATE, delivered: 5 })).toMatchObject({ filtered: false });
  const timely = { adverts: 12, longestGapMs: 1_010 };
  expect(way(timely, { ...timely, delivered: 0 })).toMatchObject({ lateAt: "receiver", filtered: true });
});
