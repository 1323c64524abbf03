import type { EvidenceState } from "#machines/contract/index.ts";
import type { CellClaim, Matrix, MatrixColumn, MatrixRow } from "#machines/explain/matrix.ts";
import { durationWords } from "../atoms/format.ts";
import { Linked } from "../atoms/Linked.tsx";
import { Word } from "../atoms/Words.tsx";
import type { At } from "./at.ts";
import styles from "./matrix.module.css";

interface Props {
  readonly matrix: Matrix;
  readonly at: At;
  readonly evidence: Readonly<Record<string, EvidenceState>>;
}

const RISK: Readonly<Record<string, string>> = {
  R0: "reads only",
  R1: "captures or traces, costs the host a little",
  R2: "sends traffic",
  R3: "changes the host, and back",
};
const WHEN: Readonly<Record<string, string>> = {
  once: "once",
  around: "before and after the reproduction",
  during: "while the reproduction runs",
};
const STRENGTH: Readonly<Record<CellClaim["strength"], string>> = {
  necessary: "necessary: refutes it if it fails",
  characteristic: "characteristic: supports it if it holds",
  both: "supports it if it holds, refutes it if it fails",
};

/** What is under the pointer or the focus, in full. Its place is kept, so that nothing moves. */
export function Detail({ matrix, at, evidence }: Props): React.JSX.Element {
  const [row, column] = [matrix.rows[at.row], matrix.columns[at.column]];
  const key = row === undefined || column === undefined ? "" : `${row.id}|${column.id}`;
  return (
    <div className={styles.detail} role="region" aria-label="What is chosen in the table" aria-live="polite" tabIndex={0}>
      {row === undefined ? null : <Hypothesis row={row} withSource={column === undefined} />}
      {column === undefined ? null : <TestWords column={column} />}
      {row === undefined || column === undefined ? null : (
        <Claims claims={matrix.cells[key] ?? []} state={evidence[key] ?? null} test={column.id} />
      )}
    </div>
  );
}

function Hypothesis({
  row: { id, claim, at, source },
  withSource,
}: {
  readonly row: MatrixRow;
  readonly withSource: boolean;
}): React.JSX.Element {
  return (
    <p>
      <b>{claim}</b> <code>{id}</code>
      <span>{at.length === 0 ? " about the whole incident" : ` on ${at.join(", ")}`}</span>
      {withSource ? (
        <small>
          Source: <Linked text={source} />
        </small>
      ) : null}
    </p>
  );
}

function TestWords({ column }: { readonly column: MatrixColumn }): React.JSX.Element {
  const { id, title, why, on, when, risk, costSeconds, derived } = column;
  return (
    <p>
      <code>{id}</code> {title} on {on.join(", ")}, {WHEN[when]}.{" "}
      {derived
        ? "Worked out from other readings: nothing is run for it."
        : `${risk}: ${RISK[risk]}, ${durationWords(costSeconds * 1_000)}.`}
      <small>{why}</small>
    </p>
  );
}

interface ClaimsProps {
  readonly claims: readonly CellClaim[];
  readonly state: EvidenceState | null;
  readonly test: string;
}

function Claims({ claims, state, test }: ClaimsProps): React.JSX.Element {
  if (claims.length === 0) return <p className="dim">It predicts nothing of {test}: whatever is read there, it stands as before.</p>;
  return (
    <ul>
      {claims.map(({ say, about, strength, provided }, index) => (
        <li key={index}>
          {about} <code>{say}</code> <span>{STRENGTH[strength]}</span>
          {provided === null ? null : <span>; a failure counts only where {provided}</span>}
        </li>
      ))}
      {state === null ? null : (
        <li>
          <Word kind={state} /> in the simulation
        </li>
      )}
    </ul>
  );
}
