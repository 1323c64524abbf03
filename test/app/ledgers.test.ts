import { withLedgersTogether } from "#machines/journal/ledgers.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import type { Message } from "#machines/journal/message.ts";
import { expect, test } from "vitest";
import { CULPRIT } from "./log.ts";

function ledger(seq: number, host: string, same: boolean | null = true): Message {
  const at = "2026-11-21T02:30:00.000Z";
  const checks = [{ what: "sysctls", same, detail: "" }];
  const event: InvestigationEvent = { seq, at, actor: CULPRIT, type: "ledger", host, checks };
  const hosts = new Map([
    ["a", "net-1"],
    ["b", "net-2"],
    ["c", "net-3"],
  ] as const);
  const base = { key: `e${seq}`, seq, seqs: [seq], at, thread: null, actor: CULPRIT };
  return { ...base, kind: "notice", notice: "ledger", event, runbook: undefined as never, hosts };
}

test("hosts on which nothing changed are told in one line, which every permalink leads to", () => {
  expect(withLedgersTogether([ledger(7, "a"), ledger(8, "b"), ledger(9, "c")])).toMatchObject([
    { seq: 7, seqs: [7, 8, 9], alike: ["net-1", "net-2", "net-3"] },
  ]);
});

test("a host that differs, or cannot prove it, keeps a line of its own", () => {
  for (const same of [false, null]) {
    const told = withLedgersTogether([ledger(7, "a"), ledger(8, "b", same), ledger(9, "c")]);
    expect(told.map(({ seqs }) => seqs)).toEqual([[7], [8], [9]]);
  }
});
