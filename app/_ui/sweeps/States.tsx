"use client";

import { clsx } from "clsx";
import { CELL_STATES, type Cell } from "#machines/sweep/cell-state.ts";
import { STROKE } from "../atoms/Words.tsx";
import styles from "./sweeps.module.css";
import { STATE, StateWord } from "./words.tsx";

/** One host in the grid. */
export interface Tile extends Cell {
  readonly n: number;
  readonly name: string;
  /** Its own investigation, once it was begun. */
  readonly investigation?: string;
}

interface Props {
  readonly tiles: readonly Tile[];
  readonly open: number | null;
  readonly onOpen: (n: number) => void;
}

/** What calls for somebody first. Hosts of one reason stand together, the most frequent reason first. */
export function States({ tiles, open, onOpen }: Props): React.JSX.Element {
  return (
    <div>
      {CELL_STATES.map((state) => {
        const here = tiles.filter((tile) => tile.state === state);
        if (here.length === 0) return null;
        const reasons = [...Map.groupBy(here, ({ reason }) => reason)].toSorted(([, a], [, b]) => b.length - a.length);
        return (
          <section key={state} className={styles.state} aria-label={STATE[state].say}>
            <h2>
              <StateWord state={state} /> <span className="dim">{here.length}</span>
            </h2>
            {STATE[state].means === "" ? null : <p>{STATE[state].means}</p>}
            {reasons.map(([reason, group]) => (
              <div key={reason ?? ""} className={reason === null ? undefined : styles.reason}>
                {reason === null ? null : (
                  <h3>
                    {reason} <span className="dim">{group.length}</span>
                  </h3>
                )}
                <ul className={styles.tiles}>
                  {group.map((tile) => (
                    <li key={tile.n}>
                      <TileButton tile={tile} pressed={tile.n === open} onOpen={onOpen} />
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </section>
        );
      })}
    </div>
  );
}

function TileButton({
  tile: { n, name, state },
  pressed,
  onOpen,
}: {
  readonly tile: Tile;
  readonly pressed: boolean;
  readonly onOpen: (n: number) => void;
}): React.JSX.Element {
  const { icon: Icon, say, tone } = STATE[state];
  return (
    <button type="button" aria-pressed={pressed} className={clsx(tone, state === "running" && styles.spin)} onClick={() => onOpen(n)}>
      <Icon size={14} strokeWidth={STROKE} aria-label={say} role="img" />
      <span>{name}</span>
    </button>
  );
}
