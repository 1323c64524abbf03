import { catalogue } from "#collectors";
import { conclude } from "#machines/conclude.ts";
import type { Verdict } from "#machines/contract/index.ts";
import { verdictMarkdown } from "#machines/explain/index.ts";
import { board } from "#machines/journal/board.ts";
import { conversation } from "#machines/journal/conversation.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { timeline } from "#machines/journal/timeline.ts";
import { verdictView } from "#machines/journal/verdict-view.ts";
import { judge } from "#machines/judge.ts";
import { fold } from "../investigate/fold.ts";
import { observationOf, type Bundle } from "./bundle.ts";
import { compareVerdicts } from "./compare.ts";
import type { Refused } from "./open.ts";
import { reread } from "./reread.ts";

/** What came of looking at a bundle again. Nothing in `differences`: the same verdict from the same outputs, today. */
export interface Recheck {
  readonly outputs: number;
  /** Raw outputs that had been removed: their readings stand as they were told. */
  readonly removed: number;
  readonly parsed: number;
  readonly derived: number;
  readonly differences: readonly string[];
  readonly added: readonly string[];
  /** What it concludes with today's parsers; null while it has not ended and when the machine would go on. */
  readonly verdict: Verdict | null;
}

/** Readings made anew from the raw outputs, the machine folded anew, the verdict compared. Pure; nothing is collected. */
export function recheck(bundle: Bundle): Recheck | Refused {
  try {
    requireShowable(bundle.events);
    return again(bundle);
  } catch (error) {
    // The form was checked, not every relation inside: whatever this machine cannot follow is no log of an investigation.
    return { refused: `The log cannot be followed by this Culprit: ${error instanceof Error ? error.message : String(error)}.` };
  }
}

function again({ events: log, observations }: Bundle): Recheck {
  const raw = new Map(observations.map((each) => [each.id, observationOf(each)]));
  const { events, differences, added, parsed, derived } = reread(log, raw, catalogue);
  // A confirmation concludes a second time; what is judged again is what the readings before it led to.
  const told = log.find((event) => event.type === "concluded")?.verdict ?? null;
  const position = fold(events, catalogue);
  const verdict = told === null ? position.verdict : (position.verdict ?? conclude(factsOf(events, catalogue)));
  const goesOn =
    told !== null && position.verdict === null
      ? [
          `the machine would not end there today: it would go on with round ${position.round?.number ?? "?"}, ${position.round?.choice.test ?? "another test"}`,
        ]
      : [];
  const verdicts = told === null || verdict === null ? [] : compareVerdicts(told, verdict);
  const removed = log.reduce((sum, event) => sum + (event.type === "outputsRemoved" ? event.outputs : 0), 0);
  return { outputs: observations.length, removed, parsed, derived, differences: [...differences, ...goesOn, ...verdicts], added, verdict };
}

/** Pages compute everything from the log; what they could not compute must not be stored. */
function requireShowable(events: readonly InvestigationEvent[]): void {
  const first = events[0];
  if (first?.type !== "started") throw new TypeError("it does not begin an investigation");
  const judgement = judge(factsOf(events, catalogue));
  const messages = conversation(events, { catalogue, judgement });
  for (const message of messages)
    if (message.kind === "verdict") verdictView(message.events, message.verdict, { runbook: message.runbook, catalogue });
  board(events, { catalogue, judgement });
  timeline(events, first.runbook, catalogue);
  verdictMarkdown(events, catalogue);
}
