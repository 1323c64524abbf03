import { describe, expect, test } from "vitest";
import type { Failure } from "#machines/contract/index.ts";
import type { Bench } from "#server/investigate/bench.ts";
import { openLog } from "#server/investigate/log.ts";
import { isPatient, restsStill } from "#server/investigate/patient.ts";
import type { Reached } from "#server/investigate/reach.ts";
import { memoryJournal } from "#server/store/memory-journal.ts";
import { PERSON, START } from "../../app/log.ts";
import { partOf, watchedLog } from "../../app/watched-log.ts";

/** The second investigation of a watch, or the first, before any host was reached. */
async function scene({ now = START + 60_000, first = false }: { readonly now?: number; readonly first?: boolean } = {}) {
  const journal = memoryJournal();
  const events = watchedLog(first ? {} : { part: partOf("w") });
  const [started] = events;
  if (started?.type !== "started") throw new TypeError("a log begins with started");
  // The first one watches from its first window on, and somebody may add a host after that.
  const until = first ? events.findIndex(({ type }) => type === "watching") : 1;
  await journal.create({ id: "w-e2", title: "", runbook: started.runbook, hostNames: [], practice: false, actor: PERSON });
  await journal.append("w-e2", {
    expected: 0,
    events: events.slice(0, until).map(({ seq: _s, at: _a, actor, ...body }) => ({ body, actor })),
  });
  await journal.lease("w-e2", "t", 60_000);
  const ending = new AbortController();
  // It would wait for seconds: a stop ends that.
  setTimeout(() => ending.abort(), 20);
  const log = await openLog(journal, "w-e2", "t");
  const bench = { journal, now: () => new Date(now) } as unknown as Bench;
  const host = started.brief.hosts[0];
  if (host === undefined) throw new TypeError("it has a host");
  const reached = (failure: Failure | "session", key = host.key): readonly Reached[] => [
    { host: { ...host, key }, asked: null, session: failure === "session" ? ({} as never) : failure },
  ];
  return { at: { bench, log, signal: ending.signal }, reached, host };
}

const LOST: Failure = { kind: "unreachable", detail: "away" };

describe("a host that is not reached between two events", () => {
  test("is waited for, and the log says so once", async () => {
    const { at, reached, host } = await scene();
    expect(await isPatient(at, reached(LOST))).toBe(true);
    expect(await isPatient(at, reached(LOST))).toBe(true);
    expect(at.log.events().slice(1)).toMatchObject([
      { type: "watching", round: 0, windows: 0, trouble: expect.stringContaining(host.name) },
    ]);
  });

  test.each<readonly [string, Parameters<typeof scene>[0], Failure | "session"]>([
    ["before the first event, when somebody sits there", { first: true }, LOST],
    ["once the time is up", { now: START + 3_600_000 }, LOST],
    ["where it was reached", {}, "session"],
    ["where another try would be refused just so", {}, { kind: "notGranted", who: "Mara", right: "investigate", groups: ["prod"] }],
    ["where its key is another one", {}, { kind: "hostKeyUnknown", algorithm: "ssh-ed25519", fingerprint: "SHA256:x" } as Failure],
  ])("is not waited for %s", async (_when, how, failure) => {
    const { at, reached } = await scene(how);
    expect(await isPatient(at, reached(failure))).toBe(false);
    expect(at.log.events().filter(({ type }) => type === "watching")).toEqual([]);
  });

  test("is not waited for where somebody only added it later", async () => {
    const { at, reached } = await scene();
    expect(await isPatient(at, reached(LOST, "another"))).toBe(false);
  });
});

describe("between two events", () => {
  test("hosts rest until the time that was written down, and the first event waits for nothing", async () => {
    expect(await restsStill((await scene({ now: START })).at)).toBe(true);
    expect(await restsStill((await scene({ now: START + 30_000 })).at)).toBe(false);
    expect(await restsStill((await scene({ now: START, first: true })).at)).toBe(false);
  });
});
