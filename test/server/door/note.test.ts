import { createHash, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { catalogue } from "#collectors";
import { investigationDocument } from "#machines/explain/document.ts";
import { conversation } from "#machines/journal/conversation.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { lastNoteBy, notesOf } from "#machines/journal/note.ts";
import { judge } from "#machines/judge.ts";
import { picturesIn, removedPictures } from "#machines/journal/noted-pictures.ts";
import { perform } from "#server/door/perform.ts";
import { localActor } from "#server/door/session.ts";
import type { Office } from "#server/door/office.ts";
import { CULPRIT } from "#server/investigate/bench.ts";
import { memoryJournal, type MemoryJournal } from "#server/store/memory-journal.ts";
import { PICTURES } from "../pictures/samples.ts";

const YOU = localActor("api");

async function opened(): Promise<{ readonly office: Office; readonly journal: MemoryJournal; readonly id: string }> {
  const never = (): never => {
    throw new Error("not part of this test");
  };
  const journal = memoryJournal();
  const office: Office = {
    journal,
    inventory: { add: never, update: never, remove: never },
    keys: { approve: never, forget: never },
    enqueue: () => Promise.resolve(),
    newId: randomUUID,
  };
  const brief = {
    hosts: [
      { role: "sender", address: "192.0.2.10" },
      { role: "receiver", address: "192.0.2.20" },
    ],
    inputs: { target: "192.0.2.20" },
  };
  const started = await perform(office, YOU, { do: "start", runbook: "small-packet-loss", brief });
  if (!started.ok || started.id === undefined) throw new Error(JSON.stringify(started));
  return { office, journal, id: started.id };
}

const base64 = (bytes: Buffer): string => bytes.toString("base64");

test("a note takes pictures with it: cleaned, under their hash, once each", async () => {
  const { office, journal, id } = await opened();
  const pictures = [{ data: base64(PICTURES.jpeg), alt: " The switch " }, { data: base64(PICTURES.jpeg) }, { data: base64(PICTURES.png) }];
  expect(await perform(office, YOU, { do: "note", id, text: "", pictures })).toEqual({ ok: true, id });
  const note = (await journal.read(id)).at(-1);
  if (note?.type !== "noted") throw new Error("no note");
  expect(note.pictures).toMatchObject([
    { type: "image/jpeg", width: 12, height: 8, alt: "The switch" },
    { type: "image/jpeg", width: 12, height: 8 },
    { type: "image/png", width: 12, height: 8 },
  ]);
  const stored = journal.pictures(id);
  expect(stored).toHaveLength(2);
  for (const { sha256, content } of stored) {
    expect(createHash("sha256").update(content).digest("hex")).toBe(sha256);
    expect(note.pictures?.find((one) => one.sha256 === sha256)?.bytes).toBe(content.length);
    expect(content.includes("Google")).toBe(false);
  }
});

test("nothing is added where one picture of several cannot be, or the room is used up", async () => {
  const { office, journal, id } = await opened();
  const seq = async (): Promise<number> => (await journal.read(id)).length;
  const before = await seq();
  const svg = { data: base64(Buffer.from("<svg onload='alert(1)'/>")) };
  const wrong = await perform(office, YOU, { do: "note", id, text: "x", pictures: [{ data: base64(PICTURES.png) }, svg] });
  expect(wrong).toMatchObject({ ok: false, status: 400, message: expect.stringMatching(/^Picture 2: Only PNG/) as string });
  for (const pictures of [
    Array.from({ length: 7 }, () => ({ data: base64(PICTURES.png) })),
    [{ data: "not base64" }],
    [{ data: "", name: "x" }],
  ])
    expect(await perform(office, YOU, { do: "note", id, text: "x", pictures })).toMatchObject({ ok: false, status: 400 });
  expect(await perform(office, YOU, { do: "note", id: "none", text: "x", pictures: [{ data: base64(PICTURES.png) }] })).toMatchObject({
    status: 404,
  });
  const large = { sha256: "a".repeat(64), type: "image/png" as const, bytes: 64 * 1024 * 1024 - 10, width: 1, height: 1 };
  await journal.append(id, { expected: null, events: [{ body: { type: "noted", text: "", pictures: [large] }, actor: CULPRIT }] });
  const full = await perform(office, YOU, { do: "note", id, text: "x", pictures: [{ data: base64(PICTURES.png) }] });
  expect(full).toMatchObject({ ok: false, status: 409, message: "An investigation takes 64 MiB of pictures, and none of it is left." });
  // Words need no room; and what retention removed leaves some.
  expect((await perform(office, YOU, { do: "note", id, text: "words" })).ok).toBe(true);
  const gone = { type: "outputsRemoved" as const, outputs: 0, bytes: 1, olderThanDays: 1, pictures: [large.sha256] };
  await journal.append(id, { expected: null, events: [{ body: gone, actor: CULPRIT }] });
  expect((await perform(office, YOU, { do: "note", id, text: "x", pictures: [{ data: base64(PICTURES.png) }] })).ok).toBe(true);
  expect(await seq()).toBe(before + 4);
  const events = await journal.read(id);
  expect([...removedPictures(events)]).toEqual([large.sha256]);
  expect(picturesIn(events).size).toBe(2);
});

test("a note of a review shows pictures too, and waits for the end", async () => {
  const { office, journal, id } = await opened();
  const pictures = [{ data: base64(PICTURES.png), alt: "The rack" }];
  const review = (more: object) => perform(office, YOU, { do: "reviewNote", id, text: "", pictures, ...more });
  expect(await review({})).toMatchObject({
    ok: false,
    status: 409,
    message: expect.stringMatching(/reviewed when it has ended/) as string,
  });
  await perform(office, YOU, { do: "stop", id });
  expect(await review({ about: 99 })).toMatchObject({ ok: false, status: 409, message: "There is no event 99." });
  expect(await review({ pictures: [] })).toMatchObject({ ok: false, status: 400 });
  expect(await review({ about: 1 })).toEqual({ ok: true, id });
  expect(journal.pictures(id)).toHaveLength(1);
  const events = await journal.read(id);
  const judgement = judge(factsOf(events, catalogue));
  const [note] = conversation(events, { catalogue, judgement }).filter(({ kind }) => kind === "note");
  expect(note).toMatchObject({ review: { about: 1 }, pictures: [{ alt: "The rack", removed: false }] });
  expect(investigationDocument(events, catalogue, 1)).toContain("Review note on event 1: [Picture: The rack.");
  const [sha256 = ""] = picturesIn(events).keys();
  const gone = { type: "outputsRemoved" as const, outputs: 0, bytes: 1, olderThanDays: 1, pictures: [sha256] };
  await journal.append(id, { expected: null, events: [{ body: gone, actor: CULPRIT }] });
  expect([...removedPictures(await journal.read(id))]).toEqual([sha256]);
});

test("one's own note is changed where it stands, what it said before is kept, and nobody changes what somebody else said", async () => {
  const { office, journal, id } = await opened();
  await perform(office, YOU, { do: "note", id, text: "the swich is dead" });
  const seq = (await journal.read(id)).at(-1)?.seq ?? 0;
  expect(await perform(office, YOU, { do: "note", id, text: "the switch is dead", replaces: seq })).toEqual({ ok: true, id });
  const events = await journal.read(id);
  const judgement = judge(factsOf(events, catalogue));
  const notes = conversation(events, { catalogue, judgement }).filter(({ kind }) => kind === "note");
  expect(notes).toMatchObject([{ seq, seqs: [seq, seq + 1], text: "the switch is dead", before: [{ text: "the swich is dead" }] }]);
  expect(lastNoteBy(events, YOU.id)).toEqual({ seq, text: "the switch is dead" });
  expect(investigationDocument(events, catalogue, 1)).not.toContain("swich");
  const other = { ...YOU, id: "another" };
  for (const [who, replaces] of [
    [other, seq],
    [YOU, 1],
    [YOU, 999],
  ] as const)
    expect(await perform(office, who, { do: "note", id, text: "x", replaces })).toMatchObject({ ok: false, status: 409 });
  // Nor does a log from elsewhere that says so.
  const forged = { ...events.at(-1), seq: seq + 2, actor: CULPRIT } as (typeof events)[number];
  expect(notesOf([...events, forged])).toHaveLength(2);
});
