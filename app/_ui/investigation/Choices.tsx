import { clsx } from "clsx";
import { Key } from "../atoms/Chip.tsx";
import type { Choice } from "./choice.ts";
import styles from "./composer.module.css";

interface Props {
  readonly id: string;
  readonly choices: readonly Choice[];
  /** Which one Enter takes. */
  readonly at: number;
  readonly onAt: (at: number) => void;
  readonly onChoose: (choice: Choice) => void;
}

/** What completes the command that is being typed. The field keeps the focus. */
export function Choices({ id, choices, at, onAt, onChoose }: Props): React.JSX.Element {
  return (
    <ul className={styles.choices} role="listbox" id={id} aria-label="Commands">
      {choices.map((choice, index) => (
        <li
          key={choice.text}
          id={`${id}${index}`}
          role="option"
          aria-selected={index === at}
          className={clsx(index === at && styles.on)}
          onMouseDown={(event) => event.preventDefault()}
          onMouseMove={() => onAt(index)}
          onClick={() => onChoose(choice)}
        >
          <code>
            {choice.command} <i>{choice.rest}</i>
          </code>
          <span className="truncate">{choice.say}</span>
          {index === at ? <Key>↵</Key> : <span />}
        </li>
      ))}
    </ul>
  );
}
