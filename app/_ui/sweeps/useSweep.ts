"use client";

import { useEffect, useState } from "react";
import type { HostCell } from "#server/read/sweeps.ts";
import { SIGNED_OUT } from "../investigation/send.ts";

export type SweepStatus = "running" | "ended" | "stopped";

interface News {
  readonly status: SweepStatus;
  readonly cells: readonly HostCell[];
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/** Follows how the hosts stand. What comes replaces what was known of a host, so a connection that was lost and found leaves no gap. */
export function useSweep(
  id: string,
  initial: News,
): News & { readonly byHost: ReadonlyMap<number, HostCell>; readonly lost: boolean; readonly follow: () => void } {
  const [status, setStatus] = useState(initial.status);
  const [byHost, setByHost] = useState<ReadonlyMap<number, HostCell>>(() => new Map(initial.cells.map((cell) => [cell.n, cell])));
  const [lost, setLost] = useState(false);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let waitMs = FIRST_WAIT_MS;
    const open = (): void => {
      source = new EventSource(`/api/v1/sweeps/${id}/events`);
      source.onopen = () => {
        waitMs = FIRST_WAIT_MS;
        setLost(false);
      };
      source.onmessage = ({ data }: MessageEvent<string>) => {
        const news = JSON.parse(data) as News;
        setStatus(news.status);
        if (news.cells.length > 0) setByHost((before) => new Map([...before, ...news.cells.map((cell) => [cell.n, cell] as const)]));
      };
      source.onerror = () => {
        if (source?.readyState === EventSource.CLOSED) void askWho();
        source?.close();
        setLost(true);
        timer = setTimeout(open, waitMs);
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      };
    };
    open();
    return () => {
      clearTimeout(timer);
      source?.close();
    };
  }, [id, turn]);
  return { status, cells: [...byHost.values()], byHost, lost, follow: () => setTurn((n) => n + 1) };
}

async function askWho(): Promise<void> {
  const answer = await fetch("/api/v1/sweeps").catch(() => null);
  if (answer?.status === 401) dispatchEvent(new Event(SIGNED_OUT));
}
