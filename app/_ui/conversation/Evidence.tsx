"use client";

import { useState } from "react";
import type { EvidenceLine } from "#machines/journal/message.ts";
import { Whole } from "../atoms/Whole.tsx";
import { Word } from "../atoms/Words.tsx";
import { countWords } from "../atoms/format.ts";
import { placeOf, seen } from "../command/seen.ts";
import { visible } from "../command/visible.ts";
import styles from "./conversation.module.css";

const FOLD = 6;

/** Predictions of one round and how they fared; those that moved a standing first. */
export function EvidenceLines({ lines }: { readonly lines: readonly EvidenceLine[] }): React.JSX.Element {
  const [all, setAll] = useState(false);
  const shown = all || lines.length <= FOLD + 1 ? lines : lines.slice(0, FOLD);
  const hidden = lines.slice(shown.length);
  return (
    <>
      <ul aria-label="Evidence">
        {shown.map((line) => (
          <Line key={line.key} line={line} />
        ))}
      </ul>
      {hidden.length === 0 ? null : (
        <button type="button" className={styles.moreLines} onClick={() => setAll(true)}>
          {countWords(hidden.length, "more prediction")}: {tally(hidden)}
        </button>
      )}
    </>
  );
}

function tally(lines: readonly EvidenceLine[]): string {
  const count = (state: EvidenceLine["state"]): string[] => {
    const n = lines.filter((line) => line.state === state).length;
    return n === 0 ? [] : [`${n} ${state}`];
  };
  return [...count("held"), ...count("failed"), ...count("unknown")].join(", ");
}

function Line({ line }: { readonly line: EvidenceLine }): React.JSX.Element {
  return (
    <li className={styles.line}>
      <span>
        <Word kind={line.state} />
      </span>
      <span className={styles.id}>{line.hypothesis}</span>
      <Told line={line} />
      {line.seq === null ? (
        <span className={styles.effect}>{line.effect}</span>
      ) : (
        <a className={styles.effect} href={`#e${line.seq}`} title="Go to the observation">
          {line.effect}
        </a>
      )}
    </li>
  );
}

/** The prediction as it is written: small, for whoever wants to check it. */
export const Symbols = ({ line }: { readonly line: Pick<EvidenceLine, "predicted"> }): React.JSX.Element => (
  <code className={styles.symbols} title="The prediction">
    {line.predicted}
  </code>
);

/** "on net-2, CPU 3 while 4,000 probes ran": as far as the sentence before it does not say so itself. */
export const Where = ({ place, during }: { readonly place: string; readonly during: string | undefined }): React.JSX.Element => (
  <span className="dim">
    {place === "" ? null : (
      <>
        {" "}
        on <Whole text={place} />
      </>
    )}
    {during === undefined ? "" : ` ${during}`}
  </span>
);

/** "4 packets refused because the backlog was full, on net-2 while 4,000 probes ran", and what was predicted; unknown says why. */
export function Told({ line }: { readonly line: EvidenceLine }): React.JSX.Element {
  return (
    <span className={styles.told}>
      {line.state === "unknown" ? visible(line.reason ?? "nothing was seen") : seen(line)}
      <Where place={line.state === "unknown" ? line.hostName : placeOf(line)} during={line.during} /> <Symbols line={line} />
    </span>
  );
}
