"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import type { Place } from "./places.ts";

/** How long a letter after `g` is waited for. */
const WAIT_MS = 1_500;

/** Whoever has no keys opens it with a button. */
export const PALETTE = "culprit-palette";

export type Opened = "palette" | "help" | null;

/** Ctrl or Cmd with K anywhere; single keys only where nothing is being typed. */
export function useShortcuts(places: readonly Place[], open: (what: Opened) => void): void {
  const router = useRouter();
  const since = useRef(0);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        open("palette");
        return;
      }
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === "?") {
        event.preventDefault();
        open("help");
      } else if (event.key === "g") {
        since.current = event.timeStamp;
      } else if (event.timeStamp - since.current < WAIT_MS) {
        since.current = 0;
        const place = places.find(({ key }) => key === event.key);
        if (place === undefined) return;
        event.preventDefault();
        router.push(place.href);
      }
    };
    const everything = (): void => open("palette");
    addEventListener("keydown", press);
    addEventListener(PALETTE, everything);
    return () => {
      removeEventListener("keydown", press);
      removeEventListener(PALETTE, everything);
    };
  }, [places, open, router]);
}

/** Where letters are text, or choose something. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [role=dialog], [role=menu]") !== null);
