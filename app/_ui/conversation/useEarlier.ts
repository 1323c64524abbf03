"use client";

import { useCallback, useLayoutEffect, useRef, useState } from "react";

/** So many blocks fill the tallest screens; what is above them is made when somebody scrolls there, or follows a link to it. */
const FIRST = 30;
/** Few at a time and early: nobody waits at the top for them, and no frame takes long. */
const STEP = 12;
const NEAR_TOP_PX = 2_400;

export interface Earlier {
  /** The first block that is shown. */
  readonly from: number;
  /** Shows more above; what is being read stays where it is. */
  readonly more: () => void;
  /** Shows everything from this block on. */
  readonly upTo: (index: number) => void;
  readonly onScroll: () => void;
}

/** The end of a long conversation, and the rest when it is looked at. */
export function useEarlier(count: number, scroller: React.RefObject<HTMLDivElement | null>): Earlier {
  const [from, setFrom] = useState(() => Math.max(0, count - FIRST));
  const anchor = useRef<{ readonly element: Element; readonly top: number } | null>(null);
  useLayoutEffect(() => {
    const kept = anchor.current;
    anchor.current = null;
    if (kept !== null) scroller.current?.scrollBy({ top: kept.element.getBoundingClientRect().top - kept.top, behavior: "instant" });
  }, [from, scroller]);
  const more = useCallback((): void => {
    const element = scroller.current?.querySelector("[data-seqs]");
    if (element !== null && element !== undefined) anchor.current = { element, top: element.getBoundingClientRect().top };
    setFrom((now) => Math.max(0, now - STEP));
  }, [scroller]);
  const upTo = useCallback((index: number): void => setFrom((now) => Math.min(now, Math.max(0, index - 2))), []);
  const onScroll = useCallback((): void => {
    if (from > 0 && (scroller.current?.scrollTop ?? Infinity) < NEAR_TOP_PX) more();
  }, [from, more, scroller]);
  return { from, more, upTo, onScroll };
}
