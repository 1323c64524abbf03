import type { CommandCard } from "#machines/journal/message.ts";
import { sourcesOf } from "#machines/journal/worked-out.ts";
import { countWords } from "../atoms/format.ts";
import styles from "./command.module.css";

/** What a reading was worked out from: nothing ran for it. Folded, as there are up to dozens; each leads to its reading. */
export function Sources({ card }: { readonly card: CommandCard }): React.JSX.Element {
  const from = sourcesOf(card);
  if (from.length === 0) return <p className={styles.effects}>Worked out from nothing: no reading that it needs was there.</p>;
  return (
    <details className={styles.sources}>
      <summary>Worked out from {countWords(from.length, "reading")}, without a command</summary>
      <ul>
        {from.map(({ say, seq }, index) => (
          <li key={`${say} ${index}`}>
            {seq === null ? (
              <span>
                {say} <span className="dim">(of an earlier investigation, or not read)</span>
              </span>
            ) : (
              <a href={`#e${seq}`}>{say}</a>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
