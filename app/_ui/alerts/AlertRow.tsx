"use client";

import { Bell, BellOff, BellRing } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { Fragment, useState } from "react";
import type { AlertItem } from "#server/read/alerts.ts";
import { Button, ButtonLink } from "../atoms/Button.tsx";
import { HostChip } from "../atoms/Chip.tsx";
import { Press } from "../atoms/Press.tsx";
import { When } from "../atoms/Time.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { toast } from "../atoms/toast.ts";
import { countWords } from "../atoms/format.ts";
import { send } from "../investigation/send.ts";
import styles from "./alerts.module.css";

/** One line for the alerts of a name: where, since when, what kind of incident it may be, and who looks at it. */
export function AlertRow({ item, acts }: { readonly item: AlertItem; readonly acts: boolean }): React.JSX.Element {
  const {
    id,
    name,
    summary,
    severity,
    since,
    same,
    leftOut,
    hosts,
    strangers,
    moreHosts,
    moreStrangers,
    type,
    quietSince,
    resolvedAt,
    dismissedBy,
    investigation,
  } = item;
  const waits = resolvedAt === null && dismissedBy === null;
  const Icon = dismissedBy !== null ? BellOff : waits && investigation === null ? BellRing : Bell;
  return (
    <li className={styles.row}>
      <Icon size={16} strokeWidth={STROKE} aria-hidden className={waits && investigation === null ? undefined : styles.calm} />
      <div>
        <p className={styles.head}>
          <b>{name}</b>
          <span className={styles.small}>
            {severity === null ? null : `${severity}, `}
            since <When at={since} />
            {same + leftOut > 1 ? `, ${countWords(same, "alert")} of this name` : ""}
            {leftOut > 0 ? ` and ${leftOut} that were not sent` : ""}
          </span>
        </p>
        {summary === null ? null : <p>{summary}</p>}
        {hosts.length + strangers.length === 0 ? null : (
          <div className={styles.hosts}>
            {hosts.map((host) => (
              <HostChip key={host} name={host} />
            ))}
            {moreHosts ? <span className={styles.small}>and others</span> : null}
            {strangers.length === 0 ? null : (
              <span className={styles.small}>
                {strangers.map((host, n) => (
                  <Fragment key={host}>
                    {n === 0 ? "" : ", "}
                    <span className={styles.host}>{host}</span>
                  </Fragment>
                ))}
                {moreStrangers ? " and others" : ""}: not in the <Link href="/hosts">inventory</Link>
              </span>
            )}
          </div>
        )}
        <Standing item={item} />
        {quietSince === null ? null : (
          <p className={styles.small}>
            Last told <When at={quietSince} />: whether it still fires is not known.
          </p>
        )}
      </div>
      <div className={styles.acts}>
        {waits && investigation === null && acts ? (
          <ButtonLink small href={`/new/${type.id}?alert=${id}`} prefetch={false} aria-label={`Investigate ${name}: ${type.title}`}>
            Investigate
          </ButtonLink>
        ) : null}
        {resolvedAt === null && acts ? <Dismissal item={item} /> : null}
      </div>
    </li>
  );
}

/** Who looks at it; else which kind of incident it may be, and why. */
function Standing({ item }: { readonly item: AlertItem }): React.JSX.Element {
  const { id, type, also, resolvedAt, dismissedBy, investigation } = item;
  if (investigation !== null) {
    const { id: at, number, by, status } = investigation;
    const over = status === "concluded" || status === "stopped";
    return (
      <p className={styles.small}>
        {by} {over ? "investigated it" : "investigates"}: <Link href={`/investigations/${at}`}>INV-{number}</Link>
        {resolvedAt === null ? null : <Over at={resolvedAt} />}
      </p>
    );
  }
  if (dismissedBy !== null) return <p className={styles.small}>Dismissed by {dismissedBy}</p>;
  if (resolvedAt !== null)
    return (
      <p className={styles.small}>
        Nobody looked at it
        <Over at={resolvedAt} />
      </p>
    );
  return (
    <p className={styles.small}>
      <b>{type.title}.</b> {type.because}
      {also.length === 0 ? null : " Or: "}
      {also.map((other, n) => (
        <span key={other.id}>
          {n === 0 ? "" : ", "}
          <Link href={`/new/${other.id}?alert=${id}`} prefetch={false}>
            {other.title}
          </Link>
        </span>
      ))}
    </p>
  );
}

function Over({ at }: { readonly at: string }): React.JSX.Element {
  return (
    <>
      , over since <When at={at} />
    </>
  );
}

/** Dismissing can be taken back, here at once and later from the list of what was dismissed. */
function Dismissal({ item }: { readonly item: AlertItem }): React.JSX.Element {
  const { id, name, seen, dismissedBy } = item;
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const act = async (action: object, done: string): Promise<void> => {
    setBusy(true);
    const sent = await send("/api/v1/alerts/actions", action);
    setBusy(false);
    toast(sent.ok ? done : sent.message, sent.ok ? "done" : "wrong");
    router.refresh();
  };
  return dismissedBy === null ? (
    <Press onSend={() => void act({ do: "dismissAlert", alert: id, seen }, `${name} is dismissed; below it can be taken back.`)}>
      <Button type="submit" small look="quiet" disabled={busy} aria-label={`Dismiss ${name}`}>
        Dismiss
      </Button>
    </Press>
  ) : (
    <Press onSend={() => void act({ do: "restoreAlert", alert: id }, `${name} waits again.`)}>
      <Button type="submit" small disabled={busy} aria-label={`Take back the dismissal of ${name}`}>
        Take back
      </Button>
    </Press>
  );
}
