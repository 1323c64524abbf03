"use client";

import { clsx } from "clsx";
import { ChevronDown, ChevronRight } from "lucide-react";
import { memo, useState } from "react";
import type { CollectorSpec } from "#machines/contract/index.ts";
import type { CommandCard as Card, CommandRun } from "#machines/journal/message.ts";
import { readingView } from "#machines/journal/rows.ts";
import { Awaiting } from "../atoms/Awaiting.tsx";
import { HostChip } from "../atoms/Chip.tsx";
import { CopyButton } from "../atoms/CopyButton.tsx";
import { countWords, durationWords } from "../atoms/format.ts";
import { Time } from "../atoms/Time.tsx";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./command.module.css";
import { decisiveWords, exitWords, stateOf, stateWord, type CardState } from "./state.ts";
import { part } from "../atoms/part.tsx";

const CardBody = part(() => import("./CardBody.tsx").then(({ CardBody: component }) => component));
const RunAgain = part(() => import("./RunAgain.tsx").then(({ RunAgain: component }) => component));
const Sources = part(() => import("./Sources.tsx").then(({ Sources: component }) => component));
const Running = part(() => import("./Running.tsx").then(({ Running: component }) => component));

export interface CommandCardProps {
  readonly card: Card;
  readonly spec: CollectorSpec | undefined;
  /** Where raw output is fetched: `${observations}/${id}?stream=stdout`. */
  readonly observations: string;
  readonly live?: string | undefined;
  /** Absent where the test can no longer be skipped. */
  readonly onSkip?: ((test: string) => void) | undefined;
  /** Runs it once more, outside the judgement; absent where nothing may run. */
  readonly onRun?: ((collector: string, host: string) => void) | undefined;
}

/** What ran, where, as whom, at what risk, and what came back. Folded it is its head, with the reading that decided. */
export const CommandCard = memo(function CommandCard({
  card,
  spec,
  observations,
  live,
  onSkip,
  onRun,
}: CommandCardProps): React.JSX.Element {
  const state = stateOf(card);
  const [chosen, setChosen] = useState<boolean | null>(null);
  const open = chosen ?? (state === "running" || state === "impossible" || card.telling || card.test === "reproduction");
  const run = lastOf(card);
  const view = readingView(card, spec);
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <section className={clsx(styles.card, card.superseded && styles.superseded)} aria-label={`${card.title} on ${card.hostName}`}>
      <header className={styles.head}>
        <button type="button" className={styles.fold} aria-expanded={open} onClick={() => setChosen(!open)}>
          <HostChip name={card.hostName} onPanel />
          <span className={styles.name}>{card.title}</span>
          <span className={clsx("dim", styles.state)}>{stateWord(card, state)}</span>
          <span className="grow" />
          {open ? null : <span className={styles.decided}>{decisiveWords(view)}</span>}
          <Chevron size={16} strokeWidth={STROKE} aria-hidden className={styles.chevron} />
        </button>
        {card.from === undefined ? <Ran card={card} state={state} /> : null}
        {onRun === undefined || state === "running" || spec?.risk !== "R0" || spec.from !== undefined ? null : (
          <Awaiting fallback={null}>
            <RunAgain card={card} onRun={onRun} />
          </Awaiting>
        )}
        {run === undefined || card.from !== undefined ? null : <CopyButton text={run.commandLine} label="Copy command" />}
      </header>
      {open && card.from === undefined ? <CommandLines card={card} /> : null}
      <Awaiting fallback={null}>
        {open && card.from !== undefined ? <Sources card={card} /> : null}
        {state === "running" && run !== undefined && card.from === undefined ? <Running run={run} text={live ?? ""} /> : null}
        {open ? <CardBody card={card} view={view} observations={observations} onSkip={onSkip} /> : null}
      </Awaiting>
    </section>
  );
});

const lastOf = ({ runs }: Card): CommandRun | undefined => runs.findLast(({ state }) => state !== "interrupted") ?? runs.at(-1);

/** As whom, at what risk, how it ended and how long it took: what is worked out has none of these. */
function Ran({ card, state }: { readonly card: Card; readonly state: CardState }): React.JSX.Element {
  const run = lastOf(card);
  const took = card.runs.reduce((sum, { facts }) => sum + (facts?.durationMs ?? 0), 0);
  const exits = exitWords(card);
  return (
    <span className={styles.facts}>
      {run?.privilege === "sudo" ? <span className={styles.sudo}>sudo</span> : null}
      <span title={RISK[card.risk]}>{card.risk}</span>
      {exits === null ? null : (
        <span className={styles.exit}>
          exit <b>{exits}</b>
        </span>
      )}
      {state === "running" ? null : (
        <span>
          <b>{took === 0 ? "–" : durationWords(took)}</b>
        </span>
      )}
    </span>
  );
}

const RISK: Readonly<Record<Card["risk"], string>> = {
  R0: "R0: reads only",
  R1: "R1: passive capture or trace, costs some CPU",
  R2: "R2: sends probe traffic",
  R3: "R3: a change that can be undone",
};

/** Longer scripts begin with these, and are shown whole on request. */
const SCRIPT_LINES = 6;

function CommandLine({ line }: { readonly line: string }): React.JSX.Element {
  const [whole, setWhole] = useState(false);
  const lines = line.split("\n");
  const hidden = whole || lines.length <= SCRIPT_LINES + 2 ? 0 : lines.length - SCRIPT_LINES;
  return (
    <div className={styles.argv}>
      <i aria-hidden>$</i>
      <code>{hidden === 0 ? line : lines.slice(0, SCRIPT_LINES).join("\n")}</code>
      {hidden === 0 ? null : (
        <button type="button" onClick={() => setWhole(true)}>
          {hidden} more lines of this script
        </button>
      )}
    </div>
  );
}

function CommandLines({ card }: { readonly card: Card }): React.JSX.Element {
  const lines = [...new Set(card.runs.map(({ commandLine }) => commandLine))];
  const taken = card.runs.find(({ facts }) => facts?.from !== undefined)?.facts ?? undefined;
  const others = Math.max(0, ...card.runs.map(({ facts }) => (facts?.together?.length ?? 1) - 1));
  return (
    <>
      {lines.map((line) => (
        <CommandLine key={line} line={line} />
      ))}
      {taken === undefined ? null : (
        <p className={styles.effects}>
          Taken over from another investigation, where it was read <Time at={taken.startedAt} />; nothing ran for this one.
        </p>
      )}
      {others === 0 ? null : (
        <p className={styles.effects}>Run by one script, with {countWords(others, "other reading")} of the same moment.</p>
      )}
      {card.effects.length === 0 ? null : <p className={styles.effects}>Declared effects: {card.effects.join("; ")}</p>}
    </>
  );
}
