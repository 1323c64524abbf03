"use client";

import type { Board } from "#machines/journal/board.ts";
import type { Catalogue, Runbook } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { Awaiting } from "../atoms/Awaiting.tsx";
import { Skeleton } from "../atoms/Place.tsx";
import { Tabs, type Tab } from "../atoms/Tabs.tsx";
import styles from "./board.module.css";
import { part } from "../atoms/part.tsx";

const Hypotheses = part(() => import("./Hypotheses.tsx").then(({ Hypotheses: component }) => component));
const Hosts = part(() => import("./Hosts.tsx").then(({ Hosts: component }) => component));
const Machine = part(() => import("./Machine.tsx").then(({ Machine: component }) => component));
const Path = part(() => import("./Path.tsx").then(({ Path: component }) => component));
const Timeline = part(() => import("./Timeline.tsx").then(({ Timeline: component }) => component));

const WhyNow = part(() => import("./WhyNow.tsx").then(({ WhyNow: component }) => component));

const TABS = ["hypotheses", "path", "machine", "hosts", "timeline"] as const;
export type BoardTab = (typeof TABS)[number];

/** The tab that an address names. */
export const boardTabIn = (text: string | null | undefined): BoardTab | undefined => TABS.find((one) => one === text);

export function boardTabs(board: Board): readonly Tab<BoardTab>[] {
  // One that stands otherwise on another host has a row in two groups, and is one.
  const hypotheses = new Set(Object.values(board.hypotheses).flatMap((rows) => rows.map(({ hypothesis }) => hypothesis)));
  return [
    { id: "hypotheses", say: "Hypotheses", count: hypotheses.size },
    { id: "path", say: "Path" },
    { id: "machine", say: "Machine" },
    { id: "hosts", say: "Hosts", count: board.hosts.length },
    { id: "timeline", say: "Timeline" },
  ];
}

interface Shown {
  readonly board: Board;
  readonly events: readonly InvestigationEvent[];
  readonly catalogue: Catalogue;
}

/** As it was when this began. */
const runbookIn = ([first]: readonly InvestigationEvent[]): Runbook | null => (first?.type === "started" ? first.runbook : null);

interface Props extends Shown {
  readonly tab: BoardTab;
  readonly onTab: (tab: BoardTab) => void;
}

export function CaseBoard({ tab, onTab, ...shown }: Props): React.JSX.Element {
  const { board } = shown;
  return (
    <aside className={styles.board} data-wide={tab === "path" || tab === "machine" ? "" : undefined} aria-label="Case board">
      <Tabs label="Case board" size="large" tabs={boardTabs(board)} chosen={tab} onChoose={onTab} panelId="board-panel" />
      <BoardPanel tab={tab} {...shown} />
    </aside>
  );
}

export function BoardPanel({ tab, board, events, catalogue }: Shown & { readonly tab: BoardTab }): React.JSX.Element {
  const runbook = runbookIn(events);
  return (
    <>
      <div className={styles.body} id="board-panel" role="tabpanel" aria-label={tab} tabIndex={0}>
        <Awaiting fallback={<Skeleton />}>
          {tab === "hypotheses" ? <Hypotheses hypotheses={board.hypotheses} /> : null}
          {tab === "hosts" ? <Hosts hosts={board.hosts} events={events} roles={runbook?.roles ?? {}} /> : null}
          {tab === "path" ? <Path events={events} catalogue={catalogue} /> : null}
          {tab === "machine" ? <Machine events={events} catalogue={catalogue} /> : null}
          {tab === "timeline" ? <Timeline events={events} catalogue={catalogue} hypotheses={board.hypotheses} /> : null}
        </Awaiting>
      </div>
      <Awaiting fallback={null}>
        {board.chosen === null || runbook === null ? null : <WhyNow chosen={board.chosen} runbook={runbook} catalogue={catalogue} />}
      </Awaiting>
    </>
  );
}
