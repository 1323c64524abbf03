"use client";

import { clsx } from "clsx";
import { BookOpen, ChevronLeft, Ellipsis, OctagonX, Pause, Play, Plus } from "lucide-react";
import Link from "next/link";
import type { Board } from "#machines/journal/board.ts";
import type { Phase, Runbook } from "#machines/contract/index.ts";
import { Awaiting } from "../atoms/Awaiting.tsx";
import { Button } from "../atoms/Button.tsx";
import { Chip, HostChip } from "../atoms/Chip.tsx";
import { Press } from "../atoms/Press.tsx";
import { countWords } from "../atoms/format.ts";
import { Elapsed } from "../atoms/Time.tsx";
import { Outcome, STROKE } from "../atoms/Words.tsx";
import styles from "./investigation.module.css";
import { MoreMenu } from "./MoreMenu.tsx";
import { Title } from "./Title.tsx";
import type { Present } from "./useLog.ts";
import { part } from "../atoms/part.tsx";
import { later } from "../atoms/later.ts";

const QuestionLink = part(() => import("./QuestionLink.tsx").then(({ QuestionLink: component }) => component));
const People = part(() => import("./People.tsx").then(({ People: component }) => component));

interface Props {
  readonly id: string;
  readonly number: number;
  readonly board: Board;
  readonly runbook: Runbook;
  readonly lost: boolean;
  /** What a person is asked now, and where it stands. */
  readonly asking: readonly { readonly seq: number }[];
  /** Whoever looks may answer one of them. */
  readonly yours: boolean;
  readonly onQuestion: () => void;
  /** Whoever looks may pause and stop it. */
  readonly steers: boolean;
  readonly present: readonly Present[];
  readonly onRename: (title: string) => Promise<boolean>;
  readonly onPause: () => void;
  readonly onResume: () => void;
  readonly onStop: () => void;
  /** Has the conversation in view; absent for whoever may not hand it over. */
  readonly onHandOver: (() => void) | undefined;
  /** Absent where no host can come. */
  readonly onAddHost: (() => void) | undefined;
}

const sharing = later(() => import("./share.ts"));

export function Header({
  id,
  number,
  board,
  runbook,
  lost,
  asking,
  yours,
  onQuestion,
  steers,
  present,
  onRename,
  onPause,
  onResume,
  onStop,
  onHandOver,
  onAddHost,
}: Props): React.JSX.Element {
  const over = board.endedAt !== null;
  const paused = board.status === "paused";
  const share = (more: object) => () => sharing().then(({ shareEntries }) => shareEntries({ id, onHandOver, ...more }));
  return (
    <header className={styles.top} data-actions="This investigation">
      <div className={styles.first}>
        <Link href="/investigations" className={styles.back} aria-label="All investigations">
          <ChevronLeft size={20} strokeWidth={STROKE} aria-hidden />
        </Link>
        <div className={styles.heading}>
          <Title title={board.title} onRename={onRename} />
          <code className={clsx("dim", styles.number, styles.wideOnly)}>INV-{number}</code>
          <div className={styles.sub}>
            <Live board={board} lost={lost} asking={asking} yours={yours} /> · <Elapsed from={board.startedAt} to={board.endedAt} /> ·{" "}
            <PhaseWords board={board} />
          </div>
        </div>
        <span className={clsx("grow", styles.wideOnly)} />
        <Awaiting fallback={null}>
          {present.length > 1 || board.heldBy !== null ? <People present={present} heldBy={board.heldBy} /> : null}
        </Awaiting>
        <span className={styles.wideOnly}>
          <Live board={board} lost={lost} asking={asking} yours={yours} onQuestion={onQuestion} />
        </span>
        <span className={clsx("mid", styles.wideOnly)}>
          <Elapsed from={board.startedAt} to={board.endedAt} />
        </span>
        <span className={clsx(styles.separator, styles.wideOnly)} />
        {!steers ? null : (
          <Press className={styles.wideOnly} onSend={paused ? onResume : onPause}>
            <Button small type="submit" data-action={paused ? "Resume" : "Pause"}>
              {paused ? <Play size={16} strokeWidth={STROKE} aria-hidden /> : <Pause size={16} strokeWidth={STROKE} aria-hidden />}
              {paused ? "Resume" : "Pause"}
            </Button>
          </Press>
        )}
        {!steers ? null : (
          <Press className={styles.wideOnly} onSend={onStop}>
            <Button small look="stop" type="submit" data-action="Stop">
              <OctagonX size={16} strokeWidth={STROKE} aria-hidden />
              Stop
            </Button>
          </Press>
        )}
        <span className={styles.wideOnly}>
          <MoreMenu
            label="Share, export or hand over"
            icon={<Ellipsis size={16} strokeWidth={STROKE} aria-hidden />}
            entries={share({})}
            {...(over ? { say: "Share" } : {})}
          />
        </span>
        {!steers ? null : (
          <Press className={styles.phoneOnly} onSend={paused ? onResume : onPause}>
            <Button look="quiet" iconOnly type="submit" aria-label={paused ? "Resume" : "Pause"} data-action={paused ? "Resume" : "Pause"}>
              {paused ? <Play size={20} strokeWidth={STROKE} aria-hidden /> : <Pause size={20} strokeWidth={STROKE} aria-hidden />}
            </Button>
          </Press>
        )}
        <span className={styles.phoneOnly}>
          <MoreMenu
            label="More"
            icon={<Ellipsis size={20} strokeWidth={STROKE} aria-hidden />}
            entries={share({ phone: true, onAddHost, ...(steers ? { onStop } : {}) })}
          />
        </span>
      </div>
      <div className={styles.second}>
        <Chip>
          <BookOpen size={14} strokeWidth={STROKE} aria-hidden />
          <code>{runbook.id}</code> v{runbook.version}
        </Chip>
        <span className={styles.separator} />
        {board.hosts.map((host) => (
          <HostChip key={host.key} name={host.name} role={runbook.roles[host.role]?.title.toLowerCase() ?? host.role} sick={host.sick} />
        ))}
        {onAddHost === undefined ? null : (
          <Button small look="quiet" iconOnly aria-label={ADD_HOST} data-action={ADD_HOST} onClick={onAddHost}>
            <Plus size={14} strokeWidth={STROKE} aria-hidden />
          </Button>
        )}
        <span className="grow" />
        {over ? (
          <span className={styles.phases}>
            <Outcome status={board.status} verdict={board.verdict?.kind ?? null} certainty={board.verdict?.causes[0]?.certainty ?? null} />
            <span className="dim">
              {countWords(board.commands, "command")} · {changedWords(board)}
            </span>
          </span>
        ) : (
          <Phases board={board} />
        )}
      </div>
    </header>
  );
}

const ADD_HOST = "Add a host";

function changedWords({ hosts }: Board): string {
  const checks = hosts.flatMap(({ ledger }) => ledger ?? []);
  if (checks.length === 0) return "changes were not compared";
  if (checks.some(({ same }) => same === false)) return "a host differs, see Hosts";
  return checks.some(({ same }) => same === null) ? "not every host was compared" : "0 changes on hosts";
}

function Live({
  board,
  lost,
  asking,
  yours,
  onQuestion,
}: Pick<Props, "board" | "lost" | "asking" | "yours"> & { readonly onQuestion?: () => void }): React.JSX.Element {
  const over = board.endedAt !== null;
  const [first] = asking;
  const say = lost
    ? "Not connected"
    : over
      ? "Ended"
      : board.status === "paused"
        ? "Paused"
        : board.status === "waiting"
          ? `Waits for ${yours ? "you" : "an answer"}`
          : "Live";
  return (
    <span className={clsx(styles.live, (lost || board.status === "waiting") && styles.lost, board.status === "paused" && styles.still)}>
      {over && !lost ? null : <i aria-hidden />}
      {lost || first === undefined || board.status !== "waiting" ? (
        say
      ) : (
        <Awaiting fallback={say}>
          <QuestionLink count={asking.length} seq={first.seq} yours={yours} onGo={onQuestion} />
        </Awaiting>
      )}
    </span>
  );
}

const PHASE: Readonly<Record<Phase, string>> = {
  brief: "brief",
  reproduce: "reproduction",
  layout: "layout",
  initialConditions: "initial conditions",
  metrics: "metrics",
  tracing: "tracing",
  verdict: "verdict",
};

function PhaseWords({ board: { phases } }: { readonly board: Board }): React.JSX.Element {
  return (
    <span>
      {phases.index + 1} of {phases.used.length} · {PHASE[phases.now]}
    </span>
  );
}

function Phases({ board }: { readonly board: Board }): React.JSX.Element {
  const { used, index } = board.phases;
  return (
    <span className={styles.phases}>
      <span className={styles.ticks} aria-hidden>
        {used.map((phase, at) => (
          <i key={phase} title={PHASE[phase]} className={clsx(at < index && styles.done, at === index && styles.now)} />
        ))}
      </span>
      <PhaseWords board={board} />
    </span>
  );
}
