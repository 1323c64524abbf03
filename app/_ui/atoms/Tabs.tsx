"use client";

import { useId } from "react";
import { Press } from "./Press.tsx";
import { countWords } from "./format.ts";
import { TabRow } from "./TabRow.tsx";
import styles from "./tabs.module.css";

export interface Tab<T extends string> {
  readonly id: T;
  readonly say: string;
  readonly count?: number;
  /** So many questions wait behind it. */
  readonly waits?: number;
}

interface Props<T extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<T>[];
  readonly chosen: T;
  readonly onChoose: (id: T) => void;
  readonly size?: "small" | "large";
  readonly beside?: React.ReactNode;
  /** The id of the panel below, so that both name each other. */
  readonly panelId?: string;
}

/** Arrow keys move and choose, as in the ARIA pattern for tabs whose panels are at hand. */
export function Tabs<T extends string>({ label, tabs, chosen, onChoose, size = "small", beside, panelId }: Props<T>): React.JSX.Element {
  const own = useId();
  const move = (event: React.KeyboardEvent<HTMLElement>): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = tabs.findIndex(({ id }) => id === chosen);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    onChoose(next.id);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  const row = (
    <>
      <Press className={styles.form} onSend={(pressed) => onChoose(pressed as T)}>
        <div role="tablist" aria-label={label} className={styles.list} onKeyDown={move}>
          {tabs.map(({ id, say, count, waits = 0 }) => (
            <button
              key={id}
              type="submit"
              name="tab"
              value={id}
              role="tab"
              id={`${own}${id}`}
              data-tab={id}
              aria-selected={id === chosen}
              aria-controls={id === chosen ? panelId : undefined}
              tabIndex={id === chosen ? 0 : -1}
            >
              {say}
              {count === undefined ? null : <small>{count}</small>}
              {waits > 0 ? <small className={styles.waits}>{countWords(waits, "question")}</small> : null}
            </button>
          ))}
        </div>
      </Press>
      {beside}
    </>
  );
  return size === "large" ? <TabRow className={styles.large}>{row}</TabRow> : <div className={styles.small}>{row}</div>;
}
