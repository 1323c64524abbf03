"use client";

import type { CommandRun } from "#machines/journal/message.ts";
import { useTicking } from "../atoms/Time.tsx";
import { countWords } from "../atoms/format.ts";
import { Lines } from "./Lines.tsx";
import styles from "./command.module.css";
import { linesOf } from "./visible.ts";

const MOST_LINES = 12;
const EVERY_MS = 250;

/** What a running command printed so far, and how long it may still take. */
export function Running({ run, text }: { readonly run: CommandRun; readonly text: string }): React.JSX.Element {
  const spentMs = (now: number): number => Math.min(Math.max(0, now - Date.parse(run.startedAt)), run.deadlineMs);
  const bar = useTicking(
    (box, now) => (box.style.width = `${run.deadlineMs === 0 ? 0 : (100 * spentMs(now)) / run.deadlineMs}%`),
    EVERY_MS,
  );
  const spent = useTicking((box, now) => (box.textContent = (spentMs(now) / 1_000).toFixed(1)), EVERY_MS);
  const lines = linesOf(text);
  const hidden = Math.max(0, lines.length - MOST_LINES);
  const caret = <span className={styles.caret} aria-hidden />;
  return (
    <>
      <div className={styles.bar}>
        <i ref={bar} style={{ width: 0 }} />
      </div>
      <div className={styles.out} role="region" aria-label="Output so far" tabIndex={0}>
        {hidden === 0 ? null : <div className={styles.earlier}>{countWords(hidden, "earlier line")}</div>}
        {lines.length === 0 ? (
          <div className={styles.earlier}>Nothing printed yet {caret}</div>
        ) : (
          <Lines lines={lines.slice(-MOST_LINES)} first={hidden + 1} end={caret} />
        )}
      </div>
      <div className={styles.foot}>
        <span>
          <b ref={spent}>0.0</b> of at most {Math.round(run.deadlineMs / 1_000)} s
        </span>
      </div>
    </>
  );
}
