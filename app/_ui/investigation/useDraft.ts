"use client";

import { useCallback, useEffect, useState } from "react";

/** Typed text survives a reload: it is kept in the tab's session storage until it is sent. */
export function useDraft(key: string): readonly [string, (text: string) => void] {
  const [text, setText] = useState("");
  useEffect(() => {
    const kept = sessionStorage.getItem(key);
    if (kept !== null) setText(kept);
  }, [key]);
  const keep = useCallback((next: string): void => {
    setText(next);
    if (next === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, next);
  }, [key]);
  return [text, keep];
}
