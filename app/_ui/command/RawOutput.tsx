"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useRef, useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { Skeleton } from "../atoms/Place.tsx";
import { CopyButton } from "../atoms/CopyButton.tsx";
import { bytesWords, countWords } from "../atoms/format.ts";
import { Line } from "./Lines.tsx";
import styles from "./command.module.css";
import { linesOf } from "./visible.ts";

const LINE_PX = 20;
const MOST_ROWS = 24;

/** While somebody scrolls, only lines that come into view are made. */
const KeptLine = memo(Line);

export interface RawOutputProps {
  readonly url: string;
  readonly label: string;
}

/** The raw bytes as text, fetched when looked at. 100,000 lines scroll because only those in view exist. */
export function RawOutput({ url, label }: RawOutputProps): React.JSX.Element {
  const [state, setState] = useState<{ readonly text: string } | { readonly wrong: string } | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    fetch(url, { signal: abort.signal })
      .then(async (answer) => (answer.ok ? { text: await answer.text() } : { wrong: `The server answered ${answer.status}.` }))
      .catch((cause: unknown) => ({ wrong: cause instanceof Error ? cause.message : "The server did not answer." }))
      .then(
        (next) => (abort.signal.aborted ? undefined : setState(next)),
        () => undefined,
      );
    return () => abort.abort();
  }, [url, turn]);
  if (state === null)
    return (
      <div className={styles.out}>
        <Skeleton rows={3} />
      </div>
    );
  if ("wrong" in state) {
    return (
      <div className={styles.note}>
        <p>
          <b>The output could not be loaded.</b> {state.wrong}
        </p>
        <div className="row">
          <Button
            small
            onClick={() => {
              setState(null);
              setTurn(turn + 1);
            }}
          >
            Try again
          </Button>
        </div>
      </div>
    );
  }
  return <Text text={state.text} label={label} />;
}

function Text({ text, label }: { readonly text: string; readonly label: string }): React.JSX.Element {
  const [lines] = useState(() => linesOf(text));
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_PX,
    overscan: 20,
    useFlushSync: false,
  });
  const shown = rows.getVirtualItems();
  if (lines.length === 0) return <p className={styles.nothing}>It printed nothing.</p>;
  return (
    <>
      <div
        ref={box}
        className={styles.out}
        tabIndex={0}
        role="region"
        aria-label={label}
        style={{ height: Math.min(lines.length, MOST_ROWS) * LINE_PX + 16, overflow: "auto" }}
      >
        <div style={{ height: rows.getTotalSize(), position: "relative", minWidth: "max-content" }}>
          <div style={{ position: "absolute", top: 0, left: 0, minWidth: "100%", transform: `translateY(${shown[0]?.start ?? 0}px)` }}>
            {shown.map(({ index }) => (
              <KeptLine key={index} line={lines[index] ?? ""} number={index + 1} />
            ))}
          </div>
        </div>
      </div>
      <div className={styles.foot}>
        <span>
          {countWords(lines.length, "line")} · {bytesWords(new TextEncoder().encode(text).length)}
        </span>
        <span className="grow" />
        <CopyButton text={text} label="Copy output">
          Copy output
        </CopyButton>
      </div>
    </>
  );
}
