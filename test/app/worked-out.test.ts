import { catalogue } from "#collectors";
import { conversation } from "#machines/journal/conversation.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { sourcesOf } from "#machines/journal/worked-out.ts";
import { judge } from "#machines/judge.ts";
import { describe, expect, test } from "vitest";
import { caseLog } from "./case-log.ts";

const cardsOf = (runbook: string, name: string) => {
  const { events } = caseLog(runbook, name);
  const messages = conversation(events, { catalogue, judgement: judge(factsOf(events, catalogue)) });
  return messages.flatMap((message) => (message.kind === "command" ? [message.card] : []));
};

describe("a reading that was worked out", () => {
  const cards = cardsOf("one-guest-unreachable", "agent-dead");
  const derived = cards.filter(({ from }) => from !== undefined);

  test("is told apart from what ran", () => {
    expect(derived.length).toBeGreaterThan(0);
    expect(derived.every(({ collector }) => catalogue[collector]?.from !== undefined)).toBe(true);
    expect(cards.filter(({ from }) => from === undefined).every(({ collector }) => catalogue[collector]?.from === undefined)).toBe(true);
  });

  test("names each reading it came from, and where that is shown", () => {
    for (const card of derived) {
      expect(sourcesOf(card).length).toBeGreaterThan(0);
      for (const { say, seq } of sourcesOf(card)) {
        const source = cards.find(({ runs }) => runs.some(({ endedSeq }) => endedSeq !== null && endedSeq === seq));
        expect(`${source?.test} on ${source?.hostName}`).toBe(say.replace(/ \((before|during|after)\)$/, ""));
      }
    }
  });
});
