"use client";

import { useState } from "react";
import type { Board } from "#machines/journal/board.ts";
import type { Timeline as TimelineView } from "#machines/journal/timeline.ts";
import type { Catalogue, Choice } from "#machines/contract/index.ts";
import { Tabs, type Tab } from "../atoms/Tabs.tsx";
import { countWords } from "../atoms/format.ts";
import styles from "./board.module.css";
import { Hosts } from "./Hosts.tsx";
import { Hypotheses } from "./Hypotheses.tsx";
import { Timeline } from "./Timeline.tsx";

export type BoardTab = "hypotheses" | "hosts" | "timeline";

export function boardTabs(board: Board): readonly Tab<BoardTab>[] {
  const { supported, open, refuted } = board.hypotheses;
  return [
    { id: "hypotheses", say: "Hypotheses", count: supported.length + open.length + refuted.length },
    { id: "hosts", say: "Hosts", count: board.hosts.length },
    { id: "timeline", say: "Timeline" },
  ];
}

export function CaseBoard({ board, timeline }: { readonly board: Board; readonly timeline: TimelineView }): React.JSX.Element {
  const [tab, setTab] = useState<BoardTab>("hypotheses");
  return (
    <aside className={styles.board} aria-label="Case board">
      <Tabs label="Case board" size="large" tabs={boardTabs(board)} chosen={tab} onChoose={setTab} panelId="board-panel" />
      <BoardPanel tab={tab} board={board} timeline={timeline} />
    </aside>
  );
}

export function BoardPanel({ tab, board, timeline }: { readonly tab: BoardTab; readonly board: Board; readonly timeline: TimelineView }): React.JSX.Element {
  return (
    <>
      <div className={styles.body} id="board-panel" role="tabpanel" aria-label={tab} tabIndex={0}>
        {tab === "hypotheses" ? <Hypotheses hypotheses={board.hypotheses} /> : null}
        {tab === "hosts" ? <Hosts hosts={board.hosts} /> : null}
        {tab === "timeline" ? <Timeline view={timeline} /> : null}
      </div>
      {board.why === null ? null : <div className={styles.why}><b>Why this test now</b><p>{whyWords(board.why)}</p></div>}
    </>
  );
}

const RISK = { R0: "passive reading", R1: "passive capture", R2: "probe traffic", R3: "a reversible change" } as const;

/** The stored reason for the choice, as a sentence. */
export function whyWords(choice: Choice, catalogue?: Catalogue): string {
  const title = catalogue?.[choice.test]?.title ?? choice.test;
  const splits = choice.pairsOpen === 0 ? `${title} comes first` : `${title} splits ${choice.pairsSplit} of the ${countWords(choice.pairsOpen, "open pair")} of rivals`;
  const cost = `for ${choice.costSeconds} s of ${RISK[choice.risk]} (${choice.risk})`;
  const instead = choice.instead === undefined ? "" : ` Next best: ${choice.instead.test}, which splits ${choice.instead.pairsSplit} in ${choice.instead.costSeconds} s.`;
  const riders = choice.riders.length === 0 ? "" : ` In the same window: ${choice.riders.join(", ")}.`;
  return `${splits} ${cost}.${instead}${riders}`;
}
