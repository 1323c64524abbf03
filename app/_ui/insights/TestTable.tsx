"use client";

import { useState } from "react";
import type { TestRow } from "#server/read/insights.ts";
import { Button } from "../atoms/Button.tsx";
import { numberWords } from "../atoms/format.ts";
import styles from "./insights.module.css";

const FEW = 8;
/** Fewer runs say little about a test. */
const OFTEN = 10;

/** The most telling first; those that never changed anything are called so. */
export function TestTable({ tests }: { readonly tests: readonly TestRow[] }): React.JSX.Element {
  const [all, setAll] = useState(false);
  if (tests.length === 0) return <p className="dim">No test ran.</p>;
  const sorted = tests.toSorted((a, b) => b.changed / b.ran - a.changed / a.ran || b.ran - a.ran);
  const idle = sorted.filter(({ ran, changed }) => ran >= OFTEN && changed === 0);
  const few = [...sorted.filter((row) => !idle.includes(row)).slice(0, FEW - Math.min(3, idle.length)), ...idle.slice(0, 3)];
  const shown = all ? sorted : few;
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>test</th>
            <th className="number">ran</th>
            <th className="number">changed</th>
            <th className="number">share</th>
            <th className={styles.optional}>besides</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ runbook, test, ran, changed, named }) => (
            <tr key={`${runbook} ${test}`}>
              <td>
                <code>{test}</code> <small>{runbook}</small>
              </td>
              <td className="number">{numberWords(ran)}</td>
              <td className="number">{numberWords(changed)}</td>
              <td className="number">{Math.round((changed / ran) * 100)} %</td>
              <td className={styles.optional}>
                {changed === 0
                  ? ran >= OFTEN
                    ? "never changed a standing"
                    : ""
                  : named === 0
                    ? ""
                    : `named the cause in ${numberWords(named)}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {tests.length > few.length ? (
        <Button small look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? "Fewer" : `All ${tests.length}`}
        </Button>
      ) : null}
    </>
  );
}
