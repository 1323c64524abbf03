"use client";

import { CircleDot, CircleQuestionMark, Play } from "lucide-react";
import type { VerdictKind } from "#machines/contract/index.ts";
import { Button } from "../atoms/Button.tsx";
import { Form } from "../atoms/Form.tsx";
import { Empty } from "../atoms/Place.tsx";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./practice.module.css";
import { usePractice } from "./usePractice.ts";

interface Incident {
  readonly id: string;
  readonly title: string;
  readonly say: string;
  readonly teaches: string;
  readonly truth: string;
  readonly runbookTitle: string;
  readonly seconds: number;
  readonly named: boolean;
  readonly kind: VerdictKind;
  readonly verdict: string;
}

/** Recorded incidents: what people said, what each teaches, how far its runbook comes; what was really wrong only on request. */
export function PracticeList({ incidents }: { readonly incidents: readonly Incident[] }): React.JSX.Element {
  const { busy, wrong, start } = usePractice();
  if (incidents.length === 0) {
    return (
      <Empty title="There is no recorded incident.">
        <code>culprit lab record --practice --all</code> makes them anew.
      </Empty>
    );
  }
  return (
    <>
      {wrong === null ? null : (
        <p className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
      <ol className={styles.incidents}>
        {incidents.map((incident) => (
          <li key={incident.id} id={incident.id}>
            <div>
              <h2>{incident.title}</h2>
              <blockquote>{incident.say}</blockquote>
              <p>{incident.teaches}</p>
              <Ending incident={incident} />
              <details>
                <summary>What was really wrong</summary>
                <p>{incident.truth}</p>
              </details>
            </div>
            <div className={styles.act}>
              <Form onSend={() => void start(incident.id)}>
                <Button type="submit" disabled={busy !== null} aria-label={`Start practice: ${incident.title}`}>
                  <Play size={16} strokeWidth={STROKE} aria-hidden />
                  {busy === incident.id ? "Starting" : "Start practice"}
                </Button>
              </Form>
              <span className="dim">about {incident.seconds} s</span>
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

/** A runbook that cannot name what was wrong says so before anybody spends his time on it. */
function Ending({ incident: { named, kind, runbookTitle, verdict } }: { readonly incident: Incident }): React.JSX.Element {
  const Icon = named ? CircleDot : CircleQuestionMark;
  const shown =
    kind === "symptomAbsent" ? "What it looked for is not what people complain of." : "What it ruled out is shown, and what would decide.";
  return (
    <p className={styles.ending}>
      <Icon size={14} strokeWidth={STROKE} color={named ? "var(--held)" : "var(--unknown)"} aria-hidden />
      <span>
        Runbook <b>{runbookTitle}</b>{" "}
        {named ? "names the cause." : `cannot name this cause, and does not pretend to. “${verdict}” ${shown}`}
      </span>
    </p>
  );
}
