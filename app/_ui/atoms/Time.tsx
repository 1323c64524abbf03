"use client";

import { createContext, use, useEffect, useEffectEvent, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { clockWords } from "./format.ts";
import { whenWords } from "./when.ts";

interface Clock {
  readonly zone: string;
  /** When the page was rendered; the same on the server and for hydration. */
  readonly renderedAt: number;
}

const ClockContext = createContext<Clock>({ zone: "UTC", renderedAt: 0 });
const YEAR_SECONDS = 31_536_000;

/** Times are shown in the reader's zone. The server learns it by a cookie, so that the first paint is right from the second visit on. */
export function ClockProvider({
  zone: known,
  renderedAt,
  children,
}: {
  readonly zone: string;
  readonly renderedAt: number;
  readonly children: React.ReactNode;
}): React.JSX.Element {
  const zone = useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => known,
  );
  useEffect(() => {
    if (zone !== known) document.cookie = `culprit-zone=${encodeURIComponent(zone)}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;
  }, [zone, known]);
  const clock = useMemo(() => ({ zone, renderedAt }), [zone, renderedAt]);
  return <ClockContext value={clock}>{children}</ClockContext>;
}

/** A browser does not tell when its zone changes. */
function never(): () => void {
  return () => undefined;
}

const FORMAT = {
  clock: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  seconds: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  date: { day: "numeric", month: "short", year: "numeric" },
  day: { weekday: "short", day: "numeric", month: "short" },
  moment: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  full: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Of whoever reads. */
export const useZone = (): string => use(ClockContext).zone;

/** Local time, UTC on hover. */
export function Time({ at, as = "clock" }: { readonly at: string; readonly as?: keyof typeof FORMAT }): React.JSX.Element {
  const { zone } = use(ClockContext);
  const date = new Date(at);
  return (
    <time dateTime={at} title={`${at.replace("T", " ").replace(/\.\d+Z$/, "")} UTC`}>
      {new Intl.DateTimeFormat("en-GB", { ...FORMAT[as], timeZone: zone }).format(date)}
    </time>
  );
}

/** The same as plain words, for where nothing but text can stand. */
export function Moment({ at }: { readonly at: string }): string {
  const { zone } = use(ClockContext);
  return new Intl.DateTimeFormat("en-GB", { ...FORMAT.full, timeZone: zone }).format(new Date(at));
}

/** As short as it can be told: the time of what was lately, the day of what was before. */
export function When({ at }: { readonly at: string }): React.JSX.Element {
  const { zone, renderedAt: now } = use(ClockContext);
  return (
    <time dateTime={at} title={`${at.replace("T", " ").replace(/\.\d+Z$/, "")} UTC`}>
      {whenWords(at, { zone, now })}
    </time>
  );
}

/** Now, once a second while `running`. */
export function useNow(running: boolean, everyMs = 1_000): number {
  const { renderedAt } = use(ClockContext);
  const [now, setNow] = useState(renderedAt);
  useEffect(() => {
    if (!running) return;
    const tick = (): void => setNow(Date.now());
    tick();
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [running, everyMs]);
  return now;
}

/**
 * Writes what changes with the clock straight into the page, from the first moment on. As a state it would hold up whatever React draws at leisure,
 * several times a second.
 */
export function useTicking<T extends HTMLElement>(
  write: ((box: T, now: number) => void) | null,
  everyMs = 1_000,
): React.RefObject<T | null> {
  const box = useRef<T>(null);
  const latest = useEffectEvent((now: number) => (box.current === null ? undefined : write?.(box.current, now)));
  const running = write !== null;
  useEffect(() => {
    if (!running) return;
    latest(Date.now());
    const timer = setInterval(() => latest(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [running, everyMs]);
  return box;
}

export function Elapsed({ from, to }: { readonly from: string; readonly to: string | null }): React.JSX.Element {
  const { renderedAt } = use(ClockContext);
  const words = (now: number): string => clockWords(now - Date.parse(from));
  const box = useTicking<HTMLSpanElement>(to === null ? (span, now) => (span.textContent = words(now)) : null);
  return (
    <span ref={box} title="Elapsed">
      {words(to === null ? renderedAt : Date.parse(to))}
    </span>
  );
}
