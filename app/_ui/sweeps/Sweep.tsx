"use client";

import { CircleStop } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { CELL_STATES, PENDING, type CellState } from "#machines/sweep/cell-state.ts";
import type { HostCell, SweepPage } from "#server/read/sweeps.ts";
import { Button } from "../atoms/Button.tsx";
import { When } from "../atoms/Time.tsx";
import { STROKE } from "../atoms/Words.tsx";
import { Page } from "../frame/Page.tsx";
import { sendOrTell } from "../investigation/send.ts";
import { Host } from "./Host.tsx";
import { States, type Tile } from "./States.tsx";
import styles from "./sweeps.module.css";
import { useAddress } from "./useAddress.ts";
import { useSweep } from "./useSweep.ts";
import { STATE, StateWord, SWEEP_SAYS } from "./words.tsx";

interface Props {
  readonly sweep: Omit<SweepPage["sweep"], "createdAt" | "endedAt"> & { readonly createdAt: string; readonly endedAt: string | null };
  readonly hosts: SweepPage["hosts"];
  readonly initial: readonly HostCell[];
  /** May stop it, and start investigations. */
  readonly steers: boolean;
}

/** One signature over many hosts: how each stands, those of one reason together, and the readings that decide. */
export function Sweep({ sweep, hosts, initial, steers }: Props): React.JSX.Element {
  const { status, byHost, lost } = useSweep(sweep.id, { status: sweep.status, cells: initial });
  const [{ show, host }, go] = useAddress();
  const tiles = hosts.map(({ name }, index): Tile => ({ ...PENDING, n: index + 1, name, ...ended(status), ...byHost.get(index + 1) }));
  const counts = CELL_STATES.flatMap((state) => {
    const count = tiles.filter((tile) => tile.state === state).length;
    return count === 0 ? [] : [{ state, count }];
  });
  const only = counts.some(({ state }) => state === show) ? show : null;
  const open = tiles.find(({ n }) => n === host) ?? null;
  const known = hosts[(open?.n ?? 0) - 1];
  return (
    <Page
      title={`SW-${sweep.number}`}
      beside={
        <>
          <span className="dim" role="status">
            {lost ? "Connection lost; trying again" : SWEEP_SAYS[status]}
            {status === "stopped" && sweep.stoppedBy !== null ? ` by ${sweep.stoppedBy}` : ""}
          </span>
          <span className="grow" />
          {steers && status === "running" ? <Stop id={sweep.id} /> : null}
        </>
      }
    >
      <p className={styles.claim}>{sweep.claim}</p>
      <div className={styles.meta}>
        <Link href={`/runbooks/${sweep.runbook.id}`} prefetch={false}>
          {sweep.runbook.title}
        </Link>
        <span>
          {sweep.looked.length} of {sweep.of} predictions: {sweep.looked.join("; ")}
        </span>
        {Object.entries(sweep.inputs).map(([name, value]) => (
          <span key={name}>
            {name} {value}
          </span>
        ))}
        <span>
          {sweep.startedByName}, <When at={sweep.createdAt} />
        </span>
      </div>
      <div className={styles.bar} aria-hidden>
        {counts.map(({ state, count }) => (
          <i key={state} className={STATE[state].tone} style={{ width: `${(count / tiles.length) * 100}%`, opacity: FAINT[state] ?? 1 }} />
        ))}
      </div>
      <div className={styles.filters} role="group" aria-label="Hosts by how they stand">
        {counts.map(({ state, count }) => (
          <button key={state} type="button" aria-pressed={only === state} onClick={() => go({ show: only === state ? null : state, host })}>
            <StateWord state={state} /> <b>{count}</b>
          </button>
        ))}
      </div>
      <div className={styles.board} data-open={open !== null}>
        <States
          tiles={only === null ? tiles : tiles.filter(({ state }) => state === only)}
          open={open?.n ?? null}
          onOpen={(n) => go({ show, host: n })}
        />
        {open === null || known === undefined ? null : (
          <Host tile={open} host={known} runbook={steers ? sweep.runbook.id : null} onClose={() => go({ show, host: null })} />
        )}
      </div>
    </Page>
  );
}

/** In the bar the hosts that are not read yet, and those that are being read, stand back behind what is known. */
const FAINT: Partial<Readonly<Record<CellState, number>>> = { pending: 0.2, running: 0.5 };

/** What was not begun when it was stopped will not be. */
const ended = (status: SweepPage["sweep"]["status"]): { readonly state: CellState; readonly say: string } | object =>
  status === "stopped"
    ? { state: "stopped", reason: "Nothing of it was read", say: "The sweep was stopped before it was this host's turn." }
    : {};

function Stop({ id }: { readonly id: string }): React.JSX.Element {
  const [asked, ask] = useState(false);
  if (!asked)
    return (
      <Button small onClick={() => ask(true)}>
        <CircleStop size={16} strokeWidth={STROKE} aria-hidden /> Stop
      </Button>
    );
  return (
    <>
      <span className="dim">What was read stays.</span>
      <Button small onClick={() => ask(false)}>
        Keep it running
      </Button>
      <Button
        small
        look="stop"
        onClick={() => void sendOrTell(`/api/v1/sweeps/${id}/actions`, { do: "stopSweep" }).then((ok) => ok || ask(false))}
      >
        Stop it
      </Button>
    </>
  );
}
