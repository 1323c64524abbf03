"use client";

import { useState } from "react";
import type { Board } from "#machines/journal/board.ts";
import type { Timeline as TimelineView } from "#machines/journal/timeline.ts";
import { Tabs, type Tab } from "../atoms/Tabs.tsx";
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
      {board.why === null ? null : <div className={styles.why}><b>Why this test now</b><p>{board.why}</p></div>}
    </>
  );
}
