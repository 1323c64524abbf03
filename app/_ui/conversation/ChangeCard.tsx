"use client";

import { clsx } from "clsx";
import { ArrowRight, Ban, CircleCheck, CircleDashed, OctagonAlert, ShieldAlert } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { openChanges } from "#machines/confirm/state.ts";
import { changeView, type ChangeView } from "#machines/journal/change-view.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { Button } from "../atoms/Button.tsx";
import { HostChip } from "../atoms/Chip.tsx";
import { Press } from "../atoms/Press.tsx";
import { Time, useNow } from "../atoms/Time.tsx";
import { Timed } from "../atoms/Timed.tsx";
import { Whole } from "../atoms/Whole.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { ByHand } from "./ByHand.tsx";
import { sendOrTell } from "../investigation/send.ts";
import styles from "./change.module.css";
import { mayApprove, type Decides } from "./decides.ts";
import { whereItStands } from "./whose-turn.ts";

interface Props {
  readonly view: ChangeView;
  readonly base: string;
  readonly decides: Decides;
}

interface Given {
  readonly id: string;
  /** Of this change, with the beginning of the log. */
  readonly events: readonly InvestigationEvent[];
  readonly base: string;
  readonly decides: Decides;
}

/** What a person approves: exactly what will be changed, how it is undone, and what would prove the cause. Then what became of it. */
export function ChangeCard({ id, events, base, decides }: Given): React.JSX.Element | null {
  // From when on it is told in red also where nothing more is said in the log.
  const now = useNow(isOpen(events, id));
  const view = useMemo(() => changeView(events, id, now), [events, id, now]);
  if (view === null) return null;
  const { proposal, hostName, windows } = view;
  return (
    <section className={clsx(styles.card, view.tone === "red" && styles.red)} aria-label={`Change of ${hostName}`}>
      <header className={styles.head}>
        <ShieldAlert size={16} strokeWidth={STROKE} aria-hidden />
        <span>{view.asks ? `Approval, risk ${proposal.risk}` : `Change, risk ${proposal.risk}`}</span>
        <HostChip name={hostName} />
        <h3>{view.asks ? view.question : view.question.replace(/\?$/, "")}</h3>
      </header>
      <div className={styles.values}>
        <span>
          <i>{view.asks ? "now" : "before"}</i>
          <code>{proposal.before}</code>
        </span>
        <ArrowRight size={16} strokeWidth={STROKE} aria-hidden />
        <span>
          <i>during the test</i>
          <code className={styles.after}>
            {proposal.after} {proposal.unit}
          </code>
        </span>
      </div>
      <dl className={styles.pairs}>
        {view.terms.map(({ name, say, code }) => (
          <Term key={name} name={name}>
            {code ? <code>{say}</code> : say}
          </Term>
        ))}
        {view.approvals.map(({ by, at }) => (
          <Approved key={by.id} name={by.name} at={at} />
        ))}
      </dl>
      <p className={clsx(styles.state, styles[view.tone])} role={view.tone === "red" ? "alert" : undefined}>
        <ToneIcon tone={view.tone} />
        {/* In one piece: a moment or a name of it would be a cell of its own. */}
        <span>
          <Timed text={[whereItStands(view, decides), decides.alone ? view.wayOut : null].filter((one) => one !== null).join(" ")} />
          {view.byHand === null ? null : <ByHand command={view.byHand} />}
        </span>
      </p>
      {windows.length === 0 ? null : (
        <table className={styles.windows}>
          <thead>
            <tr>
              <th scope="col">Window</th>
              <th scope="col">Symptom</th>
              <th scope="col">Its mechanism counted</th>
            </tr>
          </thead>
          <tbody>
            {windows.map(({ name, symptom, mechanism }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  <Whole text={symptom} />
                </td>
                <td>{mechanism}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Decide view={view} base={base} decides={decides} />
    </section>
  );
}

const isOpen = (events: readonly InvestigationEvent[], id: string): boolean =>
  openChanges(events).some(({ proposal }) => proposal.id === id);

function Term({ name, children }: { readonly name: string; readonly children: React.ReactNode }): React.JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Approved({ name, at }: { readonly name: string; readonly at: string }): React.JSX.Element {
  return (
    <Term name="Approved by">
      {name}, <Time at={at} as="seconds" />
    </Term>
  );
}

const TONES = { asks: CircleDashed, runs: CircleDashed, red: OctagonAlert, done: CircleCheck, declined: Ban } as const;

function ToneIcon({ tone }: { readonly tone: ChangeView["tone"] }): React.JSX.Element {
  const Icon = TONES[tone];
  return <Icon size={16} strokeWidth={STROKE} aria-hidden />;
}

function Decide({ view, base, decides }: Props): React.JSX.Element | null {
  const [busy, setBusy] = useState(false);
  const [declining, setDeclining] = useState(false);
  const [reason, setReason] = useState("");
  const field = useId();
  const act = (body: object): void => {
    setBusy(true);
    void sendOrTell(`${base}/actions`, { ...body, change: view.proposal.id }).finally(() => setBusy(false));
  };
  if (view.asks && !decides.change) return null;
  if (view.asks && declining)
    return (
      <form
        className={styles.acts}
        onSubmit={(event) => {
          event.preventDefault();
          act({ do: "declineChange", reason });
        }}
      >
        <label className={styles.why} htmlFor={field}>
          Why not?
          <input id={field} value={reason} onChange={({ target }) => setReason(target.value)} required maxLength={500} autoFocus />
        </label>
        <Button type="submit" disabled={busy || reason.trim() === ""}>
          Decline
        </Button>
        <Button onClick={() => setDeclining(false)}>Back</Button>
      </form>
    );
  if (view.asks)
    return (
      <Press className={styles.acts} onSend={(pressed) => (pressed === "approve" ? act({ do: "approveChange" }) : setDeclining(true))}>
        <Button type="submit" name="decide" value="decline" disabled={busy}>
          Decline
        </Button>
        {mayApprove(view, decides) ? (
          <Button type="submit" name="decide" value="approve" look="primary" disabled={busy}>
            Approve for {view.atMost}
          </Button>
        ) : null}
      </Press>
    );
  if (view.mayUndo && decides.steer)
    return (
      <Press className={styles.acts} onSend={() => act({ do: "undoChange" })}>
        <Button type="submit" look="primary" disabled={busy}>
          Undo it now
        </Button>
      </Press>
    );
  return view.mayKeep && decides.change ? (
    <Press className={styles.acts} onSend={() => act({ do: "keepChange" })}>
      <Button type="submit" disabled={busy}>
        Make it again, to stay
      </Button>
    </Press>
  ) : null;
}
