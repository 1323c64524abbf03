import type { Message } from "#machines/journal/message.ts";
import { Time } from "../atoms/Time.tsx";
import styles from "./conversation.module.css";

/** When it was said; its link is the message itself. */
export function Stamp({ message }: { readonly message: Message }): React.JSX.Element {
  return (
    <a className={styles.stamp} href={`#e${message.seq}`} title={`Event ${message.seq}: link to this message`}>
      <Time at={message.at} />
    </a>
  );
}
