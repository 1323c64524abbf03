"use client";

import { useMemo, useState } from "react";
import type { Catalogue, Runbook } from "#machines/contract/index.ts";
import { outcomesOf, type Outcome } from "#machines/explain/outcomes.ts";
import type { Message } from "#machines/journal/message.ts";
import styles from "./conversation.module.css";

interface Props {
  readonly message: Extract<Message, { kind: "reasoning" }>;
  readonly catalogue: Catalogue;
}

/** Besides the reason: what the other tests of the window are for, and what each outcome would rule out. */
export function ReasoningMore({ message: { also, tests, runbook }, catalogue }: Props): React.JSX.Element {
  const [open, setOpen] = useState(false);
  const all = useMemo(
    () => (open ? tests.map((test) => ({ test, outcomes: outcomesOf(runbook, catalogue, test) })) : []),
    [open, tests, runbook, catalogue],
  );
  return (
    <>
      {also.length === 0 ? null : (
        <details className={styles.also}>
          <summary>
            {also.length} more {also.length === 1 ? "test rides" : "tests ride"} in the same window
          </summary>
          <ul>
            {also.map((why) => (
              <li key={why}>{why}</li>
            ))}
          </ul>
        </details>
      )}
      {tests.some((test) => predicts(runbook, test)) ? (
        <details className={styles.also} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>What each outcome would mean</summary>
          <ul>
            {all.flatMap(({ test, outcomes }) =>
              outcomes.map((outcome) => (
                <li key={`${test} ${outcome.say}`}>
                  <Means outcome={outcome} />
                </li>
              )),
            )}
          </ul>
          <p className="dim">What cannot be read rules nothing out.</p>
        </details>
      ) : null}
    </>
  );
}

const predicts = ({ tests }: Runbook, test: string): boolean => Object.keys(tests.find(({ id }) => id === test)?.predicts ?? {}).length > 0;

function Means({ outcome: { seen, say, supports, refutes } }: { readonly outcome: Outcome }): React.JSX.Element {
  return (
    <>
      <code title={say}>{seen}</code>
      {supports.length === 0 ? null : <>: if so, it speaks for {supports.join(", ")}</>}
      {supports.length > 0 && refutes.length > 0 ? ";" : supports.length === 0 ? ":" : ""}
      {refutes.length === 0 ? "" : ` if not, it rules out ${refutes.join(", ")}`}.
    </>
  );
}
