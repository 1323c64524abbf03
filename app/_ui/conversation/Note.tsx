import { clsx } from "clsx";
import type { Message } from "#machines/journal/message.ts";
import { Awaiting } from "../atoms/Awaiting.tsx";
import { Skeleton } from "../atoms/Place.tsx";
import { Time } from "../atoms/Time.tsx";
import styles from "./conversation.module.css";
import { Stamp } from "./Stamp.tsx";
import { part } from "../atoms/part.tsx";

const NotePictures = part(() => import("./NotePictures.tsx").then(({ NotePictures: component }) => component));

interface Props {
  readonly message: Extract<Message, { kind: "note" }>;
  /** Where pictures of this investigation are. */
  readonly pictures: string;
}

/** What a person said; where they changed it, what it said before is a press away. */
export function Note({ message, pictures }: Props): React.JSX.Element {
  return (
    <>
      <div className={styles.who}>
        <b>{message.actor.name}</b>
        {message.review === undefined ? "note" : <Review about={message.review.about} />}
        <Stamp message={message} />
      </div>
      {message.text === "" ? null : <p className={clsx(styles.say, styles.note)}>{message.text}</p>}
      {message.before === undefined ? null : <Before versions={message.before} />}
      {message.pictures === undefined ? null : (
        <Awaiting fallback={<Skeleton rows={4} />}>
          <NotePictures pictures={message.pictures} base={pictures} />
        </Awaiting>
      )}
    </>
  );
}

function Review({ about }: { readonly about: number | null }): React.JSX.Element {
  return about === null ? <>review note</> : <a href={`#e${about}`}>review note on event {about}</a>;
}

function Before({ versions }: { readonly versions: readonly { readonly text: string; readonly at: string }[] }): React.JSX.Element {
  return (
    <details className={styles.also}>
      <summary>changed since</summary>
      <ul>
        {versions.map(({ text, at }) => (
          <li key={at} className={styles.note}>
            <Time at={at} as="seconds" /> {text}
          </li>
        ))}
      </ul>
    </details>
  );
}
