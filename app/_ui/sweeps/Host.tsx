"use client";

import { X } from "lucide-react";
import type { SweepHost } from "#server/read/sweeps.ts";
import { Button, ButtonLink } from "../atoms/Button.tsx";
import { STROKE, Word } from "../atoms/Words.tsx";
import { writeDestination } from "../start/destination.ts";
import type { Tile } from "./States.tsx";
import styles from "./sweeps.module.css";
import { StateWord } from "./words.tsx";

interface Props {
  readonly tile: Tile;
  readonly host: SweepHost;
  /** The incident type that an investigation of it would be of; null for whoever may start none. */
  readonly runbook: string | null;
  readonly onClose: () => void;
}

/** One host: how it stands, the readings that decide, and what to do about it. */
export function Host({ tile, host, runbook, onClose }: Props): React.JSX.Element {
  const at = writeDestination({ user: host.user ?? null, address: host.address, port: host.port ?? null });
  return (
    <aside className={styles.panel} aria-label={`About ${host.name}`}>
      <header>
        <div>
          <h2>{host.name}</h2>
          {at === host.name ? null : <code className="dim">{at}</code>}
          {host.netns === undefined ? null : <span className="dim"> in {host.netns}</span>}
        </div>
        <Button look="quiet" small iconOnly aria-label="Close" onClick={onClose}>
          <X size={16} strokeWidth={STROKE} aria-hidden />
        </Button>
      </header>
      <StateWord state={tile.state} />
      <p>{tile.say}</p>
      {tile.lines.length === 0 ? null : (
        <ul className={styles.lines} aria-label="Readings that decide">
          {tile.lines.map(({ test, state, say }, index) => (
            <li key={index}>
              <Word kind={state} />
              <span>
                <code>{test}</code> {say}
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.acts}>
        {runbook === null || tile.investigation === undefined || tile.lines.length === 0 ? null : (
          <ButtonLink small look={tile.state === "matches" ? "primary" : "plain"} href={`/new/${runbook}?sweep=${tile.investigation}`}>
            Investigate this host
          </ButtonLink>
        )}
        {tile.investigation === undefined ? null : (
          <ButtonLink small href={`/investigations/${tile.investigation}`} prefetch={false}>
            {tile.state === "waiting" ? "Look at its key" : tile.lines.length === 0 ? "Its log" : "All that was read"}
          </ButtonLink>
        )}
      </div>
    </aside>
  );
}
