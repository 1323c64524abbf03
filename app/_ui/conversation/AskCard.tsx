"use client";

import type { Message } from "#machines/journal/message.ts";
import { Time } from "../atoms/Time.tsx";
import styles from "./conversation.module.css";

type Asking = Extract<Message, { kind: "ask" }>;

/** What a person is asked, and what was answered. */
export function AskCard({ ask }: { readonly ask: Asking }): React.JSX.Element {
  const { question, where, why, answer, gone } = ask;
  return (
    <div className={styles.ask}>
      <p className={styles.say}>
        <b>{question}</b> {where}
      </p>
      <p className={styles.say}>{why}</p>
      {answer === null ? (
        <p className={styles.answered}>{gone ? "Nobody answered." : Object.values(ask.choices).join(" · ")}</p>
      ) : (
        <p className={styles.answered}>
          <b>{said(ask, answer.said)}</b>
          {answer.by.name}, <Time at={answer.at} as="seconds" />
        </p>
      )}
    </div>
  );
}

function said({ choices }: Asking, answer: NonNullable<Asking["answer"]>["said"]): string {
  if (answer === null) return "Nobody knows";
  return "typed" in answer ? answer.typed : (choices[answer.choice] ?? answer.choice);
}
