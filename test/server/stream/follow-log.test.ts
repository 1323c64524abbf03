import { describe, expect, test } from "vitest";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { LiveText } from "#server/store/store.ts";
import { followLog, type Line } from "#server/stream/follow-log.ts";
import { createHub } from "#server/stream/hub.ts";

const note = (seq: number): InvestigationEvent => ({
  seq,
  at: "2026-01-01T00:00:00.000Z",
  actor: { kind: "person", id: "local", name: "You", via: "page" },
  type: "noted",
  text: `note ${seq}`,
});

function openLog() {
  const hub = createHub();
  const events: InvestigationEvent[] = [];
  const live: LiveText[] = [];
  return {
    hub,
    events,
    live,
    sources: {
      hub,
      events: (after: number) => Promise.resolve(events.filter(({ seq }) => seq > after)),
      live: (after: bigint) => Promise.resolve(live.filter(({ id }) => id > after)),
    },
    append: (seq: number) => {
      events.push(note(seq));
      hub.wake("a");
    },
  };
}

async function take(lines: AsyncGenerator<Line>, n: number): Promise<Line[]> {
  const taken: Line[] = [];
  while (taken.length < n) {
    const { value, done } = await lines.next();
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}

const seqs = (lines: readonly Line[]): number[] => lines.flatMap((line) => ("event" in line ? [line.event.seq] : []));

describe("following a log", () => {
  test("replays from where the reader stands, then goes on, without gap or duplicate", async () => {
    const log = openLog();
    for (const seq of [1, 2, 3]) log.append(seq);
    const end = new AbortController();
    const lines = followLog(log.sources, { id: "a", after: 1, signal: end.signal });
    const first = await take(lines, 2);
    setTimeout(() => log.append(4), 5);
    setTimeout(() => log.append(5), 10);
    expect(seqs([...first, ...(await take(lines, 2))])).toEqual([2, 3, 4, 5]);
    end.abort();
    expect((await lines.next()).done).toBe(true);
  });

  test("misses nothing that is appended while it reads", async () => {
    const log = openLog();
    const end = new AbortController();
    let asked = 0;
    const racing = {
      ...log.sources,
      events: async (after: number) => {
        const found = await log.sources.events(after);
        asked += 1;
        if (asked <= 50) log.append(asked);
        return found;
      },
    };
    const lines = followLog(racing, { id: "a", after: 0, signal: end.signal });
    expect(seqs(await take(lines, 50))).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
    end.abort();
  });

  test("passes the output of running commands on once", async () => {
    const log = openLog();
    const end = new AbortController();
    const lines = followLog(log.sources, { id: "a", after: 0, signal: end.signal });
    log.live.push(
      { id: 1n, request: "r", stream: "stdout", offset: 0, text: "one\n" },
      { id: 2n, request: "r", stream: "stdout", offset: 4, text: "two\n" },
    );
    log.hub.wake("a");
    const [one, two] = await take(lines, 2);
    setTimeout(() => log.append(1), 5);
    const [three] = await take(lines, 1);
    expect([one, two]).toEqual([
      { live: { request: "r", stream: "stdout", offset: 0, text: "one\n" } },
      { live: { request: "r", stream: "stdout", offset: 4, text: "two\n" } },
    ]);
    expect(three).toMatchObject({ event: { seq: 1 } });
    end.abort();
  });

  test("a reader that leaves is forgotten, and wakes for others go on", async () => {
    const log = openLog();
    const end = new AbortController();
    const lines = followLog(log.sources, { id: "a", after: 0, signal: end.signal });
    const waiting = lines.next();
    end.abort();
    expect((await waiting).done).toBe(true);
    expect(() => log.append(1)).not.toThrow();
  });

  test("after a lost connection everybody looks again", async () => {
    const log = openLog();
    const end = new AbortController();
    const lines = followLog(log.sources, { id: "a", after: 0, signal: end.signal });
    const waiting = lines.next();
    log.events.push(note(1));
    log.hub.wakeAll();
    expect((await waiting).value).toMatchObject({ event: { seq: 1 } });
    end.abort();
  });
});
