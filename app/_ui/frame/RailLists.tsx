"use client";

import Link from "next/link";
import { useEffect, useRef, useState } from "react";
import { OutcomeIcon, outcomeOf } from "../atoms/Words.tsx";
import { When } from "../atoms/Time.tsx";
import type { InvestigationItem } from "../lists/item.ts";
import styles from "./frame.module.css";

const EVERY_MS = 15_000;
const MOST = 5;
/** Sent on the window by a page that saw an investigation change its status. */
export const STATUS_CHANGED = "culprit-status-changed";

interface Props {
  readonly running: readonly InvestigationItem[];
  readonly recent: readonly InvestigationItem[];
  /** Where the reader is: a change of place refreshes the lists. */
  readonly path: string;
  readonly current: string | undefined;
}

/** What runs and what ended lately, kept fresh while the page is looked at. */
export function RailLists({ running, recent, path, current }: Props): React.JSX.Element | null {
  const [lists, setLists] = useState({ running, recent });
  const first = useRef(true);
  useEffect(() => {
    const refresh = async (): Promise<void> => {
      if (document.visibilityState !== "visible") return;
      const answer = await fetch("/api/v1/investigations?limit=20", { headers: { accept: "application/json" } }).catch(() => null);
      // A missed refresh is told by the page itself; the lists keep what they have.
      if (answer === null || !answer.ok) return;
      const { items } = (await answer.json()) as { readonly items: readonly InvestigationItem[] };
      setLists(split(items));
    };
    if (first.current) first.current = false;
    else void refresh();
    const timer = setInterval(() => void refresh(), EVERY_MS);
    const now = (): void => void refresh();
    addEventListener(STATUS_CHANGED, now);
    return () => {
      clearInterval(timer);
      removeEventListener(STATUS_CHANGED, now);
    };
  }, [path]);
  if (lists.running.length + lists.recent.length === 0) return null;
  return (
    <div className={styles.lists}>
      <List title="Running" items={lists.running} current={current} />
      <List title="Recent" items={lists.recent} current={current} />
    </div>
  );
}

function split(items: readonly InvestigationItem[]): { running: readonly InvestigationItem[]; recent: readonly InvestigationItem[] } {
  const over = (item: InvestigationItem): boolean => item.status === "concluded" || item.status === "stopped";
  return { running: items.filter((item) => !over(item)).slice(0, MOST), recent: items.filter(over).slice(0, MOST) };
}

function List({
  title,
  items,
  current,
}: {
  readonly title: string;
  readonly items: readonly InvestigationItem[];
  readonly current: string | undefined;
}): React.JSX.Element | null {
  if (items.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className={styles.head}>{title}</h2>
      {items.slice(0, MOST).map((item) => (
        <Link
          key={item.id}
          href={`/investigations/${item.id}`}
          prefetch={false}
          className={styles.item}
          aria-current={item.id === current ? "page" : undefined}
        >
          <OutcomeIcon {...item} />
          <span>{item.title}</span>
          <span>
            {item.cause ?? outcomeOf(item).say.toLowerCase()} · <When at={item.createdAt} />
          </span>
        </Link>
      ))}
    </section>
  );
}
