"use client";

import { Check, X } from "lucide-react";
import { useState } from "react";
import type { Message } from "#machines/journal/message.ts";
import { Button } from "../atoms/Button.tsx";
import { Press } from "../atoms/Press.tsx";
import { Time } from "../atoms/Time.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { publicKeyFile } from "../hosts/public-key-file.ts";
import styles from "./conversation.module.css";

interface Props {
  readonly question: Extract<Message, { kind: "question" }>;
  /** Absent when the investigation is over. */
  /** Whoever looks may decide about host keys. */
  readonly mayAnswer: boolean;
  readonly onAnswer?: ((host: string, fingerprint: string, approve: boolean) => Promise<void>) | undefined;
}

/** The one question Culprit never answers itself: whether a host is who it says it is. */
export function HostKeyQuestion({ question, mayAnswer, onAnswer }: Props): React.JSX.Element {
  const [busy, setBusy] = useState(false);
  const { hostName, address, algorithm, fingerprint, answer, gone } = question;
  const send = (approve: boolean): void => {
    if (onAnswer === undefined) return;
    setBusy(true);
    void onAnswer(question.host, fingerprint, approve).finally(() => setBusy(false));
  };
  return (
    <div className={styles.ask}>
      <p className={styles.say}>
        Is this the key of <b>{hostName}</b>? Nobody has approved a key for <code>{address}</code> yet. Compare it on the host itself:{" "}
        <code className={styles.command}>ssh-keygen -lf {publicKeyFile(algorithm)}</code>
      </p>
      <code className={styles.print}>
        {algorithm} {fingerprint}
      </code>
      {answer === null && gone ? (
        <p className={styles.answered}>Nobody answered: the host was withdrawn.</p>
      ) : answer === null ? (
        <Answer busy={busy} mayAnswer={mayAnswer} onAnswer={onAnswer === undefined ? undefined : send} />
      ) : (
        <p className={styles.answered}>
          <b>
            {answer.approved ? <Check size={16} strokeWidth={STROKE} aria-hidden /> : <X size={16} strokeWidth={STROKE} aria-hidden />}
            {answer.approved ? "Approved" : "Refused"}
          </b>
          {answer.by.name}, <Time at={answer.at} as="seconds" />
        </p>
      )}
    </div>
  );
}

function Answer({
  busy,
  mayAnswer,
  onAnswer,
}: {
  readonly busy: boolean;
  readonly mayAnswer: boolean;
  readonly onAnswer: ((approve: boolean) => void) | undefined;
}): React.JSX.Element {
  if (onAnswer === undefined) return <p className="dim">It ended before anybody answered.</p>;
  if (!mayAnswer) return <p className="dim">Waits for an approver or an administrator.</p>;
  return (
    <Press
      className={styles.quick}
      onSend={(pressed) => (pressed === "approve" || pressed === "refuse" ? onAnswer(pressed === "approve") : undefined)}
    >
      <Button small type="submit" name="answer" value="approve" look="primary" disabled={busy}>
        It matches, approve
      </Button>
      <Button small type="submit" name="answer" value="refuse" disabled={busy}>
        Refuse
      </Button>
    </Press>
  );
}
