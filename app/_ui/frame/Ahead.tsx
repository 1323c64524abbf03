"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { loadAhead } from "../atoms/later.ts";

const AGAIN_MS = 15_000;

/** Brings what this page loads late before it is needed: the server may be away by then. */
export function Ahead(): null {
  const path = usePathname();
  useEffect(() => {
    const over = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = (): void =>
      void loadAhead(over.signal).catch(() => void (timer = over.signal.aborted ? undefined : setTimeout(load, AGAIN_MS)));
    if (document.readyState === "complete") load();
    else addEventListener("load", load, { once: true, signal: over.signal });
    return () => {
      over.abort();
      clearTimeout(timer);
    };
  }, [path]);
  return null;
}
