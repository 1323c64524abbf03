import { describe, expect, it } from "vitest";
import { memoryJournal } from "#server/store/memory-journal.ts";
import type { MemoryNews } from "#server/store/memory-journal.ts";
import { journalContract } from "./journal-contract.ts";
import { created, note } from "./sample.ts";

describe("the journal in memory", () => {
  journalContract(async () => memoryJournal());

  it("tells those who watch, until they stop", async () => {
    const journal = memoryJournal();
    const news: MemoryNews[] = [];
    const stop = journal.watch((one) => news.push(one));
    await journal.create(created("i"));
    await journal.append("i", { expected: 0, events: [note("a")] });
    await journal.append("i", { expected: 0, events: [note("refused")] });
    journal.live("i", { request: "r", stream: "stdout", offset: 0, text: "x" });
    stop();
    await journal.append("i", { expected: 1, events: [note("b")] });
    expect(news.map(({ kind }) => kind)).toEqual(["events", "output"]);
  });
});
