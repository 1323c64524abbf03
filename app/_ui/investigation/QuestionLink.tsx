"use client";

import { useEffect } from "react";
import { countWords } from "../atoms/format.ts";

interface Props {
  readonly count: number;
  /** Of the first one: where it stands in the conversation. */
  readonly seq: number;
  /** Whoever looks may answer one of them. */
  readonly yours: boolean;
  /** Absent where the words stand too close to others to be pressed: on a phone the tab below leads there. */
  readonly onGo: (() => void) | undefined;
}

const MARK = /^\(\d+\) /;

/** What people are asked now, and the way there. The tab of the browser says it too, beside other tabs: "(1) Loss to tenant routers". */
export function QuestionLink({ count, seq, yours, onGo }: Props): React.JSX.Element {
  useEffect(() => {
    document.title = `(${count}) ${document.title.replace(MARK, "")}`;
    return () => {
      document.title = document.title.replace(MARK, "");
    };
  }, [count]);
  const say = `${countWords(count, "question")} ${yours ? "for you" : "for others"}`;
  return onGo === undefined ? (
    <>{say}</>
  ) : (
    <a href={`#e${seq}`} onClick={onGo}>
      {say}
    </a>
  );
}
