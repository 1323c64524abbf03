"use client";

import { OctagonAlert } from "lucide-react";
import { openChanges } from "#machines/confirm/state.ts";
import { redChanges } from "#machines/journal/change-view.ts";
import type { InvestigationEvent } from "#machines/journal/event.ts";
import { Banner } from "../atoms/Place.tsx";
import { useNow } from "../atoms/Time.tsx";
import { Timed } from "../atoms/Timed.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { ByHand } from "../conversation/ByHand.tsx";
import styles from "./investigation.module.css";

/** Above everything else of the page, for as long as a change may be on a host: the card of it may be far up in the conversation. */
export function RedChanges({ events }: { readonly events: readonly InvestigationEvent[] }): React.JSX.Element | null {
  const now = useNow(openChanges(events).length > 0);
  const red = redChanges(events, now);
  if (red.length === 0) return null;
  return (
    <div className={styles.banner}>
      {red.map(({ proposal, hostName, say, byHand }) => (
        <Banner key={proposal.id} tone="hardStop" icon={<OctagonAlert size={16} strokeWidth={STROKE} aria-hidden />}>
          <p>
            <b>
              {hostName}, {proposal.title}:
            </b>{" "}
            <Timed text={say} />
          </p>
          {byHand === null ? null : <ByHand command={byHand} />}
        </Banner>
      ))}
    </div>
  );
}
