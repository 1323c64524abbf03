"use client";

import { clsx } from "clsx";
import { useState } from "react";
import { isUnknown } from "#machines/contract/value.ts";
import type { Value } from "#machines/contract/index.ts";
import { formatValue } from "#machines/explain/number.ts";
import { hasMoved, type FieldRow, type ReadingView, type TableView } from "#machines/journal/rows.ts";
import { countWords } from "../atoms/format.ts";
import styles from "./command.module.css";
import { visible } from "./visible.ts";

const FOLD = 8;

/** The reading as a table: before, after and change where there are two, decisive fields marked by bar, weight and ground. */
export function Parsed({ view }: { readonly view: ReadingView }): React.JSX.Element {
  const [all, setAll] = useState(false);
  const telling = view.fields.filter((row) => row.decisive || hasMoved(row.change)).length;
  const shown = all || view.fields.length <= FOLD + 2 ? view.fields : view.fields.slice(0, Math.max(FOLD, Math.min(telling, 12)));
  const hidden = view.fields.length - shown.length;
  return (
    <>
      <div className={styles.scroll}>
        <table className={styles.read}>
          <thead>
            <tr>
              <th>field</th>
              {view.paired ? (
                <>
                  <th className="number">before</th>
                  <th className="number">after</th>
                  <th className="number">change</th>
                </>
              ) : (
                <th className="number">value</th>
              )}
              <th className={styles.about}>what it is</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Field key={row.field} row={row} paired={view.paired} />
            ))}
          </tbody>
        </table>
      </div>
      {hidden > 0 ? (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {countWords(hidden, "more field")}
          {view.paired ? ", none of them decisive" : ""}
        </button>
      ) : null}
      {view.tables.map((table) => (
        <Table key={table.name} table={table} />
      ))}
    </>
  );
}

function Field({ row, paired }: { readonly row: FieldRow; readonly paired: boolean }): React.JSX.Element {
  const unknown = row.value !== null && isUnknown(row.value) ? row.value.unknown : null;
  return (
    <tr className={clsx(row.decisive && styles.hit)}>
      <td className="mono">
        {row.field}
        {row.decisive ? <span className="visually-hidden"> (decisive)</span> : null}
      </td>
      {paired ? (
        <>
          <Cell value={row.before} />
          <Cell value={row.value} />
          <Cell value={row.change} signed />
        </>
      ) : (
        <Cell value={row.value} />
      )}
      <td className={styles.about}>
        {unknown ?? row.about}
        {row.unit === "" || unknown !== null ? "" : <span className="dim"> · {row.unit}</span>}
      </td>
    </tr>
  );
}

function Cell({ value, signed = false }: { readonly value: Value | null; readonly signed?: boolean }): React.JSX.Element {
  if (value === null) return <td className="number mono dim">–</td>;
  if (isUnknown(value))
    return (
      <td className={clsx("number", styles.unknownCell)} title={value.unknown}>
        unknown
      </td>
    );
  const words = visible(formatValue(value, { signed }));
  return <td className={clsx("number mono", signed && !hasMoved(value) && "dim")}>{signed && value === 0 ? "+0" : words}</td>;
}

function Table({ table }: { readonly table: TableView }): React.JSX.Element {
  const [all, setAll] = useState(false);
  const moved = table.rows.filter((row) => row.moved).length;
  const shown = all || table.rows.length <= FOLD + 2 ? table.rows : table.rows.slice(0, Math.max(4, Math.min(moved, FOLD)));
  return (
    <>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={`Table ${table.name}`}>
        <table className={styles.read}>
          <thead>
            <tr>
              <th>{table.name}</th>
              {table.columns.map((column) => (
                <th key={column} className="number">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.key} className={clsx(row.moved && styles.moved)}>
                <td className="mono">{visible(row.key)}</td>
                {row.cells.map(({ value, change }, index) => (
                  <td key={table.columns[index]} className="number mono">
                    {value === null ? (
                      <span className="dim">–</span>
                    ) : isUnknown(value) ? (
                      <span className={styles.unknownCell} title={value.unknown}>
                        unknown
                      </span>
                    ) : (
                      visible(formatValue(value))
                    )}
                    {hasMoved(change) && typeof change === "number" ? <b> {formatValue(change, { signed: true })}</b> : null}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < table.rows.length ? (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {countWords(table.rows.length - shown.length, "more row")}
        </button>
      ) : null}
    </>
  );
}
