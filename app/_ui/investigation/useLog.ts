"use client";

import { startTransition, useCallback, useEffect, useRef, useState } from "react";
import { SIGNED_OUT } from "./send.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";

export interface Log {
  readonly events: readonly InvestigationEvent[];
  /** Output so far of running commands, by request. */
  readonly live: ReadonlyMap<string, string>;
  /** When the connection was lost, ms since the epoch; null while it stands. */
  readonly lostAt: number | null;
  readonly retry: () => void;
  /** Who has this page open; empty until it is known. */
  readonly present: readonly Present[];
}

export interface Present {
  readonly id: string;
  readonly name: string;
}

interface LiveChunk {
  readonly request: string;
  readonly stream: string;
  readonly offset: number;
  readonly text: string;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
/** A running command's text beyond this is not kept here; the whole of it comes with its observation. */
const MOST_LIVE_CHARACTERS = 500_000;

/**
 * Follows the log: each event once and in order, whatever happens to the connection. After a loss it asks for what comes after
 * the last event it has; an event that would leave a gap is not taken, the connection is opened anew instead. All that comes is a transition:
 * a part of the page that still waits for its code is taken over first, and not drawn anew under the hands of somebody who types into it.
 */
export function useLog(id: string, initial: readonly InvestigationEvent[]): Log {
  const [events, setEvents] = useState(initial);
  const [live, setLive] = useState<ReadonlyMap<string, string>>(new Map());
  const [lostAt, setLostAt] = useState<number | null>(null);
  const [present, setPresent] = useState<readonly Present[]>([]);
  const [turn, setTurn] = useState(0);
  const last = useRef(initial.at(-1)?.seq ?? 0);
  const offsets = useRef(new Map<string, number>());
  const retry = useCallback(() => setTurn((n) => n + 1), []);
  useEffect(() => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let waitMs = FIRST_WAIT_MS;
    const open = (): void => {
      source?.close();
      source = new EventSource(`/api/v1/investigations/${id}/events?after=${last.current}`);
      source.onopen = () => ((waitMs = FIRST_WAIT_MS), startTransition(() => setLostAt(null)));
      source.onmessage = ({ data }: MessageEvent<string>) => {
        const event = JSON.parse(data) as InvestigationEvent;
        if (event.seq <= last.current) return;
        if (event.seq > last.current + 1) return again();
        last.current = event.seq;
        startTransition(() => setEvents((before) => [...before, event]));
        if (event.type === "observed" || event.type === "unavailable")
          startTransition(() => setLive((before) => without(before, event.request)));
      };
      source.addEventListener("live", ({ data }: MessageEvent<string>) => {
        const chunk = JSON.parse(data) as LiveChunk;
        if (isNew(offsets.current, chunk)) startTransition(() => setLive((before) => withText(before, chunk)));
      });
      source.addEventListener("present", ({ data }: MessageEvent<string>) => startTransition(() => setPresent(whoIs(data))));
      // An EventSource does not say why. A closed one was refused; whether we are known, a short question tells.
      source.onerror = () => (source?.readyState === EventSource.CLOSED ? void askWho() : undefined, again());
    };
    const again = (): void => {
      source?.close();
      const now = Date.now();
      startTransition(() => (setLostAt((at) => at ?? now), setPresent([])));
      clearTimeout(timer);
      timer = setTimeout(open, waitMs);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    };
    // A browser keeps six connections to a server; a tab nobody looks at gives its own back after a while.
    const onVisibility = (): void => {
      clearTimeout(timer);
      if (document.visibilityState === "visible") {
        if (source === null || source.readyState === EventSource.CLOSED) open();
      } else timer = setTimeout(() => source?.close(), 60_000);
    };
    open();
    const over = new AbortController();
    document.addEventListener("visibilitychange", onVisibility, over);
    // A browser that loses its network tells at once; the stream would notice when the next word does not come.
    addEventListener("offline", again, over);
    addEventListener("online", () => (clearTimeout(timer), open()), over);
    return () => {
      clearTimeout(timer);
      source?.close();
      over.abort();
    };
  }, [id, turn]);
  return { events, live, lostAt, retry, present };
}

const whoIs = (data: string): readonly Present[] => JSON.parse(data) as readonly Present[];

/** A chunk that was had already comes again after a reconnection. */
function isNew(offsets: Map<string, number>, { request, stream, offset }: LiveChunk): boolean {
  const key = `${request} ${stream}`;
  if (offset <= (offsets.get(key) ?? -1)) return false;
  offsets.set(key, offset);
  return true;
}

/** Tells the page when the server no longer knows who we are. */
async function askWho(): Promise<void> {
  const answer = await fetch("/api/v1/investigations?limit=1").catch(() => null);
  if (answer?.status === 401) dispatchEvent(new Event(SIGNED_OUT));
}

/** Only the end is kept: the whole output comes with the observation. */
function withText(map: ReadonlyMap<string, string>, { request, text }: LiveChunk): ReadonlyMap<string, string> {
  return new Map(map).set(request, ((map.get(request) ?? "") + text).slice(-MOST_LIVE_CHARACTERS));
}

function without(map: ReadonlyMap<string, string>, key: string): ReadonlyMap<string, string> {
  if (!map.has(key)) return map;
  const next = new Map(map);
  next.delete(key);
  return next;
}
