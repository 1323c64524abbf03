"use client";

import { useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { CELL_STATES, type CellState } from "#machines/sweep/cell-state.ts";

export interface Shown {
  /** Only hosts that stand so; null for all. */
  readonly show: CellState | null;
  /** The host that is opened, from 1. */
  readonly host: number | null;
}

/** What is looked at stands in the page's address, so that it can be sent to somebody. The page itself is not asked for again. */
export function useAddress(): readonly [Shown, (shown: Shown) => void] {
  const params = useSearchParams();
  const state = params.get("show");
  const host = Number(params.get("host"));
  const go = useCallback((next: Shown) => {
    const query = new URLSearchParams({
      ...(next.show === null ? {} : { show: next.show }),
      ...(next.host === null ? {} : { host: String(next.host) }),
    }).toString();
    history.pushState(null, "", query === "" ? location.pathname : `?${query}`);
  }, []);
  return [{ show: CELL_STATES.find((one) => one === state) ?? null, host: Number.isInteger(host) && host > 0 ? host : null }, go];
}
