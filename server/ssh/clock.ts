import type { Session } from "./transport.ts";

const SAMPLES = 5;
const DATE = { argv: ["date", "+%s.%N"], privilege: "user", deadlineMs: 5_000, maxBytes: 200 } as const;

export interface ClockOffset {
  /** The host's clock minus ours. */
  readonly offsetMs: number;
  /** The truth is within so many ms of it. */
  readonly uncertaintyMs: number;
}

/**
 * The host's wall clock against ours, from the fastest of several samples: its time was read somewhere between our question and its
 * answer. Null where `date` knows no %N (busybox), or does not answer.
 */
export async function clockOffset(session: Session, options: { readonly signal?: AbortSignal } = {}): Promise<ClockOffset | null> {
  let best: ClockOffset | null = null;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const askedAt = Date.now();
    const [answer] = await session.batch([{ key: `clock.${sample}`, ...DATE }], options);
    const answeredAt = Date.now();
    const said = /^(\d{1,12}\.\d{9})\n$/.exec(answer?.stdout.toString("latin1") ?? "");
    if (!said?.[1]) return null;
    const uncertaintyMs = (answeredAt - askedAt) / 2;
    if (best === null || uncertaintyMs < best.uncertaintyMs)
      best = { offsetMs: Number(said[1]) * 1_000 - (askedAt + answeredAt) / 2, uncertaintyMs };
  }
  return best;
}
