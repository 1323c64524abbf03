import { memo, useState } from "react";
import { BLOCK_LINES, BLOCK_PX, blocksAround, columnsOf, LINE_PX, MOST_LINES, piecesOfLines } from "./blocks.ts";
import styles from "./command.module.css";

const MOST_ROWS = 24;
const PADDING_PX = 8;

/** Any number of lines in a box of their own. Only blocks near what is seen exist, and none is made again while it stays. */
export function OutputLines({ lines, label }: { readonly lines: readonly string[]; readonly label: string }): React.JSX.Element {
  const [at, setAt] = useState(0);
  const [columns] = useState(() => columnsOf(lines));
  const count = Math.min(lines.length, MOST_LINES);
  const boxPx = Math.min(count, MOST_ROWS) * LINE_PX + 2 * PADDING_PX;
  const { from, to } = blocksAround(at, boxPx, count);
  const digits = String(count).length;
  return (
    <div
      className={styles.window}
      tabIndex={0}
      role="region"
      aria-label={label}
      style={{ height: boxPx }}
      onScroll={({ currentTarget }) => setAt(Math.max(0, Math.floor((currentTarget.scrollTop - PADDING_PX) / BLOCK_PX)))}
    >
      <div
        className={styles.lines}
        style={{ "--digits": digits, height: count * LINE_PX, minWidth: `calc(${columns + digits}ch + 8px)` } as React.CSSProperties}
      >
        {Array.from({ length: to - from }, (_, index) => (
          <Block key={from + index} lines={lines} block={from + index} count={count} />
        ))}
      </div>
    </div>
  );
}

interface BlockProps {
  readonly lines: readonly string[];
  readonly block: number;
  readonly count: number;
}

const Block = memo(function Block({ lines, block, count }: BlockProps): React.JSX.Element {
  const first = block * BLOCK_LINES;
  const shown = lines.slice(first, Math.min(first + BLOCK_LINES, count));
  return (
    <div className={styles.block} style={{ top: block * BLOCK_PX, height: shown.length * LINE_PX }}>
      <span className={styles.numbers} data-n={shown.map((_, index) => first + index + 1).join("\n")} aria-hidden />
      <span className={styles.said}>
        {piecesOfLines(shown).map(({ text, tone }, index) =>
          tone === "plain" ? (
            text
          ) : (
            <span key={index} className={styles[tone]}>
              {text}
            </span>
          ),
        )}
      </span>
    </div>
  );
});
