"use client";

import { Download, GitCompareArrows, X } from "lucide-react";
import { Button, ButtonLink } from "../atoms/Button.tsx";
import { countWords } from "../atoms/format.ts";
import { STROKE } from "../atoms/Words.tsx";
import { MoreMenu } from "../investigation/MoreMenu.tsx";
import type { InvestigationItem } from "../lists/item.ts";
import { exportEntries } from "./ExportMenu.tsx";
import styles from "./history.module.css";

const DAY_MS = 86_400_000;

/** What can be done with the rows that are selected. */
export function Selection({
  items,
  onClear,
}: {
  readonly items: readonly InvestigationItem[];
  readonly onClear: () => void;
}): React.JSX.Element {
  const [a, b] = items;
  const two = items.length === 2 && a !== undefined && b !== undefined;
  return (
    <div className={styles.selection} role="region" aria-label="Selection">
      <p role="status">
        <b>{items.length} selected</b> <span className="dim">{two ? between(a, b) : ""}</span>
      </p>
      {two ? (
        <ButtonLink small look="primary" href={`/compare?a=${encodeURIComponent(b.id)}&b=${encodeURIComponent(a.id)}`}>
          <GitCompareArrows size={16} strokeWidth={STROKE} aria-hidden />
          Compare side by side
        </ButtonLink>
      ) : null}
      <MoreMenu
        label="Export the selection"
        say="Export"
        icon={<Download size={16} strokeWidth={STROKE} aria-hidden />}
        entries={exportEntries(`ids=${items.map(({ id }) => encodeURIComponent(id)).join(",")}`)}
      />
      <Button small iconOnly look="quiet" aria-label="Clear the selection" onClick={onClear}>
        <X size={16} strokeWidth={STROKE} aria-hidden />
      </Button>
    </div>
  );
}

function between(a: InvestigationItem, b: InvestigationItem): string {
  const days = Math.round(Math.abs(Date.parse(a.createdAt) - Date.parse(b.createdAt)) / DAY_MS);
  const cause = a.cause === null || b.cause === null ? null : a.cause === b.cause ? "same cause" : "different causes";
  return [cause, days === 0 ? "on one day" : `${countWords(days, "day")} apart`].filter((part) => part !== null).join(", ");
}
