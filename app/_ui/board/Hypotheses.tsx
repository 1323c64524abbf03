"use client";

import { clsx } from "clsx";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import type { Board, HypothesisRow } from "#machines/journal/board.ts";
import type { EvidenceLine } from "#machines/journal/message.ts";
import { Empty } from "../atoms/Place.tsx";
import { StandingIcon, STROKE, Tally, Word } from "../atoms/Words.tsx";
import { Linked } from "../atoms/Linked.tsx";
import { Whole } from "../atoms/Whole.tsx";
import { seen } from "../command/seen.ts";
import { visible } from "../command/visible.ts";
import styles from "./board.module.css";

const FEW = 6;
const FIRST_PREDICTIONS = 3;

/** What is still possible, what the evidence supports, what it rules out. */
export function Hypotheses({ hypotheses }: Pick<Board, "hypotheses">): React.JSX.Element {
  const total = hypotheses.supported.length + hypotheses.open.length + hypotheses.refuted.length;
  if (total === 0)
    return (
      <div className={styles.pad}>
        <Empty title="No hypothesis yet.">They are stated when the investigation has its hosts.</Empty>
      </div>
    );
  return (
    <>
      <Group title="Supported" rows={hypotheses.supported} />
      <Group title="Open" rows={hypotheses.open} />
      <Group title="Refuted" rows={hypotheses.refuted} folds />
    </>
  );
}

function Group({
  title,
  rows,
  folds = false,
}: {
  readonly title: string;
  readonly rows: readonly HypothesisRow[];
  readonly folds?: boolean;
}): React.JSX.Element | null {
  const [chosen, setOpen] = useState<boolean | null>(null);
  if (rows.length === 0) return null;
  const open = chosen ?? (!folds || rows.length <= FEW);
  // What is true of each of many is said once.
  const together = !folds && rows.length > FEW && rows.every(({ testing }) => testing.length > 0);
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <section aria-label={title}>
      {folds ? (
        <button type="button" className={styles.group} aria-expanded={open} onClick={() => setOpen(!open)}>
          <b>{title}</b> {rows.length} <Chevron size={14} strokeWidth={STROKE} aria-hidden />
        </button>
      ) : (
        <div className={styles.group}>
          <b>{title}</b> {rows.length}
          {together ? <span className={styles.together}>all under test now</span> : null}
        </div>
      )}
      {open ? rows.map((row) => <Hypothesis key={row.key} row={row} said={together} />) : null}
    </section>
  );
}

function Hypothesis({ row, said }: { readonly row: HypothesisRow; readonly said: boolean }): React.JSX.Element {
  const testing = row.testing.length > 0 && row.standing !== "refuted";
  const [chosen, setOpen] = useState<boolean | null>(null);
  const open = chosen ?? row.standing === "supported";
  return (
    <div className={clsx(styles.hypothesis, row.standing === "refuted" && styles.refuted, testing && open && styles.now)}>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <StandingIcon kind={row.standing} pulse={testing} />
        <span className={styles.claim}>
          <span>
            <Whole text={row.claim} />
          </span>
          {row.explainedAway && row.standing === "open" ? <small>explained away: what is missing is accounted for</small> : null}
          {row.hidden ? <small>hidden behind the cause</small> : null}
          {open && row.detail !== null ? <small>{row.detail}</small> : null}
          {testing && !said ? <small>testing: {row.testing.join(", ")}</small> : null}
        </span>
        {row.tally.held + row.tally.failed + row.tally.unknown === 0 ? null : (
          <span className={styles.tally}>
            <Tally {...row.tally} />
          </span>
        )}
      </button>
      {open ? <Predictions row={row} /> : null}
    </div>
  );
}

const sight = (line: EvidenceLine): string => (line.state === "unknown" ? visible(line.reason ?? "not seen") : seen(line));

/** What two tests showed alike is said once, and of two predictions about it the one that weighs more. */
const told = (lines: HypothesisRow["predictions"]): HypothesisRow["predictions"] => {
  const same = ({ field, state, sight: seenAs, reason, hostName }: (typeof lines)[number]): string =>
    [field, state, seenAs, reason, hostName].join("\n");
  return [...Map.groupBy(lines, same).values()].flatMap(([first]) => (first === undefined ? [] : [first]));
};

function Predictions({ row }: { readonly row: HypothesisRow }): React.JSX.Element {
  const [all, setAll] = useState(false);
  const said = told(row.predictions);
  const shown = all ? said : said.slice(0, FIRST_PREDICTIONS);
  const hidden = said.slice(shown.length);
  return (
    <div className={styles.predictions}>
      {row.predictions.length === 0 ? <p className={styles.source}>Nothing was observed about it yet.</p> : null}
      {shown.map((line) => (
        <div key={`${line.instance} ${line.key}`} className={styles.prediction}>
          <span>
            <Word kind={line.state} />
          </span>
          <span>
            {line.seq === null ? sight(line) : <a href={`#e${line.seq}`}>{sight(line)}</a>}
            <small>
              <code>{line.predicted}</code> · {line.strength === "both" ? "necessary and characteristic" : line.strength}
              {row.hostNames.length === 1 && line.hostName === row.hostNames[0] ? "" : ` · on ${line.hostName}`}
            </small>
          </span>
        </div>
      ))}
      {hidden.length === 0 ? null : (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {hidden.length} more {[...new Set(hidden.map(({ state }) => state))].join(" or ")}:{" "}
          {[...new Set(hidden.map(({ test }) => test))].join(", ")}
        </button>
      )}
      {row.source === "" ? null : (
        <p className={styles.source}>
          Source: <Linked text={row.source} />
        </p>
      )}
    </div>
  );
}
