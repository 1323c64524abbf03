import { clsx } from "clsx";
import styles from "./command.module.css";
import { piecesOf } from "./output.ts";

/** Output of a host, line by line; `first` is the number of the first one. */
export function Lines({
  lines,
  first = 1,
  numbered = true,
  end,
}: {
  readonly lines: readonly string[];
  readonly first?: number;
  readonly numbered?: boolean;
  readonly end?: React.ReactNode;
}): React.JSX.Element {
  return (
    <>
      {lines.map((line, index) => (
        <Line key={first + index} line={line} number={numbered ? first + index : null} end={index === lines.length - 1 ? end : undefined} />
      ))}
    </>
  );
}

export function Line({
  line,
  number,
  end,
}: {
  readonly line: string;
  readonly number: number | null;
  readonly end?: React.ReactNode;
}): React.JSX.Element {
  return (
    <div className={styles.line}>
      {number === null ? null : <span className={styles.number} data-n={number} aria-hidden />}
      <span className={styles.text}>
        {piecesOf(line).map((piece, index) => (
          <span key={index} className={clsx(piece.tone !== "plain" && styles[piece.tone])}>
            {piece.text}
          </span>
        ))}
        {end}
      </span>
    </div>
  );
}
