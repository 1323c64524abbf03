"use client";

import { useEffect, useState } from "react";
import { Button } from "../atoms/Button.tsx";
import { Skeleton } from "../atoms/Place.tsx";
import { CopyButton } from "../atoms/CopyButton.tsx";
import { bytesWords, countWords, numberWords } from "../atoms/format.ts";
import { MOST_LINES } from "./blocks.ts";
import styles from "./command.module.css";
import { OutputLines } from "./OutputLines.tsx";
import { linesOf } from "./visible.ts";

interface Came {
  readonly text: string;
  /** Counted where they came: to make them of the text again takes longer than a frame. */
  readonly bytes: number;
}

const cameOf = (body: ArrayBuffer): Came => ({ text: new TextDecoder().decode(body), bytes: body.byteLength });

export interface RawOutputProps {
  readonly url: string;
  readonly label: string;
}

/** The raw bytes as text, fetched when looked at. 100,000 lines scroll because only those near what is seen exist. */
export function RawOutput({ url, label }: RawOutputProps): React.JSX.Element {
  const [state, setState] = useState<Came | { readonly wrong: string } | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    fetch(url, { signal: abort.signal })
      .then(async (answer) => (answer.ok ? cameOf(await answer.arrayBuffer()) : { wrong: `The server answered ${answer.status}.` }))
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
  return <Output {...state} label={label} />;
}

function Output({ text, bytes, label }: Came & { readonly label: string }): React.JSX.Element {
  const [lines] = useState(() => linesOf(text));
  if (lines.length === 0) return <p className={styles.nothing}>It printed nothing.</p>;
  return (
    <>
      <OutputLines lines={lines} label={label} />
      {lines.length > MOST_LINES ? (
        <p className={styles.nothing}>
          A browser cannot scroll through more than the first {numberWords(MOST_LINES)} lines. Copy output has all of them.
        </p>
      ) : null}
      <div className={styles.foot}>
        <span>
          {countWords(lines.length, "line")} · {bytesWords(bytes)}
        </span>
        <span className="grow" />
        <CopyButton text={text} label="Copy output">
          Copy output
        </CopyButton>
      </div>
    </>
  );
}
