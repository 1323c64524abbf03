"use client";

import type { Circle } from "lucide-react";
import { useState } from "react";
import type { RivalView, VerdictView } from "#machines/journal/message.ts";
import { Whole } from "../atoms/Whole.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { placed } from "#machines/explain/sight.ts";
import { placeOf, seen } from "../command/seen.ts";
import { visible } from "../command/visible.ts";
import { Symbols, Where } from "./Evidence.tsx";
import styles from "./verdict.module.css";

const FOLD = 8;

/** The chain that the verdict rests on, each link with its observations. */
export function Evidence({ lines }: { readonly lines: VerdictView["evidence"] }): React.JSX.Element | null {
  return lines.length === 0 ? null : (
    <section>
      <h3>Evidence</h3>
      <Folded
        items={lines}
        label="observations"
        render={(line, index) => (
          <li key={line.key}>
            <i>{index + 1}</i>
            <span>
              <b>{seen(line)}</b>
              <Where place={placeOf(line)} during={line.during} /> <Symbols line={line} />
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

/** Its hosts, where the claim does not name them. */
const unsaid = (claim: string, hostNames: readonly string[]): string => hostNames.filter((name) => !claim.includes(name)).join(", ");

/** What refuted it, and where. */
function Refuted({
  by,
  rival: { claim, hostNames },
}: {
  readonly by: NonNullable<RivalView["by"]>;
  readonly rival: RivalView;
}): React.JSX.Element {
  const { sight, unnamed } = placed(by.sight, hostNames);
  return (
    <span>
      {visible(sight)}
      <Where place={unsaid(claim, unnamed)} during={undefined} /> <span className="dim">predicted</span> <Symbols line={by} />
    </span>
  );
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
        count={hypothesesIn}
        render={(rival) => (
          <li key={rival.key}>
            <i>
              <Icon size={14} strokeWidth={STROKE} aria-hidden />
            </i>
            <span className={styles.rival}>
              <span className={styles.claim}>
                <Whole text={rival.claim} />
              </span>
              {rival.by === null ? rival.why === null ? null : <span>{visible(rival.why)}</span> : <Refuted by={rival.by} rival={rival} />}
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
  <a className={styles.link} href={`#e${seq}`} aria-label={`e${seq}, go to the observation`}>
    e{seq}
  </a>
);

/** As the board counts them: one may have a line for each reason. */
const hypothesesIn = (rivals: readonly RivalView[]): number => new Set(rivals.map(({ hypothesis }) => hypothesis)).size;

function Folded<T>({
  items,
  label,
  count = ({ length }) => length,
  render,
}: {
  readonly items: readonly T[];
  readonly label: string;
  readonly count?: (items: readonly T[]) => number;
  readonly render: (item: T, index: number) => React.ReactNode;
}): React.JSX.Element {
  const [all, setAll] = useState(false);
  const shown = all || items.length <= FOLD + 1 ? items : items.slice(0, FOLD);
  const more = count(items) - count(shown);
  return (
    <>
      <ol className={styles.chain}>{shown.map(render)}</ol>
      {shown.length === items.length ? null : (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {more === 0 ? "more reasons" : `${more} more ${label}`}
        </button>
      )}
    </>
  );
}
