import type { AdvicePart } from "#machines/explain/advice.ts";
import { CopyCommand } from "./CopyCommand.tsx";
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
            <CopyCommand text={text} />
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
