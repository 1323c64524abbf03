"use client";

import { Check, X } from "lucide-react";
import { useState } from "react";
import type { Message } from "#machines/journal/message.ts";
import { Button } from "../atoms/Button.tsx";
import { Time } from "../atoms/Time.tsx";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./conversation.module.css";

interface Props {
  readonly question: Extract<Message, { kind: "question" }>;
  /** Absent when the investigation is over. */
  readonly onAnswer?: ((host: string, fingerprint: string, approve: boolean) => Promise<void>) | undefined;
}

/** The one question Culprit never answers itself: whether a host is who it says it is. */
export function HostKeyQuestion({ question, onAnswer }: Props): React.JSX.Element {
  const [busy, setBusy] = useState(false);
  const { hostName, address, algorithm, fingerprint, answer } = question;
  const send = (approve: boolean): void => {
    if (onAnswer === undefined) return;
    setBusy(true);
    void onAnswer(question.host, fingerprint, approve).finally(() => setBusy(false));
  };
  return (
    <div className={styles.ask}>
      <p className={styles.say}>
        Is this the key of <b>{hostName}</b>? Nobody has approved a key for <code>{address}</code> yet. Compare it on the host itself:{" "}
        <code>ssh-keygen -lf /etc/ssh/ssh_host_{fileOf(algorithm)}_key.pub</code>
      </p>
      <code className={styles.print}>
        {algorithm} {fingerprint}
      </code>
      {answer === null ? (
        <div className={styles.quick}>
          <Button small look="primary" disabled={busy || onAnswer === undefined} onClick={() => send(true)}>
            It matches, approve
          </Button>
          <Button small disabled={busy || onAnswer === undefined} onClick={() => send(false)}>
            Refuse
          </Button>
        </div>
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

const fileOf = (algorithm: string): string => (algorithm.includes("ed25519") ? "ed25519" : algorithm.includes("ecdsa") ? "ecdsa" : "rsa");
