"use client";

import { Check, CircleQuestionMark } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef, useState } from "react";
import { CopyCommand } from "./CopyCommand.tsx";
import { Time } from "../atoms/Time.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { useKept } from "../investigation/useDraft.ts";
import { AskForm } from "./AskForm.tsx";
import styles from "./ask.module.css";
import { keptAs, sayOf, UNKNOWN, type Asking } from "./answer-words.ts";

export interface AskCardProps {
  readonly ask: Asking;
  /** Where actions of this investigation go. */
  readonly base: string;
  readonly mayAnswer: boolean;
  /** An answer would be taken: it is not over, and no past moment is looked at. */
  readonly open: boolean;
  readonly paused: boolean;
}

/** A fact that only a person can look up: what is asked, where it stands, the replies, and who said what. */
export function AskCard(props: AskCardProps): React.JSX.Element {
  const { ask, base, mayAnswer, open, paused } = props;
  const { question, where, why, answer, gone } = ask;
  // Of whoever sent it, so that the keyboard goes on from here.
  const [sent, setSent] = useState(false);
  const asks = answer === null && !gone;
  return (
    <div className={styles.ask}>
      <p className={styles.question}>{question}</p>
      {asks ? <Where text={where} /> : null}
      {asks && open && mayAnswer ? (
        <AskForm ask={ask} base={base} onSent={() => setSent(true)} />
      ) : answer === null ? (
        <Unanswered {...props} />
      ) : (
        <Answered ask={ask} answer={answer} base={base} focus={sent} />
      )}
      {asks && open && paused ? <p className="dim">It is paused: an answer is kept, and what follows from it waits for Resume.</p> : null}
      {why === "" ? null : (
        <details className={styles.why}>
          <summary>What the answer tells</summary>
          <p>{why}</p>
        </details>
      )}
    </div>
  );
}

/** What is quoted is typed on the device: it is copied with one press. The button is inside of it: what follows may be a comma. */
function Where({ text }: { readonly text: string }): React.JSX.Element {
  return (
    <p className={styles.where}>
      {text.split(/"([^"]+)"/).map((part, at) =>
        at % 2 === 0 ? (
          part
        ) : (
          <span key={at}>
            <code>{part}</code>
            <CopyCommand text={part} label={`Copy ${part}`} />
          </span>
        ),
      )}
    </p>
  );
}

function Unanswered({ ask, open, mayAnswer }: AskCardProps): React.JSX.Element {
  if (ask.gone) return <p className={styles.answered}>Nobody answered, and nobody is asked any more.</p>;
  const replies = Object.values(ask.choices).join(" · ");
  return (
    <>
      {replies === "" ? null : <p className={styles.replies}>{replies}</p>}
      <p className="dim">{open && !mayAnswer ? "Waits for somebody who may investigate." : "Not answered at this moment."}</p>
    </>
  );
}

interface AnsweredProps {
  readonly ask: Asking;
  readonly answer: NonNullable<Asking["answer"]>;
  readonly base: string;
  readonly focus: boolean;
}

function Answered({ ask, answer: { said, by, at, from }, base, focus }: AnsweredProps): React.JSX.Element {
  // Somebody else was first: who was about to answer is told that it was not sent.
  const [chosen] = useKept(keptAs(base, ask.request));
  const unsent = sayOf(chosen, ask.choices);
  const line = useRef<HTMLParagraphElement>(null);
  useEffect(() => (focus ? line.current?.focus() : undefined), [focus]);
  const Icon = said === null ? CircleQuestionMark : Check;
  return (
    <>
      <p ref={line} tabIndex={-1} className={styles.answered}>
        <b>
          <Icon size={16} strokeWidth={STROKE} aria-hidden />
          {said === null ? UNKNOWN : (ask.choices[said.choice] ?? said.choice)}
        </b>
        <span>
          {from?.by ?? by.name}, <Time at={at} as="seconds" />
          {from === undefined ? null : (
            <>
              , asked in{" "}
              <Link href={`/investigations/${from.investigation}`} prefetch={false}>
                another investigation
              </Link>
            </>
          )}
        </span>
      </p>
      {unsent === null ? null : <p className="dim">You had chosen “{unsent}”; it was not sent.</p>}
    </>
  );
}
