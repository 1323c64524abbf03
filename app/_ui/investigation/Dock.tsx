import type { Message } from "#machines/journal/message.ts";
import { StandingIcon } from "../atoms/Words.tsx";
import styles from "./investigation.module.css";

/** On a phone, what runs now stays in view above the composer. */
export function Dock({ messages }: { readonly messages: readonly Message[] }): React.JSX.Element | null {
  const running = messages.findLast((message) => message.kind === "command" && message.card.runs.some(({ state }) => state === "running"));
  if (running?.kind !== "command") return null;
  const { card } = running;
  return (
    <a className={styles.dock} href={`#e${running.seq}`}>
      <StandingIcon kind="testing" />
      <span className="grow truncate">
        <b>{card.hostName}</b> {card.title}
      </span>
      <span>at most {Math.round((card.runs.at(-1)?.deadlineMs ?? 0) / 1_000)} s</span>
    </a>
  );
}
