import { setTimeout as wait } from "node:timers/promises";

/** So long, or until somebody ends it; whoever pauses looks at the signal afterwards. A watch rests thousands of times on one signal, and leaves nothing hanging there. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> => wait(ms, undefined, { signal }).catch(() => undefined);
