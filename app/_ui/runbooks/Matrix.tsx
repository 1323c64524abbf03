"use client";

import { clsx } from "clsx";
import { Check, CircleQuestionMark, X } from "lucide-react";
import { memo, useRef, useState } from "react";
import type { EvidenceState, Standing } from "#machines/contract/index.ts";
import type { CellClaim, Matrix as Predictions, MatrixColumn, MatrixRow } from "#machines/explain/matrix.ts";
import { durationWords } from "../atoms/format.ts";
import { StandingIcon, STROKE } from "../atoms/Words.tsx";
import type { At } from "./at.ts";
import { Detail } from "./MatrixDetail.tsx";
import styles from "./matrix.module.css";

interface Props {
  readonly matrix: Predictions;
  /** How the simulation stands, by hypothesis, and what its predictions came to, by cell. Empty: nothing is simulated. */
  readonly standings: Readonly<Record<string, Standing>>;
  readonly evidence: Readonly<Record<string, EvidenceState>>;
}

/** Hypotheses x tests with every prediction. Arrow keys move; what is under the pointer or the focus is told in full below. */
export function Matrix({ matrix, standings, evidence }: Props): React.JSX.Element {
  const [focus, setFocus] = useState<At>(() => firstClaim(matrix));
  const [hover, setHover] = useState<At | null>(null);
  const table = useRef<HTMLTableElement>(null);
  const move = (event: React.KeyboardEvent): void => {
    const next = moved(focus, event, { rows: matrix.rows.length, columns: matrix.columns.length });
    if (next === null) return;
    event.preventDefault();
    setFocus(next);
    table.current?.querySelector<HTMLElement>(`[data-at="${next.row},${next.column}"]`)?.focus();
  };
  const over = (event: React.SyntheticEvent): void => {
    const at = (event.target as HTMLElement).closest<HTMLElement>("[data-at]")?.dataset["at"]?.split(",").map(Number);
    setHover(at?.[0] === undefined || at[1] === undefined ? null : { row: at[0], column: at[1] });
  };
  const take = (event: React.FocusEvent): void => {
    const at = (event.target as HTMLElement).closest<HTMLElement>("[data-at]")?.dataset["at"]?.split(",").map(Number);
    if (at?.[0] !== undefined && at[1] !== undefined) setFocus({ row: at[0], column: at[1] });
  };
  return (
    <div className={styles.whole}>
      <div className={styles.scroll} onMouseOver={over} onMouseLeave={() => setHover(null)} onFocus={take} onKeyDown={move}>
        <table ref={table} role="grid" className={styles.table} aria-label="What each cause would make visible">
          <Head columns={matrix.columns} focus={focus} />
          <tbody>
            {matrix.rows.map((row, index) => (
              <Row
                key={row.id}
                row={row}
                index={index}
                matrix={matrix}
                focus={focus.row === index ? focus.column : null}
                standing={standings[row.id] ?? null}
                evidence={evidence}
              />
            ))}
          </tbody>
        </table>
      </div>
      <Detail matrix={matrix} at={hover ?? focus} evidence={evidence} />
    </div>
  );
}

function Head({ columns, focus }: { readonly columns: readonly MatrixColumn[]; readonly focus: At }): React.JSX.Element {
  return (
    <thead>
      <tr>
        <th scope="col" className={styles.corner}>
          hypothesis
        </th>
        {columns.map(({ id, risk, costSeconds, derived }, column) => (
          <th
            key={id}
            scope="col"
            data-at={`-1,${column}`}
            tabIndex={focus.row === -1 && focus.column === column ? 0 : -1}
            className={clsx(focus.column === column && styles.onColumn)}
          >
            <code>{id}</code>
            <small>{derived ? "worked out" : `${risk}, ${durationWords(costSeconds * 1_000)}`}</small>
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface RowProps {
  readonly row: MatrixRow;
  readonly index: number;
  readonly matrix: Predictions;
  /** The column that has the focus, when it is in this row. */
  readonly focus: number | null;
  readonly standing: Standing | null;
  readonly evidence: Props["evidence"];
}

const Row = memo(function Row({ row, index, matrix, focus, standing, evidence }: RowProps): React.JSX.Element {
  return (
    <tr className={clsx(standing === "refuted" && styles.refuted)}>
      <th scope="row" data-at={`${index},-1`} tabIndex={focus === -1 ? 0 : -1}>
        {standing === null ? null : <StandingIcon kind={standing} />}
        <span>{row.claim.replace(/\.$/, "")}</span>
      </th>
      {matrix.columns.map(({ id }, column) => {
        const key = `${row.id}|${id}`;
        return (
          <Cell
            key={id}
            at={`${index},${column}`}
            claims={matrix.cells[key] ?? NOTHING}
            state={evidence[key] ?? null}
            focused={focus === column}
          />
        );
      })}
    </tr>
  );
});

/** Where to begin: the first prediction there is. */
function firstClaim({ rows, columns, cells }: Predictions): At {
  const column = columns.findIndex(({ id }) => (cells[`${rows[0]?.id ?? ""}|${id}`] ?? []).length > 0);
  return { row: 0, column: Math.max(0, column) };
}

const STATE = { held: Check, failed: X, unknown: CircleQuestionMark } as const;

const NOTHING: readonly CellClaim[] = [];
const FEW = 3;

interface CellProps {
  readonly at: string;
  readonly claims: readonly CellClaim[];
  readonly state: EvidenceState | null;
  readonly focused: boolean;
}

const Cell = memo(function Cell({ at, claims, state, focused }: CellProps): React.JSX.Element {
  const tells = claims.some(({ strength }) => strength !== "necessary");
  const shown = claims.slice(0, FEW);
  const Mark = state === null ? null : STATE[state];
  return (
    <td
      data-at={at}
      tabIndex={focused ? 0 : -1}
      className={clsx(tells && styles.tells, state !== null && styles[state], claims.length === 0 && styles.nothing)}
    >
      {claims.length === 0 ? <span className="visually-hidden">predicts nothing</span> : null}
      {shown.map(({ field, rest, strength }, index) => (
        <span key={index} className={clsx(styles.claim, strength !== "necessary" && styles.strong)}>
          <i>{field}</i>
          <b>{rest}</b>
        </span>
      ))}
      {claims.length > shown.length ? <small>{claims.length - shown.length} more</small> : null}
      {Mark === null ? null : <Mark size={14} strokeWidth={STROKE} role="img" aria-label={`${state} in the simulation`} />}
    </td>
  );
});

/** Where an arrow, Home or End leads; null for any other key. */
function moved(
  { row, column }: At,
  { key, ctrlKey }: Pick<React.KeyboardEvent, "key" | "ctrlKey">,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): At | null {
  const clamp = (at: At): At => {
    const inside = { row: Math.min(rows - 1, Math.max(-1, at.row)), column: Math.min(columns - 1, Math.max(-1, at.column)) };
    // The corner says nothing.
    return inside.row === -1 && inside.column === -1 ? { row, column } : inside;
  };
  switch (key) {
    case "ArrowUp":
      return clamp({ row: row - 1, column });
    case "ArrowDown":
      return clamp({ row: row + 1, column });
    case "ArrowLeft":
      return clamp({ row, column: column - 1 });
    case "ArrowRight":
      return clamp({ row, column: column + 1 });
    case "Home":
      return ctrlKey ? { row: 0, column: 0 } : clamp({ row, column: row === -1 ? 0 : -1 });
    case "End":
      return ctrlKey ? { row: rows - 1, column: columns - 1 } : { row, column: columns - 1 };
    default:
      return null;
  }
}
