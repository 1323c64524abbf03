"use client";

import { useCallback, useEffect, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

export const kept = (key: string): string => sessionStorage.getItem(key) ?? "";

export function keep(key: string, text: string): void {
  if (text === "") sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, text);
  for (const changed of listeners) changed();
}

/** Text that survives a reload of the tab: it lives in the session storage until it is empty. */
export function useKept(key: string): readonly [string, (text: string) => void] {
  const text = useSyncExternalStore(
    subscribe,
    () => kept(key),
    () => "",
  );
  return [text, useCallback((next: string) => keep(key, next), [key])];
}

/**
 * As `useKept`, for a field that names its key in `data-keep`: what was typed before the page's code had loaded is kept already, see early.ts, or
 * stands in the field, where the browser put it back.
 */
export function useDraft(
  key: string,
  field: React.RefObject<HTMLInputElement | HTMLTextAreaElement | null>,
): readonly [string, (text: string) => void] {
  const [text, setText] = useKept(key);
  useEffect(() => {
    const box = field.current;
    if (box === null) return;
    box.setAttribute("data-ready", "");
    if (box.value !== "" && !kept(key).endsWith(box.value)) keep(key, box.value);
  }, [key, field]);
  return [text, setText];
}
