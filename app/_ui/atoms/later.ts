"use client";

/** What could not be had; the browser's own error lies below it. */
export class NotLoaded extends Error {
  override readonly name = "NotLoaded";
}

type Load = () => Promise<unknown>;

/** What nobody asked for yet, of the modules that this page has. */
const ahead = new Set<Load>();

const listening = new Set<() => void>();

/** Calls it each time that a module has come, a moment after whoever asked for it has it. Gives what ends that. */
export function whenLoaded(tell: () => void): () => void {
  listening.add(tell);
  return () => void listening.delete(tell);
}

const told = (): void => {
  for (const tell of listening) tell();
};

/**
 * Code that comes after the page: asked for when it is needed, or before by `loadAhead`. One that failed is asked for again the next time.
 * @throws NotLoaded where the server does not answer, or has another build by now
 */
export function later<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  const ask = (): Promise<T> => {
    ahead.delete(ask);
    loading ??= load().then(
      (loaded) => {
        setTimeout(told);
        return loaded;
      },
      (cause: unknown) => {
        loading = undefined;
        ahead.add(ask);
        throw new NotLoaded("A part of this page could not be loaded.", { cause });
      },
    );
    return loading;
  };
  ahead.add(ask);
  return ask;
}

/**
 * Loads what the page may need later, one after the other, whenever the browser has nothing to do: a page that stands goes on when the server
 * is away or is replaced by another build. What a part brings is loaded after it. Rejects with NotLoaded where one is not to be had.
 */
export async function loadAhead(signal: AbortSignal): Promise<void> {
  for (;;) {
    await idle();
    const [next] = ahead;
    if (next === undefined || signal.aborted) return;
    await next();
  }
}

/** Safari has no idle callback (2026): there a moment will do. */
const idle = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof requestIdleCallback === "function") requestIdleCallback(() => resolve(), { timeout: 2_000 });
    else setTimeout(resolve, 50);
  });
