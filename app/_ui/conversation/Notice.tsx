"use client";

import { clsx } from "clsx";
import { OctagonX } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { Message } from "#machines/journal/message.ts";
import { nothingChanged, noticeOf } from "#machines/journal/notice.ts";
import { explainFailure } from "#machines/explain/failure.ts";
import { Button } from "../atoms/Button.tsx";
import { Banner } from "../atoms/Place.tsx";
import { Press } from "../atoms/Press.tsx";
import { Timed } from "../atoms/Timed.tsx";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./conversation.module.css";

interface Props {
  readonly message: Extract<Message, { kind: "notice" }>;
  /** Absent where nothing may be done about it. */
  readonly onAct?: ((action: object) => Promise<boolean>) | undefined;
}

/** Something that happened to the investigation itself. */
export function Notice({ message, onAct }: Props): React.JSX.Element | null {
  const { event, runbook, hosts, lost } = message;
  const told = noticeOf(event, runbook, hosts);
  if (told === null) return null;
  const { more, failure, hostName } = told;
  const say = message.alike === undefined ? told.say : nothingChanged(message.alike);
  if (failure?.kind === "hostKeyChanged") {
    return (
      <Banner tone="hardStop" icon={<OctagonX size={16} strokeWidth={STROKE} aria-hidden />}>
        <p>
          <b>{hostName} offers another host key. Nothing was sent.</b>
        </p>
        <p>
          pinned <code>{failure.pinned}</code>
        </p>
        <p>
          offered <code>{failure.offered}</code>
        </p>
        <p>After a re-image this is expected. Compare it on the console, remove the old key from {failure.where}, then start again.</p>
      </Banner>
    );
  }
  if (failure !== null) {
    const { begins, means, todo } = explainFailure(failure, { host: hostName ?? "the host", what: "pre-flight" });
    return (
      <>
        <p className={clsx(styles.notice, styles.loud)}>
          <b>{say}.</b> {begins}. {means} {todo}
        </p>
        {lost === undefined || onAct === undefined ? null : <Lost lost={lost} onAct={onAct} />}
      </>
    );
  }
  return (
    <>
      <p className={styles.notice}>
        <b>
          <Timed text={say} />
          {/[.?]$/.test(say) ? "" : "."}
        </b>{" "}
        {more === null ? null : <Timed text={more} />}
        {event.type === "watchGoesOn" ? <Next to={event.to} event={event.part.event} /> : null}
      </p>
      {message.skips === undefined || onAct === undefined ? null : <Back test={message.skips} onAct={onAct} />}
    </>
  );
}

/** Where the watch is now, or was next. */
function Next({ to, event }: { readonly to: string; readonly event: number }): React.JSX.Element {
  return (
    <>
      {" "}
      <Link href={`/investigations/${to}`} prefetch={false} className={styles.follow}>
        Go to event {event}
      </Link>
    </>
  );
}

function Back({ test, onAct }: { readonly test: string; readonly onAct: NonNullable<Props["onAct"]> }): React.JSX.Element {
  const [busy, setBusy] = useState(false);
  return (
    <Press
      className={styles.quick}
      onSend={() => {
        setBusy(true);
        void onAct({ do: "unskip", test }).finally(() => setBusy(false));
      }}
    >
      <Button small type="submit" disabled={busy} aria-label={`Take the skip of ${test} back`}>
        Take it back
      </Button>
    </Press>
  );
}

/** It may come back, or have been mistyped. */
function Lost({
  lost,
  onAct,
}: {
  readonly lost: NonNullable<Props["message"]["lost"]>;
  readonly onAct: NonNullable<Props["onAct"]>;
}): React.JSX.Element {
  const [busy, setBusy] = useState(false);
  const { key, ...host } = lost.host;
  const act = (action: object): void => {
    setBusy(true);
    void onAct(action).finally(() => setBusy(false));
  };
  return (
    <div className={styles.quick} style={{ marginTop: 8 }}>
      <Button small disabled={busy} onClick={() => act({ do: "joinHost", ...host })}>
        Try it again
      </Button>
      {lost.added ? (
        <Button small look="quiet" disabled={busy} onClick={() => act({ do: "withdrawHost", host: key })}>
          Withdraw it
        </Button>
      ) : null}
    </div>
  );
}
