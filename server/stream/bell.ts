export interface Bell {
  readonly ring: () => void;
  next(afterMs: number): Promise<"rung" | "silence">;
  end(): void;
}

/** A bell that remembers: rung while nobody waited, it answers the next waiter at once. */
export function createBell(signal: AbortSignal): Bell {
  let rung = false;
  let answer: ((how: "rung" | "silence") => void) | null = null;
  let timer: NodeJS.Timeout | undefined;
  const settle = (how: "rung" | "silence"): void => {
    clearTimeout(timer);
    const waiting = answer;
    answer = null;
    if (waiting === null) rung = how === "rung" || rung;
    else waiting(how);
  };
  const ring = (): void => settle("rung");
  signal.addEventListener("abort", ring);
  return {
    ring,
    next: (afterMs) => {
      clearTimeout(timer);
      if (rung) {
        rung = false;
        return Promise.resolve("rung");
      }
      timer = setTimeout(() => settle("silence"), afterMs);
      return new Promise((resolve) => (answer = resolve));
    },
    end: () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", ring);
    },
  };
}
