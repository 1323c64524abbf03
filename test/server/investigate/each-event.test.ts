import { describe, expect, test } from "vitest";
import { catalogue } from "#collectors";
import type { Actor, EventBody, InvestigationEvent } from "#machines/journal/event.ts";
import { MOST_EVENTS, partId } from "#machines/journal/watch-part.ts";
import { localActor } from "#server/door/session.ts";
import { perform } from "#server/door/perform.ts";
import type { Office } from "#server/door/office.ts";
import { afterVerdict, goesOn } from "#server/investigate/each-event.ts";
import { drive } from "#server/investigate/drive.ts";
import { goOn } from "#server/investigate/go-on.ts";
import { openLog } from "#server/investigate/log.ts";
import type { Bench } from "#server/investigate/bench.ts";
import type { Journal } from "#server/journal.ts";
import { memoryJournal } from "#server/store/memory-journal.ts";
import { PERSON, START } from "../../app/log.ts";
import { partOf, QUIET, watchedLog } from "../../app/watched-log.ts";

const NOW = START + 120_000;
const after = (events: readonly InvestigationEvent[], now = NOW) => afterVerdict(events, { id: "w", catalogue, now, restMs: 0 });

describe("what becomes of a watch after a verdict", () => {
  test("nothing, where each event was not asked for, before there is a verdict, and once it is written", () => {
    expect(after(watchedLog({ each: false }))).toBeNull();
    expect(after(watchedLog({ rounds: 1 }))).toBeNull();
    const over: EventBody = { type: "watchOver", reason: "", judged: true, lasted: false };
    expect(after(watchedLog({ more: [over] }))).toBeNull();
  });

  test("it goes on after an event, with what is left of the time", () => {
    const log = watchedLog();
    const since = log.find(({ type }) => type === "roundPlanned")?.at ?? "";
    expect(after(log)).toMatchObject({
      ...{ type: "watchGoesOn", to: "w-e2", lasted: false },
      part: {
        ...{ first: "w", event: 2, alike: 1, verdict: "cause backlogOverflow@receiver", since },
        until: new Date(Date.parse(since) + 3_600_000).toISOString(),
        restUntil: new Date(NOW + 60_000).toISOString(),
      },
    });
  });

  test("an event that ends like the one before is followed by a longer rest, one that does not by the shortest", () => {
    const alike = after(watchedLog({ part: partOf("w", { alike: 3, event: 4 }), windows: 2 }));
    expect(alike).toMatchObject({ to: "w-e5", lasted: false, part: { alike: 4, restUntil: new Date(NOW + 8 * 60_000).toISOString() } });
    const other = after(watchedLog({ part: partOf("w", { alike: 3, verdict: "undetermined" }), windows: 2 }));
    expect(other).toMatchObject({ part: { alike: 1 } });
  });

  test("where nothing was quiet since the event before, it is told", () => {
    expect(after(watchedLog({ part: partOf("w") }))).toMatchObject({ lasted: true });
  });

  test.each<readonly [string, readonly InvestigationEvent[], RegExp, boolean]>([
    ["nothing came", watchedLog({ overrides: QUIET, part: partOf("w") }), /^Its time is up\.$/, false],
    ["a person was needed", watchedLog({ more: [] }).map(answered), /needed a person/, true],
    ["the most was judged", watchedLog({ part: partOf("w", { event: MOST_EVENTS }), windows: 1 }), /^20 events were judged/, true],
    ["somebody stopped it meanwhile", watchedLog({ more: [{ type: "stopped", reason: "enough" }] }), /A person stopped it/, true],
    ["a change was approved", watchedLog({ more: [{ type: "changeApproved", id: "c1" }] }), /change of a host was approved/, true],
    ["less than a minute is left", watchedLog({ watchSeconds: 130 }), /^Its time is up\.$/, true],
  ])("it is over when %s", (...[, log, reason, judged]) => {
    expect(after(log)).toMatchObject({ type: "watchOver", reason: expect.stringMatching(reason), judged });
  });

  test("it is over when no window can show the symptom any more, and says why", () => {
    const missing = { failure: { kind: "toolMissing" as const, tool: "ping" } };
    const log = watchedLog({ overrides: { "reproduction sender during": missing }, part: partOf("w") });
    expect(after(log)).toMatchObject({ type: "watchOver", judged: false, reason: expect.stringMatching(/^No window could show .*ping/) });
  });
});

/** As if the first reading had been a person's answer. */
function answered(event: InvestigationEvent): InvestigationEvent {
  if (event.type !== "noted") return event;
  return { ...event, type: "answered", request: "1.x.y.once", answer: null, actor: PERSON };
}

async function stored(journal: Journal, events: readonly InvestigationEvent[], id = "w"): Promise<void> {
  const [first] = events;
  if (first?.type !== "started") throw new TypeError("a log begins with started");
  await journal.create({ id, title: first.title, runbook: first.runbook, hostNames: [], practice: false, actor: PERSON });
  await journal.append(id, { expected: 0, events: events.map(({ seq: _s, at: _a, actor, ...body }) => ({ body, actor })) });
}

const benchOn = (journal: Journal, woken: string[], now = NOW): Bench =>
  ({ journal, catalogue, now: () => new Date(now), enqueue: async (id: string) => void woken.push(id) }) as unknown as Bench;

/** After an interruption: no host is connected, and nothing is known of what it cost them. */
const AT_WORK = { hosts: new Map(), signal: new AbortController().signal, meter: { from: null } };

const officeOn = (journal: Journal): Office => ({ journal, enqueue: () => Promise.resolve() }) as unknown as Office;

async function worker(journal: Journal, token: string): Promise<Parameters<typeof goOn>[0] & { readonly woken: string[] }> {
  await journal.lease("w", token, 60_000);
  const woken: string[] = [];
  return { bench: benchOn(journal, woken), log: await openLog(journal, "w", token), ...AT_WORK, woken };
}

describe("the next investigation of a watch", () => {
  test("is entered for whoever began the watch, with the same hosts and questions, once", async () => {
    const journal = memoryJournal();
    await stored(journal, watchedLog());
    const at = await worker(journal, "t");
    await goOn(at);
    await goOn(at);
    const [started, ...rest] = await journal.read("w-e2");
    expect(rest).toEqual([]);
    const [first] = await journal.read("w");
    if (started?.type !== "started" || first?.type !== "started") throw new TypeError("not begun");
    expect(started).toMatchObject({ actor: PERSON, brief: first.brief, title: first.title, watch: { event: 2, first: "w" } });
    expect(started.from).toBeUndefined();
    expect((await journal.read("w")).filter(({ type }) => type === "watchGoesOn")).toHaveLength(1);
    // Once more than once is once: it has only begun.
    expect(new Set(at.woken)).toEqual(new Set(["w-e2"]));
  });

  test("is entered by the next worker, where the first one ended just after it was decided", async () => {
    const journal = memoryJournal();
    await stored(journal, watchedLog());
    const broken: Journal = { ...journal, create: () => Promise.reject(new Error("the database is away")) };
    await journal.lease("w", "t", 60_000);
    const log = await openLog(broken, "w", "t");
    await expect(goOn({ bench: benchOn({ ...broken, append: goneIfNew(journal) }, []), log, ...AT_WORK })).rejects.toThrow(
      "the database is away",
    );
    expect(await journal.read("w-e2")).toEqual([]);
    await journal.release("w", "t");
    const second = await worker(journal, "u");
    await goOn({ ...second, bench: benchOn(journal, second.woken, NOW + 900_000) });
    const [started] = await journal.read("w-e2");
    // As it was decided the first time, whatever time it is now.
    expect(started).toMatchObject({ watch: { restUntil: new Date(NOW + 60_000).toISOString() } });
    expect(second.woken).toEqual(["w-e2"]);
  });

  test("two workers at once enter one, and the one that lost its hold writes nothing", async () => {
    const journal = memoryJournal();
    await stored(journal, watchedLog());
    const late = await worker(journal, "late");
    await journal.release("w", "late");
    const now = await worker(journal, "now");
    const ends = await Promise.allSettled([goOn(late), goOn(now)]);
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await journal.read("w")).filter(({ type }) => type === "watchGoesOn")).toHaveLength(1);
    expect(await journal.read("w-e2")).toHaveLength(1);
  });
});

const goneIfNew =
  (journal: Journal): Journal["append"] =>
  async (id, what) =>
    id === "w" ? journal.append(id, what) : { ok: false, why: "gone" };

describe("whoever started a watch and may not any more", () => {
  const gone = (at: Awaited<ReturnType<typeof worker>>, asked: string[]) => ({
    ...at,
    bench: { ...at.bench, mayNotGoOn: async ({ id }: Actor) => (asked.push(id), "Mara may not start investigations any more.") },
  });

  test("gets no further investigation: the watch is over, and says why", async () => {
    const journal = memoryJournal();
    await stored(journal, watchedLog());
    const at = await worker(journal, "t");
    const asked: string[] = [];
    await goOn(gone(at, asked));
    expect((await journal.read("w")).at(-1)).toMatchObject({
      ...{ type: "watchOver", judged: true, reason: "Mara may not start investigations any more." },
    });
    expect([asked, at.woken, await journal.read("w-e2")]).toEqual([[PERSON.id], [], []]);
  });

  test("while its hosts rested: it is stopped before any host is reached", async () => {
    const journal = memoryJournal();
    const part = partOf("w", { until: new Date(NOW + 3_600_000).toISOString() });
    await stored(journal, watchedLog({ part }).slice(0, 1), "w-e2");
    await journal.lease("w-e2", "t", 60_000);
    const never = (): never => {
      throw new Error("no host is reached");
    };
    const bench: Bench = { ...benchOn(journal, []), destinationOf: never, mayNotGoOn: async () => "Mara may not." };
    expect(await drive(bench, "w-e2", { lease: "t", signal: new AbortController().signal })).toBe("stopped");
    expect((await journal.read("w-e2")).slice(1)).toMatchObject([{ type: "stopped", reason: "Mara may not." }]);
  });
});

test("a pause that comes as the verdict is written keeps both the verdict and the next event from coming", async () => {
  const journal = memoryJournal();
  const log = watchedLog();
  await stored(
    journal,
    log.slice(
      0,
      log.findIndex(({ type }) => type === "concluded"),
    ),
  );
  let pressed = false;
  const racing: Journal = {
    ...journal,
    append: async (id, what) => {
      if (!pressed && what.events.some(({ body }) => body.type === "concluded")) {
        pressed = true;
        await journal.append(id, { expected: null, events: [{ body: { type: "paused" }, actor: PERSON }] });
      }
      return journal.append(id, what);
    },
  };
  await journal.lease("w", "t", 60_000);
  const away: Bench = { ...benchOn(racing, []), destinationOf: async () => ({ kind: "unreachable", detail: "away" }) as const };
  expect(await drive(away, "w", { lease: "t", signal: new AbortController().signal })).toBe("paused");
  expect((await journal.read("w")).filter(({ type }) => type === "concluded" || type === "watchGoesOn")).toEqual([]);
  expect([pressed, await journal.read("w-e2")]).toEqual([true, []]);
});

describe("stopping a watch", () => {
  const you = localActor("api");
  const stop = (journal: Journal, id: string) => perform(officeOn(journal), you, { do: "stop", id, reason: "enough" });

  test("from any of its investigations stops the one that runs", async () => {
    const journal = memoryJournal();
    await stored(journal, watchedLog());
    await goOn(await worker(journal, "t"));
    expect(await stop(journal, "w")).toMatchObject({ ok: true, id: "w-e2" });
    expect((await journal.read("w-e2")).at(-1)).toMatchObject({ type: "stopped", reason: "enough" });
    expect(await stop(journal, "w")).toMatchObject({ ok: false, status: 409 });
    expect(goesOn(await journal.read("w-e2"))).toBeNull();
  });

  test("between a verdict and the next investigation keeps that from beginning", async () => {
    const journal = memoryJournal();
    await stored(journal, watchedLog());
    expect(await stop(journal, "w")).toMatchObject({ ok: true, id: "w" });
    const at = await worker(journal, "t");
    await goOn(at);
    expect((await journal.read("w")).at(-1)).toMatchObject({ type: "watchOver", reason: "enough", judged: true });
    expect([at.woken, await journal.read(partId("w", 2))]).toEqual([[], []]);
  });

  test("as the worker decides keeps the next one from beginning: what the worker had read is not all there is", async () => {
    const journal = memoryJournal();
    await stored(journal, watchedLog());
    const at = await worker(journal, "t");
    await stop(journal, "w");
    await goOn(at);
    expect(goesOn(await journal.read("w"))).toBeNull();
    expect([at.woken, await journal.read(partId("w", 2))]).toEqual([[], []]);
  });

  test("when the next one is decided and not entered, it is stopped before it begins", async () => {
    const journal = memoryJournal();
    const decided = after(watchedLog());
    if (decided === null) throw new TypeError("it goes on");
    await stored(journal, watchedLog({ more: [decided] }));
    expect(await stop(journal, "w")).toMatchObject({ ok: true, id: "w-e2" });
    expect((await journal.read("w-e2")).map(({ type }) => type)).toEqual(["started", "stopped"]);
  });

  test("a verdict that came just before the stop does not let it go on", async () => {
    const journal = memoryJournal();
    const log = watchedLog();
    await stored(journal, log.slice(0, -1));
    // The stop was asked for while it ran; the verdict is written first.
    const racing: Journal = {
      ...journal,
      append: async (id, what) => {
        const last = log.at(-1);
        const body = what.events[0]?.body.type;
        if (body === "stopped" && last !== undefined) await journal.append(id, { expected: null, events: [{ body: last, actor: PERSON }] });
        return journal.append(id, what);
      },
    };
    expect(await stop(racing, "w")).toMatchObject({ ok: true });
    await goOn(await worker(journal, "t"));
    expect((await journal.read("w")).at(-1)).toMatchObject({ type: "watchOver", reason: "A person stopped it." });
    expect(await journal.read("w-e2")).toEqual([]);
  });

  test("an ordinary investigation with a verdict is not stopped", async () => {
    const journal = memoryJournal();
    await stored(journal, watchedLog({ each: false }));
    expect(await stop(journal, "w")).toMatchObject({ ok: false, message: "It has its verdict, and nothing runs any more." });
  });
});

describe("a change of an earlier event", () => {
  const you = localActor("api");
  const approve = (journal: Journal) => perform(officeOn(journal), you, { do: "approveChange", id: "w", change: "c1" });

  test("is not approved while the watch goes on, and is looked at once it has ended", async () => {
    const journal = memoryJournal();
    await stored(journal, watchedLog());
    await goOn(await worker(journal, "t"));
    expect(await approve(journal)).toMatchObject({ ok: false, status: 409, message: expect.stringContaining("Stop the watch first") });
    await perform(officeOn(journal), you, { do: "stop", id: "w" });
    expect(await approve(journal)).toMatchObject({ ok: false, message: "No change c1 was proposed here." });
  });
});
