import { clsx } from "clsx";
import { OctagonX } from "lucide-react";
import type { Message } from "#machines/journal/message.ts";
import { explainFailure } from "#machines/explain/failure.ts";
import { Banner } from "../atoms/Place.tsx";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./conversation.module.css";

/** Something that happened to the investigation itself. */
export function Notice({ message }: { readonly message: Extract<Message, { kind: "notice" }> }): React.JSX.Element {
  const { say, more, failure, hostName } = message;
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
    const { what, means, todo } = explainFailure(failure, { host: hostName ?? "the host", what: "pre-flight" });
    return (
      <p className={clsx(styles.notice, styles.loud)}>
        <b>{say}.</b> {what.charAt(0).toUpperCase()}
        {what.slice(1)}. {means} {todo}
      </p>
    );
  }
  return (
    <p className={styles.notice}>
      <b>
        {say}
        {/[.?]$/.test(say) ? "" : "."}
      </b>{" "}
      {more}
    </p>
  );
}
