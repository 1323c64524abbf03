"use client";

import { clsx } from "clsx";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useState } from "react";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./drawing.module.css";

interface Props {
  /** What scrolls within. */
  readonly box: React.RefObject<HTMLDivElement | null>;
  readonly children: React.ReactNode;
}

/** Fractions of a pixel are no more to see. */
const EDGE = 2;
/** Of the width: what stood at the edge is still seen after a press. */
const LEAP = 0.8;

/** A strip at each side on which there is more, pressed to see it. The keyboard has the arrows of the box itself. */
export function Sideways({ box, children }: Props): React.JSX.Element {
  const [more, setMore] = useState({ left: false, right: false });
  useEffect(() => {
    const of = box.current;
    if (of === null) return;
    const look = (): void => {
      const [left, right] = [of.scrollLeft > EDGE, of.scrollLeft + of.clientWidth < of.scrollWidth - EDGE];
      setMore((old) => (old.left === left && old.right === right ? old : { left, right }));
    };
    const observer = new ResizeObserver(look);
    for (const one of [of, ...of.children]) observer.observe(one);
    of.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      of.removeEventListener("scroll", look);
    };
  }, [box]);
  const leap = (by: number): void => box.current?.scrollBy({ left: by * LEAP * box.current.clientWidth });
  const icon = { size: 16, strokeWidth: STROKE, "aria-hidden": true } as const;
  return (
    <div className={styles.sideways}>
      {children}
      {more.left ? (
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          title="More to the left"
          className={clsx(styles.strip, styles.left)}
          onClick={() => leap(-1)}
        >
          <ChevronLeft {...icon} />
        </button>
      ) : null}
      {more.right ? (
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          title="More to the right"
          className={clsx(styles.strip, styles.right)}
          onClick={() => leap(1)}
        >
          <ChevronRight {...icon} />
        </button>
      ) : null}
    </div>
  );
}
