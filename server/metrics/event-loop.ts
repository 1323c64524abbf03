import { monitorEventLoopDelay, performance } from "node:perf_hooks";

/** How often it is looked at. What is measured has it in it: a loop that is idle answers this late. */
const RESOLUTION_MS = 20;
/** What is told is the last whole one of these, so that two who ask do not take it from each other. */
const WINDOW_MS = 15_000;

/** By how much the event loop was late, in seconds. */
export interface Lag {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const KEY = Symbol.for("culprit.eventLoop");
type Holder = typeof globalThis & { [KEY]?: () => Lag };

/** Begins to look; returns how to stop. */
export function watchEventLoop(): () => Promise<void> {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const read = (): Lag => ({ p50: seconds(delays.percentile(50)), p99: seconds(delays.percentile(99)), max: seconds(delays.max) });
  let last: Lag | null = null;
  const timer = setInterval(() => {
    last = read();
    delays.reset();
  }, WINDOW_MS);
  timer.unref();
  delays.enable();
  const holder = globalThis as Holder;
  holder[KEY] = () => last ?? read();
  return () => {
    clearInterval(timer);
    delays.disable();
    delete holder[KEY];
    return Promise.resolve();
  };
}

const seconds = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1_000);

/** Null where nobody looks. */
export const eventLoopLag = (): Lag | null => (globalThis as Holder)[KEY]?.() ?? null;

/** For how long it did something, since the start. */
export const eventLoopBusySeconds = (): number => performance.eventLoopUtilization().active / 1_000;
