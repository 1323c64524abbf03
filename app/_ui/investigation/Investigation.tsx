"use client";

import { startTransition, useEffect, useMemo, useRef, useState } from "react";
import type { Catalogue } from "#machines/contract/index.ts";
import { board as boardOf } from "#machines/journal/board.ts";
import { conversation } from "#machines/journal/conversation.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import { lastNoteBy } from "#machines/journal/note.ts";
import { judge } from "#machines/judge.ts";
import { Awaiting } from "../atoms/Awaiting.tsx";
import { Tabs, type Tab } from "../atoms/Tabs.tsx";
import { BoardPanel, boardTabIn, boardTabs, CaseBoard, type BoardTab } from "../board/CaseBoard.tsx";
import { STATUS_CHANGED } from "../frame/status-changed.ts";
import { momentIn, momentOf, addressed, writeAddress } from "../review/moment.ts";
import type { WatchShown } from "#server/read/watch.ts";
import type { Decides } from "../conversation/decides.ts";
import type { ReviewRights } from "../review/ReviewBar.tsx";
import type { Spoken } from "./commands.ts";
import { Header } from "./Header.tsx";
import styles from "./investigation.module.css";
import { sendOrTell } from "./send.ts";
import { useLog } from "./useLog.ts";
import { useNarrow } from "./useNarrow.ts";
import { useSkip } from "./useSkip.tsx";
import { later } from "../atoms/later.ts";
import { part } from "../atoms/part.tsx";

// The server has painted it already; it takes presses and follows the end once its code is there.
const Conversation = part(() => import("../conversation/Conversation.tsx").then(({ Conversation: component }) => component));
const Answer = part(() => import("./Answer.tsx").then(({ Answer: component }) => component));
const Composer = part(() => import("./Composer.tsx").then(({ Composer: component }) => component));
const RedChanges = part(() => import("./RedChanges.tsx").then(({ RedChanges: component }) => component));
const ReviewBar = part(() => import("../review/ReviewBar.tsx").then(({ ReviewBar: component }) => component));
const WatchBar = part(() => import("./WatchBar.tsx").then(({ WatchBar: component }) => component));
const Lost = part(() => import("./Lost.tsx").then(({ Lost: component }) => component));
const Dock = part(() => import("./Dock.tsx").then(({ Dock: component }) => component));
const AddHostDialog = part(() => import("./AddHostDialog.tsx").then(({ AddHostDialog: component }) => component));
const StopDialog = part(() => import("./StopDialog.tsx").then(({ StopDialog: component }) => component));

const explaining = later(() => import("#machines/journal/why-now.ts"));

export interface InvestigationProps {
  readonly id: string;
  readonly number: number;
  readonly events: readonly InvestigationEvent[];
  readonly catalogue: Catalogue;
  /** The moment to show, as the address names it. */
  readonly at?: string | undefined;
  /** The tab of the case board, as the address names it. */
  readonly tab?: string | undefined;
  /** Where it is part of a watch that judges each event. */
  readonly watch?: WatchShown | null | undefined;
  readonly rights: ReviewRights;
  readonly decides: Decides;
}

type PhoneTab = "conversation" | BoardTab;

/** The same for as long as the page stands: a part that is given another function is drawn anew. */
function actsOn(id: string) {
  const act = (action: object): Promise<boolean> => sendOrTell(`/api/v1/investigations/${id}/actions`, action);
  return {
    act,
    answerKey: async (host: string, fingerprint: string, approve: boolean): Promise<void> =>
      void (await act({ do: "answerHostKey", host, fingerprint, approve })),
    run: (collector: string, host: string): void => void act({ do: "run", collector, host }),
  };
}

/**
 * What is looked at beside the conversation, or on a phone instead of it; the address says it. There a link to an entry of the log leads from the
 * board to the conversation, which is not drawn meanwhile.
 */
function useTab(named: string | null | undefined, narrow: boolean): readonly [PhoneTab, (to: PhoneTab) => void] {
  const [tab, setTab] = useState<PhoneTab>(boardTabIn(named) ?? "conversation");
  const show = (to: PhoneTab): void => {
    // A transition: parts that still wait for their code keep what was typed and pressed there.
    startTransition(() => setTab(to));
    writeAddress("tab", to === "conversation" ? null : to);
  };
  useEffect(() => {
    if (!narrow) return;
    const onClick = ({ target }: MouseEvent): void => {
      if (target instanceof Element && target.closest("a[href^='#e']") !== null) setTab("conversation");
    };
    document.addEventListener("click", onClick);
    return () => document.removeEventListener("click", onClick);
  }, [narrow]);
  useEffect(() => {
    // The tab that an address names may lie beyond the edge.
    if (narrow) document.querySelector("[role=tab][aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [narrow, tab]);
  return [tab, show];
}

/** The page of one investigation: everything on it is computed here from the log. */
export function Investigation({
  id,
  number,
  events: initial,
  catalogue,
  at: moment,
  tab: named,
  watch = null,
  rights,
  decides,
}: InvestigationProps): React.JSX.Element | null {
  const { events: all, live, lostAt, retry, present } = useLog(id, initial);
  const [at, setAt] = useState(() => momentIn(addressed("at", id, moment), initial.length));
  const events = useMemo(() => momentOf(all, at), [all, at]);
  const judgement = useMemo(() => judge(factsOf(events, catalogue)), [events, catalogue]);
  const messages = useMemo(() => conversation(events, { catalogue, judgement }), [events, catalogue, judgement]);
  const board = useMemo(() => boardOf(events, { catalogue, judgement }), [events, catalogue, judgement]);
  // The head tells of the whole, whatever moment is looked at.
  const whole = useMemo(
    () => (at === null ? board : boardOf(all, { catalogue, judgement: judge(factsOf(all, catalogue)) })),
    [all, at, board, catalogue],
  );
  const first = events[0];
  const narrow = useNarrow();
  const [tab, showTab] = useTab(addressed("tab", id, named), narrow);
  const [stopping, setStopping] = useState(false);
  const [asked, setAsked] = useState<AskedHost | null>(null);
  const [answer, setAnswer] = useState<string | null>(null);
  const { act, answerKey, run } = useMemo(() => actsOn(id), [id]);
  const { skip, dialog } = useSkip({ events: all, catalogue, act });
  const shown = useRef(board?.status);
  useEffect(() => {
    if (shown.current !== board?.status) dispatchEvent(new Event(STATUS_CHANGED));
    shown.current = board?.status;
  }, [board?.status]);
  if (board === null || whole === null || first?.type !== "started") return null;
  const showMoment = (to: number | null): void => {
    setAt(to);
    writeAddress("at", to === null ? null : String(to));
  };
  const over = whole.endedAt !== null;
  const skipped = messages.flatMap((one) => (one.kind === "notice" ? (one.skips ?? []) : []));
  const around = { status: board.status, runbook: first.runbook, hosts: board.hosts, skipped };
  const say = async (spoken: Spoken): Promise<boolean> => {
    if (spoken.do === "why")
      setAnswer((await explaining()).whyNow(board.chosen, { runbook: first.runbook, catalogue }) ?? "No test runs now.");
    else if (spoken.do === "askForHost") setAsked(spoken);
    else if (spoken.do === "skip") skip(spoken.test);
    else return act(spoken);
    return true;
  };
  const steers = !over && rights.steer;
  const stop = (): void => setStopping(true);
  // What was brought from elsewhere reaches no host from here.
  const runs = steers && !events.some(({ type }) => type === "imported");
  const lastNote = lastNoteBy(events, decides.me);
  const asking = over ? [] : messages.filter((one) => (one.kind === "ask" || one.kind === "question") && one.answer === null && !one.gone);
  const tabs: readonly Tab<PhoneTab>[] = [{ id: "conversation", say: "Conversation", waits: asking.length }, ...boardTabs(board)];
  return (
    <div className={styles.page}>
      <Header
        id={id}
        number={number}
        board={whole}
        runbook={first.runbook}
        lost={lostAt !== null}
        asking={asking}
        yours={asking.some(({ kind }) => decides[kind === "ask" ? "steer" : "trust"])}
        onQuestion={() => showTab("conversation")}
        steers={steers}
        present={present}
        onRename={(title) => act({ do: "rename", title })}
        onPause={() => void act({ do: "pause" })}
        onResume={() => void act({ do: "resume" })}
        onStop={stop}
        onHandOver={rights.steer && rights.write ? () => (showTab("conversation"), showMoment(null)) : undefined}
        onAddHost={runs && !first.practice ? () => setAsked({}) : undefined}
      />
      <Above {...{ id, watch, lostAt, retry, over }} events={all} onStop={over && rights.steer ? stop : undefined} />
      <div className={styles.tabs}>
        <Tabs
          label="Parts of the investigation"
          size="large"
          tabs={tabs}
          chosen={tab}
          onChoose={showTab}
          panelId={tab === "conversation" ? "phone-panel" : "board-panel"}
        />
      </div>
      <div className={styles.columns}>
        {narrow && tab !== "conversation" ? (
          <div style={{ minHeight: 0, display: "flex", flexDirection: "column", background: "var(--panel)" }}>
            <BoardPanel tab={tab} board={board} events={events} catalogue={catalogue} />
          </div>
        ) : (
          <section className={styles.conversation} id={narrow ? "phone-panel" : undefined} aria-label="Conversation and notes">
            <Awaiting fallback={<div className={styles.unread} />}>
              <Conversation
                messages={messages}
                base={`/api/v1/investigations/${id}`}
                catalogue={catalogue}
                live={live}
                onSkip={steers ? skip : undefined}
                onAnswer={over ? undefined : answerKey}
                decides={decides}
                paused={whole.status === "paused"}
                onRun={runs ? run : undefined}
                onAct={runs ? act : undefined}
              />
            </Awaiting>
            {answer === null ? null : (
              <Awaiting fallback={null}>
                <Answer say={answer} onClose={() => setAnswer(null)} />
              </Awaiting>
            )}
            <Awaiting fallback={null}>{narrow ? <Dock messages={messages} /> : null}</Awaiting>
            {at === null && rights.write ? (
              <div className={styles.composing} data-toasts-above>
                <Awaiting fallback={null}>
                  <Composer id={id} around={around} catalogue={catalogue} lastNote={lastNote} onSay={say} />
                </Awaiting>
              </div>
            ) : null}
          </section>
        )}
        {narrow ? null : (
          <CaseBoard
            tab={tab === "conversation" ? "hypotheses" : tab}
            onTab={showTab}
            board={board}
            events={events}
            catalogue={catalogue}
          />
        )}
      </div>
      {over ? (
        <Awaiting fallback={<div className={styles.reviewing} />}>
          <ReviewBar id={id} events={all} catalogue={catalogue} rights={rights} decides={decides} at={at} onAt={showMoment} onAct={act} />
        </Awaiting>
      ) : null}
      <Awaiting fallback={null}>{dialog}</Awaiting>
      <Dialogs {...{ id, around, asked, stopping, act }} watch={watch !== null} onClose={() => (setAsked(null), setStopping(false))} />
    </div>
  );
}

interface AboveProps extends Pick<React.ComponentProps<typeof WatchBar>, "id" | "events" | "onStop"> {
  readonly watch: WatchShown | null;
  readonly lostAt: number | null;
  readonly retry: () => void;
  readonly over: boolean;
}

/** Between the head and what it is about: what is wrong now, and what it is part of. */
function Above({ id, events, watch, lostAt, retry, over, onStop }: AboveProps): React.JSX.Element {
  return (
    <div>
      {events.some(({ type }) => type === "changeBegun") ? (
        <Awaiting fallback={null}>
          <RedChanges events={events} />
        </Awaiting>
      ) : null}
      {watch === null ? null : (
        <Awaiting fallback={null}>
          <WatchBar id={id} watch={watch} events={events} onStop={onStop} />
        </Awaiting>
      )}
      <Awaiting fallback={null}>
        {lostAt === null ? null : <Lost at={lostAt} next={(events.at(-1)?.seq ?? 0) + 1} over={over} onRetry={retry} />}
      </Awaiting>
    </div>
  );
}

type AskedHost = Partial<Extract<Spoken, { do: "askForHost" }>>;

interface DialogsProps extends Pick<React.ComponentProps<typeof AddHostDialog>, "id" | "around"> {
  readonly asked: AskedHost | null;
  readonly stopping: boolean;
  readonly watch: boolean;
  readonly act: (action: object) => Promise<boolean>;
  readonly onClose: () => void;
}

/** One at a time stands above the page. */
function Dialogs({ id, around, asked, stopping, watch, act, onClose }: DialogsProps): React.JSX.Element {
  const stop = (reason: string): Promise<boolean> => act(reason.trim() === "" ? { do: "stop" } : { do: "stop", reason });
  return (
    <Awaiting fallback={null}>
      {asked === null ? null : <AddHostDialog id={id} around={around} asked={asked} onClose={onClose} />}
      {stopping ? <StopDialog watch={watch} onClose={onClose} onStop={stop} /> : null}
    </Awaiting>
  );
}
