"use client";

import { startTransition, useEffect, useState } from "react";

const QUERY = "(max-width: 899px)";

/**
 * A phone: the columns become tabs. The server does not know; told in a transition, parts that wait for their code stay as the server painted
 * them.
 */
export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(false);
  useEffect(() => {
    const query = matchMedia(QUERY);
    const look = (): void => startTransition(() => setNarrow(query.matches));
    look();
    query.addEventListener("change", look);
    return () => query.removeEventListener("change", look);
  }, []);
  return narrow;
}
