import type { RoundRun } from "./round-run.ts";
import type { Watch } from "./watch-time.ts";
import type { WindowState } from "./window-state.ts";

/** The log learns of a watch that goes on after a minute, and then whenever it has lasted a tenth longer: 60 entries in a day. */
const FIRST_WORD_MS = 60_000;
const MORE = 0.1;

interface Book {
  /** Windows without the symptom so far. */
  readonly windows: number;
  trouble: string | null;
  count(state: Exclude<WindowState, "lost">, reason: string): Promise<void>;
  rest(seconds: number): Promise<void>;
  tellWhenDue(): Promise<void>;
}

/** What the log is told of a watch, and when. It goes on with the numbers that stand there. */
export async function bookOf({ bench, log, round }: RoundRun, watch: Watch): Promise<Book> {
  const [first] = log.events();
  const goesOn = first?.type === "started" && first.watch !== undefined;
  const before = log.events().findLast((event) => event.type === "watching" && event.round === round.number);
  const last = before?.type === "watching" ? before : null;
  const begun = bench.now().getTime();
  let told = begun;
  let [windows, passed, restSeconds] = [last?.windows ?? 0, last?.passed ?? 0, 0];
  let restTold = false;
  const tell = async (): Promise<void> => {
    const iso = (ms: number): string => new Date(ms).toISOString();
    const [since, until] = [iso(watch.since), iso(watch.until)];
    const { trouble } = book;
    await log.append([
      { type: "watching", round: round.number, windows, since, until, trouble, restSeconds, ...(passed === 0 ? {} : { passed }) },
    ]);
    told = bench.now().getTime();
    restTold = restSeconds > 0;
    book.trouble = null;
  };
  const book: Book = {
    get windows() {
      return windows;
    },
    trouble: null,
    count: async (state, reason) => {
      if (state === "blurred") book.trouble = `A window proved nothing and was measured anew: ${reason}.`;
      else if (state === "shown") passed += 1;
      else windows += 1;
      // What comes back is an event of its own, also after a restart: that it had gone, and that it had not, is told at once.
      if (goesOn && ((state === "quiet" && windows === 1) || (state === "shown" && passed === 1))) await tell();
    },
    rest: async (seconds) => {
      restSeconds = Math.max(restSeconds, seconds);
      // The first rest is told at once: whoever waits for something short has to know.
      if (restSeconds > 0 && !restTold) await tell();
    },
    tellWhenDue: async () => {
      const now = bench.now().getTime();
      if (now - told >= Math.max(FIRST_WORD_MS, (now - begun) * MORE)) await tell();
    },
  };
  await tell();
  return book;
}
