import type { AdvicePart } from "#machines/explain/advice.ts";
import { CopyButton } from "../atoms/CopyButton.tsx";
import { visible } from "../command/visible.ts";
import styles from "./advised.module.css";

/** Advice with its commands to be copied, each by a button of its own. */
export function Advised({ parts }: { readonly parts: readonly AdvicePart[] }): React.JSX.Element {
  return (
    <>
      {parts.map(({ text, code }, index) =>
        code ? (
          <span key={`${index} ${text}`} className={styles.command}>
            <code>{holesOf(visible(text))}</code>
            <CopyButton
              text={text}
              label={text.includes("<") ? "Copy the command; what is in angle brackets is yours to fill in" : "Copy the command"}
            />
          </span>
        ) : (
          visible(text)
        ),
      )}
    </>
  );
}

/** What nobody read stands out: a command with a hole is not whole. */
const holesOf = (command: string): readonly React.ReactNode[] =>
  command.split(/(<[^>]*>)/).map((part, index) => (part.startsWith("<") ? <mark key={`${index} ${part}`}>{part}</mark> : part));
