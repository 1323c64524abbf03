"use client";

import { clsx } from "clsx";
import { memo } from "react";
import type { Catalogue } from "#machines/contract/index.ts";
import type { Message } from "#machines/journal/message.ts";
import { Awaiting } from "../atoms/Awaiting.tsx";
import { Avatar } from "../atoms/Chip.tsx";
import { Skeleton } from "../atoms/Place.tsx";
import type { Decides } from "./decides.ts";
import { LaterCard } from "./LaterCard.tsx";
import styles from "./conversation.module.css";
import { Stamp } from "./Stamp.tsx";
import { part } from "../atoms/part.tsx";

// Its icons come with it; the server has painted them already.
const KindIcon = part(() => import("./KindIcon.tsx").then(({ KindIcon: component }) => component));
const Notice = part(() => import("./Notice.tsx").then(({ Notice: component }) => component));
const EvidenceLines = part(() => import("./Evidence.tsx").then(({ EvidenceLines: component }) => component));
const Brief = part(() => import("./Spoken.tsx").then(({ Brief: component }) => component));
const Preflight = part(() => import("./Spoken.tsx").then(({ Preflight: component }) => component));
const HostKeyQuestion = part(() => import("./HostKeyQuestion.tsx").then(({ HostKeyQuestion: component }) => component));
const ReasoningMore = part(() => import("./ReasoningMore.tsx").then(({ ReasoningMore: component }) => component));
const AskCard = part(() => import("./AskCard.tsx").then(({ AskCard: component }) => component));
const Note = part(() => import("./Note.tsx").then(({ Note: component }) => component));
const ChangeCard = part(() => import("./ChangeCard.tsx").then(({ ChangeCard: component }) => component));
const VerdictCard = part(() => import("./VerdictCard.tsx").then(({ VerdictCard: component }) => component));

export interface MessageProps {
  readonly message: Message;
  /** Where raw output and exports of this investigation are. */
  readonly base: string;
  readonly catalogue: Catalogue;
  readonly tied: boolean;
  readonly last: boolean;
  readonly target: boolean;
  readonly live: string | undefined;
  readonly onSkip: ((test: string) => void) | undefined;
  readonly onAnswer: ((host: string, fingerprint: string, approve: boolean) => Promise<void>) | undefined;
  readonly decides: Decides;
  readonly paused?: boolean | undefined;
  readonly onRun?: ((collector: string, host: string) => void) | undefined;
  readonly onAct?: ((action: object) => Promise<boolean>) | undefined;
}

export const MessageItem = memo(function MessageItem(props: MessageProps): React.JSX.Element {
  const { message, tied, last, target } = props;
  const threaded = message.thread !== null;
  return (
    <article
      data-kind={message.kind}
      data-seqs={message.seqs.join(" ")}
      className={clsx(styles.message, threaded && styles.thread, tied && styles.tied, last && styles.last, target && styles.target)}
      aria-label={labelOf(message)}
    >
      <div className={styles.gutter}>
        <GutterIcon message={message} tied={tied} />
      </div>
      <div>
        {tied ? null : <KindLine message={message} />}
        <Body {...props} />
      </div>
    </article>
  );
});

function Body(props: MessageProps): React.JSX.Element {
  const { message } = props;
  switch (message.kind) {
    case "command":
      return (
        <LaterCard
          card={message.card}
          spec={props.catalogue[message.card.collector]}
          observations={`${props.base}/observations`}
          live={props.live}
          onSkip={props.onSkip}
          onRun={props.onRun}
        />
      );
    case "evidence":
      return (
        <Awaiting fallback={null}>
          <EvidenceLines lines={message.lines} />
        </Awaiting>
      );
    case "verdict":
      return (
        <Awaiting fallback={<Skeleton rows={8} />}>
          <VerdictCard
            message={message}
            exportUrl={`${props.base}/export`}
            id={props.base.split("/").at(-1) ?? ""}
            catalogue={props.catalogue}
          />
        </Awaiting>
      );
    case "change":
      return (
        <Awaiting fallback={<Skeleton rows={6} />}>
          <ChangeCard id={message.id} events={message.events} base={props.base} decides={props.decides} />
        </Awaiting>
      );
    case "note":
      return (
        <Awaiting fallback={<Skeleton rows={2} />}>
          <Note message={message} pictures={`${props.base}/pictures`} />
        </Awaiting>
      );
    default:
      return (
        <div className={styles.with}>
          <div>
            {message.kind === "reasoning" ? (
              <>
                <p className={styles.say}>{message.text}</p>
                <Awaiting fallback={null}>
                  <ReasoningMore message={message} catalogue={props.catalogue} />
                </Awaiting>
              </>
            ) : (
              <Awaiting fallback={null}>
                <Told {...props} />
              </Awaiting>
            )}
          </div>
          <Stamp message={message} />
        </div>
      );
  }
}

function Told({ message, base, onAnswer, decides, paused = false, onAct }: MessageProps): React.JSX.Element | null {
  switch (message.kind) {
    case "brief":
      return <Brief message={message} />;
    case "preflight":
      return <Preflight message={message} />;
    case "question":
      return <HostKeyQuestion question={message} onAnswer={onAnswer} mayAnswer={decides.trust} />;
    case "ask":
      return <AskCard ask={message} base={base} mayAnswer={decides.steer} open={onAnswer !== undefined} paused={paused} />;
    case "notice":
      return <Notice message={message} onAct={onAct} />;
    default:
      return null;
  }
}

function GutterIcon({ message, tied }: { readonly message: Message; readonly tied: boolean }): React.JSX.Element | null {
  if (message.kind === "note") return <Avatar name={message.actor.name} />;
  return tied ? null : (
    <Awaiting fallback={null}>
      <KindIcon message={message} size={16} />
    </Awaiting>
  );
}

/** On a phone the gutter is gone; the kind stands above the message. */
function KindLine({ message }: { readonly message: Message }): React.JSX.Element | null {
  if (message.kind === "note" || message.kind === "evidence") return null;
  return (
    <div className={styles.kind} aria-hidden>
      <Awaiting fallback={null}>
        <KindIcon message={message} size={14} />
      </Awaiting>
      <b>{labelOf(message)}</b>
    </div>
  );
}

function labelOf(message: Message): string {
  switch (message.kind) {
    case "brief":
      return "Incident";
    case "preflight":
      return "Pre-flight";
    case "reasoning":
      return "Reasoning";
    case "command":
      return `${message.card.from === undefined ? "Command" : "Worked out:"} ${message.card.title} on ${message.card.hostName}`;
    case "evidence":
      return "Evidence";
    case "question":
    case "ask":
      return "Question";
    case "note":
      return `Note by ${message.actor.name}`;
    case "notice":
      return "Notice";
    case "verdict":
      return "Verdict";
    case "change":
      return `Change of ${message.hostName}`;
  }
}
