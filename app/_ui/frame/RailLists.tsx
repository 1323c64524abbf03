"use client";

import Link from "next/link";
import { useEffect, useRef, useState } from "react";
import { OutcomeIcon, outcomeOf } from "../atoms/Words.tsx";
import { When } from "../atoms/Time.tsx";
import type { InvestigationItem } from "../lists/item.ts";
import styles from "./frame.module.css";
import { listsOf, MOST_ALSO, READ, type Lists } from "./rail-lists.ts";
import { STATUS_CHANGED } from "./status-changed.ts";

const EVERY_MS = 15_000;

interface Props {
  readonly lists: Lists;
  /** Where the reader is: a change of place refreshes the lists. */
  readonly path: string;
  readonly current: string | undefined;
}

/** What runs and what ended lately, kept fresh while the page is looked at. */
export function RailLists({ lists: before, path, current }: Props): React.JSX.Element | null {
  const [lists, setLists] = useState(before);
  const first = useRef(true);
  useEffect(() => {
    const refresh = async (): Promise<void> => {
      if (document.visibilityState !== "visible") return;
      // A missed refresh is told by the page itself; the lists keep what they have.
      const [open, newest] = await Promise.all([listed(`status=open&limit=${READ.running}`), listed(`limit=${READ.newest}`)]);
      if (open !== null && newest !== null) setLists(listsOf(open, newest));
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
      <List title="Running" items={lists.running} also={lists.also} current={current} />
      <List title="Recent" items={lists.recent} current={current} />
    </div>
  );
}

async function listed(query: string): Promise<readonly InvestigationItem[] | null> {
  const answer = await fetch(`/api/v1/investigations?${query}`, { headers: { accept: "application/json" } }).catch(() => null);
  return answer?.ok === true ? ((await answer.json()) as { readonly items: readonly InvestigationItem[] }).items : null;
}

function List({
  title,
  items,
  also = 0,
  current,
}: {
  readonly title: string;
  readonly also?: number;
  readonly items: readonly InvestigationItem[];
  readonly current: string | undefined;
}): React.JSX.Element | null {
  if (items.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className={styles.head}>{title}</h2>
      {items.map((item) => (
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
      {also === 0 ? null : (
        <Link href="/history?status=open" prefetch={false} className={styles.also}>
          and {also > MOST_ALSO ? `more than ${MOST_ALSO}` : also} more
        </Link>
      )}
    </section>
  );
}
