"use client";

import { useMemo, useSyncExternalStore } from "react";
import type { Catalogue } from "#machines/contract/index.ts";
import { board as boardOf } from "#machines/journal/board.ts";
import { conversation } from "#machines/journal/conversation.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { factsOf } from "#machines/journal/facts.ts";
import type { Message } from "#machines/journal/message.ts";
import { judge } from "#machines/judge.ts";
import { Awaiting } from "../atoms/Awaiting.tsx";
import { part } from "../atoms/part.tsx";
import { Skeleton } from "../atoms/Place.tsx";
import { Hypotheses } from "../board/Hypotheses.tsx";
import { stateOf } from "../command/state.ts";
import type { Decides } from "../conversation/decides.ts";
import { MessageItem } from "../conversation/MessageItem.tsx";
import { Atoms } from "./Atoms.tsx";
import styles from "./design.module.css";
import type { MoreProps } from "./More.tsx";
import { Questions } from "./Questions.tsx";
import { Sample } from "./Sample.tsx";

const More = part(() => import("./More.tsx").then(({ More: component }) => component));
const Pages = part(() => import("./Pages.tsx").then(({ Pages: component }) => component));

const EVERYTHING: Decides = { me: "local", steer: true, change: true, trust: true, alone: false };

interface Props extends Pick<MoreProps, "changes" | "paths"> {
  readonly ended: readonly InvestigationEvent[];
  readonly running: readonly InvestigationEvent[];
  readonly catalogue: Catalogue;
}

/** What the pages are made of, in every state, from a log that has all of them. */
export function Design({ ended, running, changes, paths, catalogue }: Props): React.JSX.Element {
  const shown = useMemo(() => projected(ended, catalogue), [ended, catalogue]);
  const now = useMemo(() => projected(running, catalogue), [running, catalogue]);
  const messages = [...oneOfEach(shown.messages), ...oneOfEach(now.messages.filter(({ kind }) => kind === "command"))];
  const here = useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
  const states = [
    { title: "after the verdict", board: shown.board, events: ended },
    { title: "while the first round runs", board: now.board, events: running },
  ].flatMap(({ board, ...state }) => (board === null ? [] : [{ ...state, board }]));
  return (
    <div className={styles.design}>
      <Atoms />
      <h2>Messages</h2>
      {messages.map((message) => (
        <Sample key={`${message.key} ${message.seq}`} title={kindOf(message)}>
          <MessageItem
            message={message}
            base="/api/v1/investigations/design"
            catalogue={catalogue}
            tied={false}
            last
            target={false}
            live={message.kind === "command" ? "4000 packets transmitted, 3996 received\n" : undefined}
            onSkip={() => undefined}
            onAnswer={() => Promise.resolve()}
            decides={EVERYTHING}
          />
        </Sample>
      ))}
      <Questions />
      <h2>Case board</h2>
      {states.map(({ title, board }) => (
        <Sample key={title} title={title}>
          <div className={styles.board}>
            <Hypotheses hypotheses={board.hypotheses} />
          </div>
        </Sample>
      ))}
      <Awaiting fallback={<Skeleton rows={6} />}>
        <More states={states} changes={changes} paths={paths} ended={ended} catalogue={catalogue} />
      </Awaiting>
      {here ? (
        <Awaiting fallback={<Skeleton rows={6} />}>
          <Pages states={states} running={running} messages={now.messages} changes={changes} ended={ended} catalogue={catalogue} />
        </Awaiting>
      ) : null}
    </div>
  );
}

function projected(events: readonly InvestigationEvent[], catalogue: Catalogue) {
  const judgement = judge(factsOf(events, catalogue));
  return { messages: conversation(events, { catalogue, judgement }), board: boardOf(events, { catalogue, judgement }) };
}

/** "command card, impossible"; "notice: paused" */
function kindOf(message: Message): string {
  switch (message.kind) {
    case "command":
      return `command card, ${stateOf(message.card)}${message.card.probe ? ", probe" : ""}`;
    case "notice":
      return `notice: ${message.notice}`;
    case "question":
    case "ask":
      return `question, ${message.answer === null ? "waiting" : "answered"}`;
    case "note":
      return message.pictures === undefined ? "note" : "note with pictures";
    default:
      return message.kind;
  }
}

const oneOfEach = (messages: readonly Message[]): readonly Message[] =>
  [...new Map(messages.toReversed().map((one) => [kindOf(one), one])).values()].toReversed();
