"use client";

import type { Circle } from "lucide-react";
import { useState } from "react";
import type { RivalView, VerdictView } from "#machines/journal/message.ts";
import { Whole } from "../atoms/Whole.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { seen } from "../command/seen.ts";
import styles from "./verdict.module.css";

const FOLD = 8;

/** The chain that the verdict rests on, each link with its observations. */
export function Evidence({ lines }: { readonly lines: VerdictView["evidence"] }): React.JSX.Element | null {
  const chain = told(lines);
  return chain.length === 0 ? null : (
    <section>
      <h3>Evidence</h3>
      <Folded
        items={chain}
        label="observations"
        render={(line, index) => (
          <li key={line.key}>
            <i>{index + 1}</i>
            <span>
              <b>{line.predicted}</b>, {seen(line)}{" "}
              <span className="dim">
                on <Whole text={line.hostName} />
                {line.during === undefined ? "" : ` ${line.during}`}
              </span>
            </span>
            <span className={styles.links}>
              {line.seqs.map((seq) => (
                <SeqLink key={seq} seq={seq} />
              ))}
            </span>
          </li>
        )}
      />
    </section>
  );
}

/** Two tests may show the same: it is said once, with both. */
function told(lines: VerdictView["evidence"]): readonly (VerdictView["evidence"][number] & { readonly seqs: readonly number[] })[] {
  return [
    ...Map.groupBy(
      lines,
      ({ predicted, saw, said = "", hostName, during = "" }) => `${predicted} ${saw} ${said} ${hostName} ${during}`,
    ).values(),
  ].flatMap((same) => {
    const [first] = same;
    const seqs = [...new Set(same.flatMap(({ seq }) => (seq === null ? [] : [seq])))];
    return first === undefined ? [] : [{ ...first, seqs }];
  });
}

/** Causes that were not named, with what speaks against each. */
export function Rivals({
  title,
  rivals,
  icon: Icon,
}: {
  readonly title: string;
  readonly rivals: readonly RivalView[];
  readonly icon: typeof Circle;
}): React.JSX.Element | null {
  if (rivals.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <Folded
        items={rivals}
        label="rivals"
        render={(rival) => (
          <li key={rival.key}>
            <i>
              <Icon size={14} strokeWidth={STROKE} aria-hidden />
            </i>
            <span className={styles.rival}>
              <span className={styles.id}>
                {rival.hypothesis}
                {rival.hostNames.length === 0 ? null : (
                  <small>
                    <Whole text={rival.hostNames.join(", ")} />
                  </small>
                )}
              </span>
              <span>
                {rival.by === null ? (
                  <Whole text={rival.claim} />
                ) : (
                  <>
                    {rival.by.predicted}, {seen(rival.by)}
                  </>
                )}
              </span>
            </span>
            <span className={styles.links}>
              {rival.seqs.map((seq) => (
                <SeqLink key={seq} seq={seq} />
              ))}
            </span>
          </li>
        )}
      />
    </section>
  );
}

const SeqLink = ({ seq }: { readonly seq: number }): React.JSX.Element => (
  <a className={styles.link} href={`#e${seq}`} aria-label={`Go to observation ${seq}`}>
    e{seq}
  </a>
);

function Folded<T>({
  items,
  label,
  render,
}: {
  readonly items: readonly T[];
  readonly label: string;
  readonly render: (item: T, index: number) => React.ReactNode;
}): React.JSX.Element {
  const [all, setAll] = useState(false);
  const shown = all || items.length <= FOLD + 1 ? items : items.slice(0, FOLD);
  return (
    <>
      <ol className={styles.chain}>{shown.map(render)}</ol>
      {shown.length === items.length ? null : (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {items.length - shown.length} more {label}
        </button>
      )}
    </>
  );
}
