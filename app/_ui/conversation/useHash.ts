import { useEffect, useEffectEvent } from "react";
import { later } from "../atoms/later.ts";
import type { Hash } from "./follow-hash.ts";

const following = later(() => import("./follow-hash.ts"));

/** Follows what the address names in the conversation, for as long as it stands. */
export function useHash({ reveal, ...hash }: Hash): void {
  const show = useEffectEvent(reveal);
  const { setTarget, scroller, leaveEnd } = hash;
  useEffect(() => {
    let end: (() => void) | undefined;
    let isOver = false;
    const begin = ({ followHash }: Awaited<ReturnType<typeof following>>): void => {
      if (!isOver) end = followHash({ setTarget, scroller, leaveEnd, reveal: (seq) => show(seq) });
    };
    // Without it links of the conversation lead nowhere, and everything else goes on.
    following().then(begin, () => undefined);
    return () => {
      isOver = true;
      end?.();
    };
  }, [setTarget, scroller, leaveEnd]);
}
