import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { setTimeout as wait } from "node:timers/promises";
import type { EventBody } from "#machines/journal/event.ts";
import type { Journal } from "#server/journal.ts";
import { created, note, observation, observed, person, worker } from "./sample.ts";

/** What every Journal must do, whoever keeps it. */
export const journalContract = (open: () => Promise<Journal>): void => {
  const begin = async () => {
    const journal = await open();
    const id = randomUUID();
    await journal.create(created(id));
    return { journal, id };
  };

  it("numbers events 1, 2, 3 without gap and reads them back as they were", async () => {
    const { journal, id } = await begin();
    const first = await journal.append(id, { expected: 0, events: [note("one"), note("two")] });
    const second = await journal.append(id, {
      expected: 2,
      events: [{ body: observed("1.softnet.receiver.after"), actor: worker }],
    });
    if (!first.ok || !second.ok) throw new Error("refused");
    const all = await journal.read(id);
    expect(all.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(all).toEqual([...first.events, ...second.events]);
    expect(all[2]).toMatchObject({ type: "observed", actor: worker, reading: { fields: { dropped: 5 } } });
    expect(await journal.read(id, 2)).toEqual(second.events);
    expect(await journal.read(id, 3)).toEqual([]);
  });

  it("refuses an append when the log has moved, and then nothing of it is there", async () => {
    const { journal, id } = await begin();
    await journal.append(id, { expected: 0, events: [note("one")] });
    expect(
      await journal.append(id, {
        expected: 0,
        events: [note("late")],
        observations: [observation("r", Buffer.from("x"))],
      }),
    ).toEqual({ ok: false, why: "moved" });
    expect(await journal.append(id, { expected: 2, events: [note("early")] })).toEqual({
      ok: false,
      why: "moved",
    });
    expect(await journal.read(id)).toHaveLength(1);
    expect(
      await journal.append(id, {
        expected: 1,
        events: [note("two")],
        observations: [observation("r", Buffer.from("x"))],
      }),
    ).toMatchObject({ ok: true });
  });

  it("lets exactly one of many writers with the same expectation win", async () => {
    const { journal, id } = await begin();
    const tried = await Promise.all(
      Array.from({ length: 12 }, (_, n) => journal.append(id, { expected: 0, events: [note(String(n)), note("!")] })),
    );
    expect(tried.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await journal.read(id)).toHaveLength(2);
  });

  it("takes every note of many people at once, each with its own number", async () => {
    const { journal, id } = await begin();
    const tried = await Promise.all(
      Array.from({ length: 25 }, (_, n) => journal.append(id, { expected: null, events: [note(String(n))] })),
    );
    expect(tried.every(({ ok }) => ok)).toBe(true);
    const all = await journal.read(id);
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 25 }, (_, n) => n + 1));
    expect(new Set(all.map((event) => (event.type === "noted" ? event.text : "")))).toHaveProperty("size", 25);
  });

  it("says that an unknown investigation is gone", async () => {
    const { journal } = await begin();
    const id = randomUUID();
    expect(await journal.append(id, { expected: 0, events: [note("x")] })).toEqual({
      ok: false,
      why: "gone",
    });
    expect(await journal.append(id, { expected: null, events: [note("x")], lease: "t" })).toEqual({
      ok: false,
      why: "gone",
    });
    expect(await journal.read(id)).toEqual([]);
    expect(await journal.lease(id, "t", 1000)).toBe(false);
    await journal.release(id, "t");
  });

  it("refuses to create the same investigation twice", async () => {
    const { journal, id } = await begin();
    await expect(journal.create(created(id))).rejects.toThrow();
  });

  it("fences a worker that lost its lease, and takes it back for the one that has it", async () => {
    const { journal, id } = await begin();
    expect(await journal.lease(id, "zombie", 60)).toBe(true);
    expect(await journal.lease(id, "other", 60_000)).toBe(false);
    expect(await journal.append(id, { expected: 0, lease: "zombie", events: [note("mine")] })).toMatchObject({
      ok: true,
    });
    await wait(150);
    expect(await journal.lease(id, "other", 60_000)).toBe(true);
    expect(await journal.append(id, { expected: 1, lease: "zombie", events: [note("late")] })).toEqual({
      ok: false,
      why: "leaseLost",
    });
    await journal.release(id, "zombie");
    expect(await journal.append(id, { expected: 1, lease: "other", events: [note("ours")] })).toMatchObject({
      ok: true,
    });
    expect(await journal.lease(id, "zombie", 1000)).toBe(false);
    await journal.release(id, "other");
    expect(await journal.append(id, { expected: 2, lease: "other", events: [note("after release")] })).toEqual({
      ok: false,
      why: "leaseLost",
    });
    expect(await journal.lease(id, "zombie", 1000)).toBe(true);
  });

  it("extends a lease for its holder", async () => {
    const { journal, id } = await begin();
    expect(await journal.lease(id, "a", 100)).toBe(true);
    expect(await journal.lease(id, "a", 60_000)).toBe(true);
    await wait(200);
    expect(await journal.lease(id, "b", 1000)).toBe(false);
  });

  it("gives a lease to one of many that ask at once", async () => {
    const { journal, id } = await begin();
    const got = await Promise.all(Array.from({ length: 10 }, (_, n) => journal.lease(id, `w${n}`, 60_000)));
    expect(got.filter(Boolean)).toHaveLength(1);
  });

  it("refuses a second observation of the same request and attempt, with all that came along", async () => {
    const { journal, id } = await begin();
    await journal.append(id, {
      expected: 0,
      events: [note("a")],
      observations: [observation("r", Buffer.from("x"))],
    });
    await expect(
      journal.append(id, {
        expected: 1,
        events: [note("b")],
        observations: [{ ...observation("r", Buffer.from("y")), id: randomUUID() }],
      }),
    ).rejects.toThrow();
    expect(await journal.read(id)).toHaveLength(1);
    expect(
      await journal.append(id, {
        expected: 1,
        events: [note("b")],
        observations: [observation("r", Buffer.from("y"), 2)],
      }),
    ).toMatchObject({ ok: true });
  });

  it("keeps any text and any order of keys exactly", async () => {
    const { journal, id } = await begin();
    let expected = 0;
    const value = fc.oneof(fc.string({ unit: "binary" }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), fc.dictionary(fc.string(), value), async (text, fields) => {
        const bodies: EventBody[] = [
          { type: "noted", text: `${text}\0\ud800` },
          { type: "observed", request: "r", attempt: 1, facts: factsless, reading: { fields } },
        ];
        const appended = await journal.append(id, {
          expected,
          events: bodies.map((body) => ({ body, actor: person })),
        });
        const back = await journal.read(id, expected);
        expected += 2;
        expect(JSON.stringify(back.map(({ seq: _, at: _at, actor: _actor, ...body }) => body))).toBe(JSON.stringify(bodies));
        expect(appended).toEqual({ ok: true, events: back });
      }),
      { numRuns: 60 },
    );
  });
};

const factsless = (observed("r") as Extract<EventBody, { type: "observed" }>).facts;
