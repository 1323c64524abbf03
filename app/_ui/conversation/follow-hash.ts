import { readingIn, toReturnTo, type Reading } from "./reading.ts";

export interface Hash {
  readonly setTarget: (seq: number | null) => void;
  readonly scroller: React.RefObject<HTMLDivElement | null>;
  readonly leaveEnd: () => void;
  /** Has the block of this event shown, where it is one of those that are not yet. */
  readonly reveal: (seq: number) => void;
}

/** For what was above the part shown to be made. */
const MOST_FRAMES = 20;
const AGAIN_MS = 400;

/**
 * `#e44` brings the message that tells of event 44 into view, now and whenever the hash changes. Going back from there leads to what was read,
 * with the link that was followed in hand: a browser brings back only what the window itself has scrolled. Returns what ends it.
 */
export function followHash({ setTarget, scroller, leaveEnd, reveal }: Hash): () => void {
  /** Calls `then` with what tells of the event once it stands. */
  const bring = (seq: number, then: (article: HTMLElement) => void): void => {
    leaveEnd();
    reveal(seq);
    const look = (tries: number): void => {
      const article = scroller.current?.querySelector<HTMLElement>(`[data-seqs~="${seq}"]`);
      // What was above the part shown stands there a frame or two later.
      if (article === null || article === undefined) return void (tries > 0 && requestAnimationFrame(() => look(tries - 1)));
      then(article);
      // What stands above it may have loaded meanwhile and pushed it down.
      setTimeout(() => then(article), AGAIN_MS);
    };
    requestAnimationFrame(() => look(MOST_FRAMES));
  };
  let isBack = false;
  const go = (): void => {
    const wasBack = isBack;
    isBack = false;
    const seq = /^#e(\d+)$/.exec(location.hash)?.[1];
    setTarget(null);
    if (seq === undefined || wasBack) return;
    bring(Number(seq), (article) => {
      setTarget(Number(seq));
      article.scrollIntoView({ block: "start" });
    });
  };
  const back = ({ state }: PopStateEvent): void => {
    const read = readingIn(state);
    isBack = read !== null;
    if (read === null) return;
    setTimeout(() => (isBack = false), AGAIN_MS);
    bring(read.seq, (article) => readOn(article, read));
  };
  const follow = ({ target }: MouseEvent): void => {
    const link = target instanceof Element ? target.closest<HTMLElement>("a[href^='#e']") : null;
    if (link === null) return;
    // Pressed again, a link is followed again, also where one has scrolled away meanwhile.
    if (link.getAttribute("href") === location.hash) return go();
    const read = toReturnTo(link);
    if (read !== null) history.replaceState({ ...(history.state as object | null), ...read }, "");
  };
  const readOn = (article: HTMLElement, { below, href }: Reading): void => {
    const box = scroller.current;
    if (box === null) return;
    box.scrollTop += article.getBoundingClientRect().top - box.getBoundingClientRect().top - below;
    article.querySelector<HTMLElement>(`a[href="${CSS.escape(href)}"]`)?.focus({ preventScroll: true });
  };
  go();
  addEventListener("hashchange", go);
  addEventListener("popstate", back);
  document.addEventListener("click", follow);
  return () => {
    removeEventListener("hashchange", go);
    removeEventListener("popstate", back);
    document.removeEventListener("click", follow);
  };
}
