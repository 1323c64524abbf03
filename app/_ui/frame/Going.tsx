"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import styles from "./frame.module.css";

/** Below this, the next page is there before a sign of waiting could be read. */
const SOON_MS = 250;
/** A page that leads back to this one never changes the address. */
const LONGEST_MS = 15_000;

/** Says that a page was asked for and has not come: on a slow connection the old one stands meanwhile, as if nothing had been pressed. */
export function Going(): React.JSX.Element | null {
  const here = `${usePathname()}?${useSearchParams().toString()}`;
  const [from, setFrom] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const pressed = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
      // What React's own listener took over is a way within Culprit; the rest is the browser's, which shows it itself.
      if (link === null || !event.defaultPrevented || link.origin !== location.origin) return;
      if (link.pathname === location.pathname && link.search === location.search) return;
      clearTimeout(timer);
      timer = setTimeout(() => setFrom(here), SOON_MS);
    };
    document.addEventListener("click", pressed);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("click", pressed);
    };
  }, [here]);
  const waits = from === here;
  useEffect(() => {
    if (!waits) return undefined;
    const timer = setTimeout(() => setFrom(null), LONGEST_MS);
    return () => clearTimeout(timer);
  }, [waits]);
  return waits ? (
    <div className={styles.going} role="status">
      <span className="visually-hidden">The page is on its way</span>
    </div>
  ) : null;
}
