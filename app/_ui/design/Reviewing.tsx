import { useMemo, useState } from "react";
import type { Catalogue } from "#machines/contract/index.ts";
import { matrixOf } from "#machines/explain/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { useNow } from "../atoms/Time.tsx";
import { marksOf } from "../review/marks.ts";
import { Scrubber } from "../review/Scrubber.tsx";
import { Matrix } from "../runbooks/Matrix.tsx";
import { Lost } from "../investigation/Lost.tsx";
import { Sample } from "./Sample.tsx";
import styles from "./design.module.css";

interface Props {
  readonly ended: readonly InvestigationEvent[];
  readonly catalogue: Catalogue;
}

/** What a lead and an author look at. */
export function Reviewing({ ended, catalogue }: Props): React.JSX.Element {
  const lost = useNow(false) - 8_000;
  const marks = useMemo(() => marksOf(ended, catalogue), [ended, catalogue]);
  const [first] = ended;
  const matrix = useMemo(() => (first?.type === "started" ? begun(matrixOf(first.runbook, catalogue)) : null), [first, catalogue]);
  return (
    <>
      <h2>Review and runbooks</h2>
      {[null, 30, 1].map((at) => (
        <Sample key={at} title={at === null ? "scrubber, at the end" : `scrubber, at event ${at}`}>
          <Scrub ended={ended} marks={marks} from={at} />
        </Sample>
      ))}
      <Sample title="connection lost; of an investigation that ended">
        <Lost at={lost} next={44} over={false} onRetry={() => undefined} />
        <Lost at={lost - 3_600_000} next={96} over onRetry={() => undefined} />
      </Sample>
      {matrix === null ? null : (
        <>
          <Sample title="matrix">
            <div className={styles.scroll}>
              <Matrix matrix={matrix} standings={{}} evidence={{}} />
            </div>
          </Sample>
          <Sample title="matrix, simulated">
            <div className={styles.scroll}>
              <Matrix
                matrix={matrix}
                standings={Object.fromEntries(
                  matrix.rows.map(({ id }, at) => [id, (["supported", "open", "refuted"] as const)[at % 3] ?? "open"]),
                )}
                evidence={{}}
              />
            </div>
          </Sample>
        </>
      )}
    </>
  );
}

/** Its first rows: the page of a runbook has all of them. */
const begun = (matrix: ReturnType<typeof matrixOf>): typeof matrix => ({ ...matrix, rows: matrix.rows.slice(0, 3) });

function Scrub({
  ended,
  marks,
  from,
}: {
  readonly ended: Props["ended"];
  readonly marks: ReturnType<typeof marksOf>;
  readonly from: number | null;
}) {
  const [at, setAt] = useState(from);
  return <Scrubber events={ended} marks={marks} at={at} onAt={setAt} />;
}
