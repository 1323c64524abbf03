import type { Catalogue } from "../contract/index.ts";
import { cards } from "./card.ts";
import type { CommandCard, CommandRun } from "./command-card.ts";
import type { InvestigationEvent } from "./event.ts";
import { sourcesOf } from "./worked-out.ts";

/** What a host printed, and the hash it was stored with. */
export interface CitedOutput {
  readonly seq: number;
  /** Of the command: "softnet counters". */
  readonly title: string;
  readonly hostName: string;
  readonly startedAt: string;
  readonly bytes: number;
  readonly sha256: string;
  /** A rule of retention removed it; its hash stays. */
  readonly removed: boolean;
}

/** The raw outputs behind these events, each once. Of a reading that was worked out, those it was worked out from. */
export function citedOutputs(events: readonly InvestigationEvent[], catalogue: Catalogue, seqs: readonly number[]): readonly CitedOutput[] {
  const [first] = events;
  if (first?.type !== "started") return [];
  const ended = new Map<number, { readonly card: CommandCard; readonly run: CommandRun }>();
  for (const { card } of cards(events, first.runbook, catalogue))
    for (const run of card.runs) if (run.endedSeq !== null) ended.set(run.endedSeq, { card, run });
  const removedAt = events.findLast((event) => event.type === "outputsRemoved" && event.pseudonyms !== true)?.seq ?? 0;
  const found = new Map<number, CitedOutput>();
  const seen = new Set<number>();
  const follow = (seq: number): void => {
    const one = ended.get(seq);
    if (one === undefined || seen.has(seq)) return;
    seen.add(seq);
    const { card, run } = one;
    if (run.facts === null) return;
    if (run.facts.derived === true) {
      for (const source of sourcesOf({ runs: [run], ...(card.from === undefined ? {} : { from: card.from }) }))
        if (source.seq !== null) follow(source.seq);
      return;
    }
    const { startedAt, stdoutBytes, stderrBytes, sha256 } = run.facts;
    const bytes = stdoutBytes + stderrBytes;
    found.set(seq, { seq, title: card.title, hostName: card.hostName, startedAt, bytes, sha256, removed: seq < removedAt });
    // A change rests on both.
    if (run.moment === "after")
      for (const { moment, endedSeq } of card.runs) if (moment === "before" && endedSeq !== null) follow(endedSeq);
  };
  seqs.forEach(follow);
  return [...found.values()].sort((a, b) => a.seq - b.seq);
}
