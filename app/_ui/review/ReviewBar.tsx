"use client";

import { ChevronDown, ChevronUp, MessageSquarePlus, Printer, Scale, Stamp } from "lucide-react";
import { useMemo, useState } from "react";
import type { Catalogue } from "#machines/contract/index.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { Button, ButtonLink } from "../atoms/Button.tsx";
import { When } from "../atoms/Time.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { changeComesFirst, type Decides } from "../conversation/decides.ts";
import { marksOf } from "./marks.ts";
import { NoteDialog } from "./NoteDialog.tsx";
import styles from "./review.module.css";
import { Scrubber } from "./Scrubber.tsx";
import { SignOffDialog } from "./SignOffDialog.tsx";

/** What whoever looks may do here. */
export interface ReviewRights {
  readonly steer: boolean;
  readonly write: boolean;
  readonly review: boolean;
}

interface Props {
  readonly id: string;
  readonly events: readonly InvestigationEvent[];
  readonly catalogue: Catalogue;
  readonly rights: ReviewRights;
  readonly decides: Decides;
  /** The event that is shown last; null for the end. */
  readonly at: number | null;
  readonly onAt: (at: number | null) => void;
  readonly onAct: (action: object) => Promise<boolean>;
}

/** Below an investigation that has ended: through its events, and what a reviewer does about it. */
export function ReviewBar({ id, events, catalogue, rights, decides, at, onAt, onAct }: Props): React.JSX.Element {
  // On a phone the verdict needs the room: the bar unfolds there when it is wanted.
  const [open, setOpen] = useState(at !== null);
  const Chevron = open ? ChevronDown : ChevronUp;
  const [dialog, setDialog] = useState<"note" | "signOff" | null>(null);
  const marks = useMemo(() => marksOf(events, catalogue), [events, catalogue]);
  const signed = events.findLast((event) => event.type === "signedOff");
  // One accent: a change that waits for the reader is decided before the whole is signed off.
  const changeFirst = useMemo(() => changeComesFirst(events, decides), [events, decides]);
  const close = (): void => setDialog(null);
  return (
    <section className={styles.bar} aria-label="Review" data-actions="Review" data-open={open || undefined} data-toasts-above>
      <button type="button" className={styles.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
        <b>Review</b>
        <span>{signed === undefined ? "not signed off" : signed.judgement === "agreed" ? "signed off" : "overruled"}</span>
        <span className="grow" />
        <Chevron size={16} strokeWidth={STROKE} aria-hidden />
      </button>
      <Scrubber events={events} marks={marks} at={at} onAt={onAt} />
      <div className={styles.acts}>
        <span className={styles.signed}>
          {signed === undefined ? (
            "not signed off"
          ) : (
            <>
              {signed.judgement === "agreed" ? "signed off" : "overruled"} by {signed.actor.name}, <When at={signed.at} />
            </>
          )}
        </span>
        {rights.write ? (
          <Button small look="quiet" data-action="Review note" onClick={() => setDialog("note")}>
            <MessageSquarePlus size={16} strokeWidth={STROKE} aria-hidden />
            Review note
          </Button>
        ) : null}
        <ButtonLink small look="quiet" data-action="Print" className={styles.print} href={`/investigations/${id}/print`} prefetch={false}>
          <Printer size={16} strokeWidth={STROKE} aria-hidden />
          Print
        </ButtonLink>
        <ButtonLink small look="quiet" data-action="Re-judge" href={`/investigations/${id}/rejudge`} prefetch={false}>
          <Scale size={16} strokeWidth={STROKE} aria-hidden />
          Re-judge
        </ButtonLink>
        {rights.review ? (
          <Button
            small
            look={signed === undefined && !changeFirst ? "primary" : "plain"}
            data-action="Sign off"
            onClick={() => setDialog("signOff")}
          >
            <Stamp size={16} strokeWidth={STROKE} aria-hidden />
            {signed === undefined ? "Sign off" : "Sign off anew"}
          </Button>
        ) : null}
      </div>
      {dialog === "note" ? <NoteDialog id={id} at={at} onClose={close} /> : null}
      {dialog === "signOff" ? <SignOffDialog onClose={close} onSign={(judged) => onAct({ do: "signOff", ...judged })} /> : null}
    </section>
  );
}
