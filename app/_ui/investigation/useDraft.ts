"use client";

import { useCallback, useEffect, useState } from "react";

/**
 * Typed text survives a reload: it is kept in the tab's session storage until it is sent. What was typed before the page's
 * code had loaded stands in the field already and is taken over.
 */
export function useDraft(key: string, field: React.RefObject<HTMLInputElement | HTMLTextAreaElement | null>): readonly [string, (text: string) => void] {
  const [text, setText] = useState("");
  useEffect(() => {
    const early = field.current?.value ?? "";
    const kept = early === "" ? sessionStorage.getItem(key) : early;
    if (kept !== null) setText(kept);
  }, [key, field]);
  const keep = useCallback((next: string): void => {
    setText(next);
    if (next === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, next);
  }, [key]);
  return [text, keep];
}
