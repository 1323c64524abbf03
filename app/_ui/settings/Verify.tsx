"use client";

import { useState } from "react";
import type { Verified } from "#server/read/records.ts";
import { Button, ButtonLink } from "../atoms/Button.tsx";
import { CopyButton } from "../atoms/CopyButton.tsx";
import styles from "./settings.module.css";

type State = "idle" | "reading" | "failed" | Verified;

/** Checks the chain on the server, and takes it away as a file. */
export function Verify(): React.JSX.Element {
  const [state, setState] = useState<State>("idle");
  const verify = async (): Promise<void> => {
    setState("reading");
    const answer = await fetch("/api/v1/records/verify").catch(() => null);
    setState(answer?.ok === true ? ((await answer.json()) as Verified) : "failed");
  };
  return (
    <>
      <div className={styles.line}>
        <Button onClick={() => void verify()} disabled={state === "reading"}>
          {state === "reading" ? "Verifying" : "Verify the chain"}
        </Button>
        <ButtonLink href="/api/v1/records" prefetch={false} download>
          Export
        </ButtonLink>
      </div>
      <div role="status">{typeof state === "object" ? <Said {...state} /> : null}</div>
      {state === "failed" ? (
        <p className={styles.wrong} role="alert">
          The server did not answer, so nothing is known about the chain. Try again.
        </p>
      ) : null}
    </>
  );
}

function Said({ entries, last, broken }: Verified): React.JSX.Element {
  if (broken !== null)
    return (
      <div className={`${styles.verdict} ${styles.broken}`}>
        <b>The chain is broken.</b>
        <p>
          {broken} The {entries} entries before fit together. Whoever can write in the database did this, or a copy was put back.
        </p>
      </div>
    );
  if (last === null) return <div className={styles.verdict}>Nothing is recorded yet.</div>;
  return (
    <div className={styles.verdict}>
      <b>
        {entries} {entries === 1 ? "entry fits" : "entries fit"} together.
      </b>
      <p>
        Note the last hash somewhere else: it shows later that nothing up to here was changed or cut off.{" "}
        <code>culprit export --verify FILE --noted HASH</code> compares.
      </p>
      <div className="row">
        <code>{last}</code>
        <CopyButton text={last} label="Copy the hash" />
      </div>
    </div>
  );
}
