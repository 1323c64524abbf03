"use client";

import { useEffect, useMemo } from "react";
import type { Message } from "#machines/journal/message.ts";
import { countWords } from "../atoms/format.ts";

export interface OpenQuestion {
  /** "1 question" */
  readonly say: string;
  /** Of the first one: where it stands in the conversation. */
  readonly seq: number;
}

/** What people are asked now. The tab of the browser says so too, beside other tabs: "(1) Loss to tenant routers". */
export function useQuestion(messages: readonly Message[], over: boolean): OpenQuestion | null {
  const open = useMemo(() => (over ? [] : messages.filter(isOpen)), [messages, over]);
  const count = open.length;
  useEffect(() => {
    if (count === 0) return;
    const { title } = document;
    document.title = `(${count}) ${title}`;
    return () => {
      document.title = title;
    };
  }, [count]);
  const [first] = open;
  return first === undefined ? null : { say: countWords(count, "question"), seq: first.seq };
}

const isOpen = (one: Message): boolean => (one.kind === "ask" || one.kind === "question") && one.answer === null && !one.gone;
