"use client";

import { ChevronDown } from "lucide-react";
import { memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Catalogue } from "#machines/contract/index.ts";
import type { Message } from "#machines/journal/message.ts";
import { Awaiting } from "../atoms/Awaiting.tsx";
import { countWords } from "../atoms/format.ts";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./conversation.module.css";
import type { Decides } from "./decides.ts";
import { blocksOf } from "./blocks.ts";
import { MessageItem } from "./MessageItem.tsx";
import { useEarlier } from "./useEarlier.ts";
import { useHash } from "./useHash.ts";
import { part } from "../atoms/part.tsx";

const Announced = part(() => import("./Announced.tsx").then(({ Announced: component }) => component));
const QuietItem = part(() => import("./QuietItem.tsx").then(({ QuietItem: component }) => component));

export interface ConversationProps {
  readonly messages: readonly Message[];
  /** Where raw output and exports of this investigation are. */
  readonly base: string;
  readonly catalogue: Catalogue;
  /** Output so far of running commands, by request. */
  readonly live: ReadonlyMap<string, string>;
  readonly onSkip?: ((test: string) => void) | undefined;
  readonly onAnswer?: ((host: string, fingerprint: string, approve: boolean) => Promise<void>) | undefined;
  readonly decides: Decides;
  readonly paused?: boolean;
  /** Runs a passive read once more; absent where nothing may run. */
  readonly onRun?: ((collector: string, host: string) => void) | undefined;
  /** What else can be done about a message; absent where nothing may run. */
  readonly onAct?: ((action: object) => Promise<boolean>) | undefined;
}

/** As far from the end as still counts as reading the end. */
const NEAR_PX = 80;
const VERDICT_MARGIN_PX = 16;
const SETTLES_MS = 1_500;

/** Append-only, newest at the bottom. Whoever reads the end stays there; whoever scrolled up is told what is new. */
export const Conversation = memo(function Conversation(props: ConversationProps): React.JSX.Element {
  const { messages, base, catalogue, live, onSkip, onAnswer, decides, paused, onRun, onAct } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [seen, setSeen] = useState(messages.length);
  const [target, setTarget] = useState<number | null>(null);
  // Whoever comes to it reads the verdict first, also where something was said about it since.
  const [came] = useState(messages.length);
  const verdictAt = useMemo(() => messages.findLastIndex(({ kind }) => kind === "verdict"), [messages]);
  const behind = verdictAt < 0 ? [] : messages.slice(verdictAt + 1);
  const ended = verdictAt >= 0 && behind.every((one) => standsBelow(one) || (one.kind === "note" && messages.length === came));
  const settlesUntil = useRef(0);
  /** Who went on from the verdict to the last line reads on there. */
  const below = useRef(false);
  const end = useCallback((): void => {
    const box = scroller.current;
    if (box !== null) box.scrollTop = endOf(box, ended && !below.current);
  }, [ended]);
  const leaveEnd = useCallback((): void => {
    atEnd.current = false;
    settlesUntil.current = 0;
  }, []);
  const takeOver = (): void => {
    settlesUntil.current = 0;
  };
  const blocks = useMemo(() => blocksOf(messages), [messages]);
  const earlier = useEarlier(blocks.length, scroller);
  const { upTo } = earlier;
  const reveal = useCallback(
    (seq: number): void => {
      const index = blocks.findIndex(({ seqs }) => seqs.includes(seq));
      if (index >= 0) upTo(index);
    },
    [blocks, upTo],
  );
  useHash({ setTarget, scroller, leaveEnd, reveal });
  useLayoutEffect(() => {
    if (!atEnd.current) return;
    settlesUntil.current = performance.now() + SETTLES_MS;
    end();
    setSeen(messages.length);
  }, [messages, live, end]);
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    // The composer grows and shrinks; whoever reads the end goes on reading it.
    const observer = new ResizeObserver(() => (atEnd.current ? end() : undefined));
    observer.observe(box);
    // Parts of a new message may be loaded after it; what a reader unfolds later moves nothing.
    const settling = new ResizeObserver(() => (atEnd.current && performance.now() < settlesUntil.current ? end() : undefined));
    if (box.firstElementChild !== null) settling.observe(box.firstElementChild);
    return () => {
      observer.disconnect();
      settling.disconnect();
    };
  }, [end]);
  const onScroll = (): void => {
    const box = scroller.current;
    earlier.onScroll();
    // While parts of a new message still load, only a person's hand counts as scrolling.
    if (box === null || performance.now() < settlesUntil.current) return;
    const [first, last] = [endOf(box, ended), endOf(box, false)].map((end) => Math.abs(end - box.scrollTop) < NEAR_PX);
    below.current = ended && last === true && first === false;
    atEnd.current = first === true || last === true;
    if (atEnd.current) setSeen(messages.length);
  };
  const fresh = messages.length - seen;
  return (
    <div className={styles.holder}>
      <div
        ref={scroller}
        className={styles.scroller}
        onScroll={onScroll}
        onWheel={takeOver}
        onTouchMove={takeOver}
        onPointerDown={takeOver}
        onKeyDown={takeOver}
        tabIndex={0}
        role="region"
        aria-label="Conversation"
      >
        <div className={styles.list}>
          {earlier.from === 0 ? null : (
            <button type="button" className={styles.earlier} onClick={earlier.more}>
              {countWords(earlier.from, "earlier part")} of this conversation
            </button>
          )}
          {blocks.slice(earlier.from).map((block, at) => {
            const index = earlier.from + at;
            const tied = block.thread !== null && blocks[index - 1]?.thread === block.thread;
            const last = block.thread !== null && blocks[index + 1]?.thread !== block.thread;
            const hit = target !== null && block.seqs.includes(target);
            return block.kind === "quiet" ? (
              <Awaiting key={block.key} fallback={null}>
                <QuietItem block={block} base={base} catalogue={catalogue} last={last} target={hit ? target : null} onRun={onRun} />
              </Awaiting>
            ) : (
              <MessageItem
                key={block.key}
                message={block}
                base={base}
                catalogue={catalogue}
                tied={tied}
                last={last}
                target={hit}
                live={block.kind === "command" ? liveOf(block, live) : undefined}
                onSkip={onSkip}
                onAnswer={onAnswer}
                decides={decides}
                paused={paused}
                onRun={onRun}
                onAct={onAct}
              />
            );
          })}
        </div>
      </div>
      {fresh > 0 ? (
        <button
          type="button"
          className={styles.pill}
          onClick={() => {
            atEnd.current = true;
            below.current = false;
            end();
            setSeen(messages.length);
          }}
        >
          <ChevronDown size={16} strokeWidth={STROKE} aria-hidden />
          {fresh} new
        </button>
      ) : null}
      <Awaiting fallback={null}>
        <Announced messages={messages} />
      </Awaiting>
    </div>
  );
});

/** What Culprit itself says below a verdict, which is read first: a change that is offered and that nobody has decided about, and what becomes of its watch. */
const standsBelow = (message: Message): boolean =>
  message.kind === "change" ? message.seqs.length === 1 : message.kind === "notice" && /^watch(?:GoesOn|Over)$/.test(message.notice);

/** Where the end is: the last line, but a verdict is read from its beginning. */
function endOf(box: HTMLElement, ended: boolean): number {
  const bottom = box.scrollHeight - box.clientHeight;
  const verdict = ended ? box.querySelector<HTMLElement>("[data-kind=verdict]") : null;
  return verdict === null ? bottom : Math.min(bottom, verdict.offsetTop - VERDICT_MARGIN_PX);
}

function liveOf(message: Extract<Message, { kind: "command" }>, live: ReadonlyMap<string, string>): string | undefined {
  const running = message.card.runs.find(({ state }) => state === "running");
  return running === undefined ? undefined : live.get(running.request);
}
